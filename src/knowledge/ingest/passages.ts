import type { Passage } from "../entry.ts";
import type { Article, Paragraph } from "./article.ts";
import { type Context, targetYears, timing } from "./period.ts";
import { passageRegion, type Region } from "./regions.ts";
import { type Piece, pieces } from "./sentences.ts";

/** The passages of an article: one a paragraph or clause, long ones parted at sentence ends. */
export function passagesOf(
  article: Article,
  context: Context & { readonly region: string; readonly regions: readonly Region[] },
): Passage[] {
  const made: Passage[] = [];
  let count = 0;
  let before: string | undefined;
  for (const paragraph of article.paragraphs) {
    if (paragraph.aside === undefined) count += 1;
    const parts = pieces(paragraph.text, (left, right) => otherTime(left, right, context.date));
    const situation = {
      ...context,
      clause: paragraph.clause !== "",
      heading: paragraph.headings.join(" "),
    };
    let inherited: Piece["text"] = "";
    for (const [index, piece] of parts.entries()) {
      if (!/[\p{L}\p{N}]/u.test(piece.text)) continue;
      if (!piece.follows) inherited = piece.text;
      const time = timing(piece.text, situation);
      const whole = piece.follows ? timing(inherited, situation) : time;
      const region: string | undefined = /^该[区县]/.test(piece.text)
        ? before
        : passageRegion(piece.text, context.region, context.regions);
      before = region;
      const period = whole.period ?? time.period;
      made.push({
        id: `p${made.length + 1}`,
        section: sectionOf(article, paragraph, count, index),
        text: piece.text,
        ...(region === undefined ? {} : { region }),
        ...(period === undefined ? {} : { period }),
        standing: whole.standing,
      });
    }
  }
  return made;
}

/**
 * Sentences of different times must not share a passage, or the figure of one would be given for
 * the other: two targets of different years, and a figure before a sentence that opens with its
 * own year.
 */
function otherTime(left: string, right: string, date: string): boolean {
  const next = targetYears(right, date);
  const last = targetYears(left, date);
  if (next.length > 0 && last.length > 0) return next.join() !== last.join();
  return /^(?:截[至止])?(?:19|20)\d{2}年/.test(right) && /\d/.test(left) && !saysYear(left, right);
}

function saysYear(left: string, right: string): boolean {
  const year = right.match(/(?:19|20)\d{2}年/u)?.[0] ?? "";
  return left.includes(year);
}

function sectionOf(article: Article, paragraph: Paragraph, count: number, piece: number): string {
  if (paragraph.aside !== undefined) return paragraph.aside;
  const inner = paragraph.headings.at(-1);
  if (article.form === "newspaper" || paragraph.clause === "") {
    const place = `第${count}段`;
    return paragraph.headings.length === 0
      ? place
      : `${paragraph.headings.join(" · ")}（${place}）`;
  }
  if (inner === undefined) return paragraph.clause.replace(/、$/, "");
  if (paragraph.clause.endsWith("、")) return `${paragraph.clause}${inner}`;
  // The heading opens the clause's first piece; elsewhere it is what names the subject.
  const opens = piece === 0 && paragraph.text.startsWith(inner);
  return opens ? paragraph.clause : `${paragraph.clause} ${inner}`;
}
