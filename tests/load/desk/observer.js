/** Runs in a page before anything of its own: notes when each mark first comes into the document. */

const noted = { log: {}, lines: {} };

new MutationObserver((changes) => {
  for (const { addedNodes } of changes) for (const node of addedNodes) look(node);
}).observe(document, { childList: true, subtree: true });

function look(node) {
  const element = node instanceof Element ? node : node.parentElement;
  const into = element?.closest("#log") ? noted.log : element?.closest("#lines") && noted.lines;
  if (!into) return;
  const at = performance.timeOrigin + performance.now();
  for (const [, mark] of node.textContent.matchAll(/#(\d+)#/g)) into[mark] ??= at;
}

/** And which stand in the open conversation now. */
globalThis.whatCame = () => {
  const text = document.getElementById("log")?.textContent ?? "";
  return { ...noted, standing: [...text.matchAll(/#(\d+)#/g)].map(([, mark]) => Number(mark)) };
};
