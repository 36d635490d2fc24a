/** The sources under an answer: one button for each section of a document. */

import { button, element } from "./element.js";
import { openPassages } from "./passage.js";

const inMarks = (name) => (name.startsWith("《") ? name : `《${name}》`);

export function sources(citations) {
  const list = element("ul", "sources");
  list.setAttribute("aria-label", "出处");
  for (const { document: name, section, date, passages } of bySection(citations)) {
    const open = button("source", "", () => void openPassages(name, [...passages]));
    const place = `${inMarks(name)} · ${section} · `;
    open.append(element("span", "", place, element("span", "date", date)));
    open.setAttribute("aria-haspopup", "dialog");
    list.append(element("li", "", open));
  }
  return list;
}

/** Passages of one section stand together: two buttons would say the same. */
function bySection(citations) {
  const sections = new Map();
  for (const { document: name, section, date, passage } of citations) {
    const key = JSON.stringify([name, section, date]);
    const known = sections.get(key);
    if (known) known.passages.add(passage);
    else sections.set(key, { document: name, section, date, passages: new Set([passage]) });
  }
  return sections.values();
}
