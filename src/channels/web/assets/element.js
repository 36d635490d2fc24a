/** Making and finding elements. Text enters the page as text, never as markup. */

export const byId = (id) => document.getElementById(id);

/** An element with a class and with text or children. */
export function element(tag, className, ...content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

export function button(className, label, onClick) {
  const made = element("button", className, label);
  made.type = "button";
  made.addEventListener("click", onClick);
  return made;
}
