/** The page's root, what it says, and how text becomes elements. */

export const root = document.getElementById("desk");
/** What the page says, by name: `say.offline`. */
export const say = Object.fromEntries(
  Object.entries(root.dataset)
    .filter(([name]) => name.startsWith("say"))
    .map(([name, text]) => [name.slice(3, 4).toLowerCase() + name.slice(4), text]),
);
/** The conversation that stands open; undefined on the inbox alone. */
export const open = root.dataset.open;
export const address = `/console/conversations/${open}`;
/** Tells this tab from the others of the same person. */
export const tab = newKey();

export const byId = (id) => document.getElementById(id);

/** The one place of the console that makes markup from text; see `securityPolicy.ts`. */
const fragments = window.trustedTypes?.createPolicy("fragments", {
  createHTML: (markup) => markup,
}) ?? { createHTML: (markup) => markup };

/** The elements of markup that our server made; it escapes what people typed. */
export function elements(markup) {
  const page = new DOMParser().parseFromString(fragments.createHTML(markup), "text/html");
  return [...page.body.childNodes].map((node) => document.importNode(node, true));
}

/** Puts new markup in an element's place, unless it is the same; the focus stays where it was. */
export function renew(id, markup) {
  const old = byId(id);
  const [made] = elements(markup);
  if (old === null || made === undefined || old.isEqualNode(made)) return;
  const held = old.contains(document.activeElement) ? document.activeElement : undefined;
  const opened = [...old.querySelectorAll("details")].map((each) => each.open);
  [...made.querySelectorAll("details")].forEach((each, at) => {
    each.open = opened[at] ?? each.open;
  });
  old.replaceWith(made);
  if (held === undefined) return;
  const key = held.dataset.key ?? held.closest("[data-key]")?.dataset.key;
  const same =
    key === undefined ? made.querySelector("a, button") : made.querySelector(`[data-key="${key}"]`);
  (same ?? byId("scroll") ?? byId("main"))?.focus({ preventScroll: true });
}

/** Elements of the page anew, by their ids. */
export function renewAll(parts) {
  for (const [id, markup] of Object.entries(parts)) renew(id, markup);
}

/** From where the focus is now: moves it on later, unless the person has gone elsewhere meanwhile. */
export function fromHere() {
  const from = document.activeElement;
  return (to) => {
    const now = document.activeElement;
    if (now === from || now === document.body || !from.isConnected) to.focus();
  };
}

/** Says it to those who do not see the page. */
export function tell(words) {
  byId("told").textContent = words;
}

/** crypto.randomUUID would need HTTPS. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A value of localStorage; where the browser keeps nothing, it is empty. */
export function remembered(key) {
  return {
    get() {
      try {
        return localStorage.getItem(key) ?? "";
      } catch {
        return "";
      }
    },
    set(value) {
      try {
        if (value === "") localStorage.removeItem(key);
        else localStorage.setItem(key, value);
      } catch {
        // A full or forbidden storage loses the draft on a crash, nothing else.
      }
    },
  };
}
