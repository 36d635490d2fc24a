/** From passage ids to citations, and to the texts a reply is checked against. */
import type { Citation } from "../core/citation.ts";
import type { Knowledge } from "../knowledge/read.ts";

export function citationsOf(ids: readonly string[], { passages }: Knowledge): Citation[] {
  return ids.flatMap((id) => {
    const found = passages.get(id);
    if (found === undefined) return [];
    const { title, number, date } = found.digest;
    const named = title.startsWith("《") ? title : `《${title}》`;
    const document = number === undefined ? named : `${named}（${number}）`;
    return [{ document, section: found.passage.section, date, passage: id }];
  });
}

/** Each passage with its clause and its document's title, number and date: all that may be stated. */
export function evidenceTexts(ids: readonly string[], { passages }: Knowledge): string[] {
  return ids.flatMap((id) => {
    const found = passages.get(id);
    if (found === undefined) return [];
    const { title, number = "", date } = found.digest;
    const [year, month, day] = date.split("-").map(Number);
    return [
      `${found.passage.text}\n${found.passage.section}\n${title} ${number} ${year}年${month}月${day}日`,
    ];
  });
}
