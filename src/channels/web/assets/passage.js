/** The dialog that shows a source in the document's own words. */

import { button, byId, element } from "./element.js";

const dialog = byId("passage");
const title = byId("passage-title");
const body = byId("passage-body");
let opening = 0;

/** Opens passages of one section together: the section's facts, then each text that differs. */
export async function openPassages(name, ids) {
  const mine = ++opening;
  title.textContent = name;
  body.replaceChildren(element("p", "loading", "正在打开…"));
  if (!dialog.open) dialog.showModal();
  try {
    const answers = await Promise.all(ids.map(fetchPassage));
    if (mine === opening) show(answers);
  } catch {
    if (mine !== opening) return;
    body.replaceChildren(
      element("p", "", "没能打开，请检查网络。"),
      button("quiet", "再试一次", () => openPassages(name, ids)),
    );
  }
}

/** What was found, or why nothing was; rejects when the server cannot be reached. */
async function fetchPassage(id) {
  const response = await fetch(`/api/passage?id=${encodeURIComponent(id)}`, {
    signal: AbortSignal.timeout(15_000),
  });
  const answer = await response.json();
  return response.ok ? { found: answer } : { problem: answer.error.message };
}

function show(answers) {
  const found = answers.flatMap((answer) => answer.found ?? []);
  const texts = new Set(found.map(({ text }) => text));
  const problems = new Set(answers.flatMap((answer) => answer.problem ?? []));
  const missing = [...problems].map((problem) => element("p", "", problem));
  const [first] = found;
  if (first === undefined) return body.replaceChildren(...missing);
  title.textContent = first.title;
  body.replaceChildren(
    facts(first),
    ...[...texts].map((text) => element("blockquote", "", text)),
    ...missing,
    element("p", "caveat", "内容由知问整理，正式引用请核对原文件。"),
  );
}

function facts({ number, publisher, date, section }) {
  const list = element("dl", "facts");
  const rows = [
    ["文号", number],
    ["发布单位", publisher],
    ["发布日期", date],
    ["位置", section],
  ];
  for (const [term, value] of rows) {
    if (value) list.append(element("div", "", element("dt", "", term), element("dd", "", value)));
  }
  return list;
}

byId("passage-close").addEventListener("click", () => dialog.close());
// The sheet fills the dialog: a click on the dialog itself is one on the backdrop.
dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
