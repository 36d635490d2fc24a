/**
 * A block is a paragraph, a heading or a list item after the lines of the page were joined. What
 * it is in the article is decided later; the predicates here look at its words alone.
 */
export interface Block {
  text: string;
  /** The lines of a title block, one each; body text has one. */
  lines: string[];
  /** Blank lines before it. */
  gap: number;
  /** 1–6 where the file marks headings itself (md, html, docx). */
  heading?: number;
  /** A list item or table row. */
  list?: boolean;
  /** Page furniture or a page edge stood before it. */
  pageBreak?: boolean;
  /** Cut out of a page of narrow wrapped lines. */
  wrapped?: boolean;
}

const clauseMark = /[，；]|,(?=[\p{Script=Han}“《])/u;
const sentenceEnd = /[。！？!?…：:；;][”’」』）)】》"]*$/u;

/** Half-width columns a text takes on the page: a Han character two, a Latin letter one. */
export function displayWidth(text: string): number {
  let width = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    width += code > 0x2e7f || (code >= 0x2014 && code <= 0x2026) ? 2 : 1;
  }
  return width;
}

/** True when it ends where a sentence may end. */
export function endsSentence(text: string): boolean {
  return sentenceEnd.test(text.slice(-8));
}

/** True when it reads as running text rather than a title. */
export function isProse(text: string): boolean {
  if (/。/.test(text) || (endsSentence(text) && text.length > 20)) return true;
  return clauseMark.test(text) && text.length > 12;
}

/** True when it could be a title or heading: short and without a full stop. */
export function isTitleLike(block: Pick<Block, "text" | "wrapped" | "list" | "heading">): boolean {
  if (block.heading !== undefined) return true;
  const { text } = block;
  if (block.list === true || text.length === 0 || text.length > 90) return false;
  if (/[。；;]/.test(text) || /[，、,：:]$/.test(text)) return false;
  if (!clauseMark.test(text)) return true;
  // 「数据显示，一季度」 cut off by a column's end is no title; a whole line with one comma may be.
  return block.wrapped !== true && text.length <= 40 && bracketsClosed(text) && !isOpenTail(text);
}

/** True when no quotation mark or bracket is left open. */
export function bracketsClosed(text: string): boolean {
  const tail = text.slice(-400);
  for (const [open, close] of ["《》", "（）", "“”", "「」", "【】", "〔〕"]) {
    if (open === undefined || close === undefined) continue;
    const lastOpen = tail.lastIndexOf(open);
    if (lastOpen > tail.lastIndexOf(close)) return false;
  }
  return true;
}

function isOpenTail(text: string): boolean {
  return /[、，,（《“和与及的]$/.test(text);
}

/** True when a word or a bracket is certainly cut: what follows on the page must be its rest. */
export function isCut(text: string): boolean {
  if (endsSentence(text)) return false;
  return /[、，,（《“]$/.test(text) || !bracketsClosed(text);
}

/** True when the sentence goes on in a later block. */
export function isOpen(text: string): boolean {
  if (/[；;]$/.test(text)) return isProse(text);
  if (endsSentence(text)) return false;
  if (isCut(text)) return true;
  if (/[）)】]$/.test(text)) return false;
  return isProse(text);
}

/** Two pieces of a line put together; a space only where Latin words would run into one. */
export function glue(left: string, right: string): string {
  if (left === "" || right === "") return left + right;
  const needsSpace = /[A-Za-z,.;:!?)\]]$/.test(left) && /^[A-Za-z(]/.test(right);
  return needsSpace ? `${left} ${right}` : left + right;
}

const hanSpace =
  /(?<=[\p{Script=Han}，。；：、！？（）《》“”]) +| +(?=[\p{Script=Han}，。；：、！？（）《》“”])/gu;

/** Running text without the spaces that type-setting left between characters. */
export function tightened(text: string): string {
  return text.replace(hanSpace, "").replace(/ {2,}/g, " ").trim();
}

/** A paragraph of a marked-up file: running text tightened, a title with its spaces. */
export function paragraphText(text: string): string {
  const plain = text.replace(/[\s\u3000]+/gu, " ").trim();
  return isProse(plain) ? tightened(plain) : plain;
}

const words = new Intl.Segmenter("zh", { granularity: "word" });

/** Title lines as one line: a space between phrases, none where the line end cut a word. */
export function joinTitle(lines: readonly string[]): string {
  let title = "";
  for (const line of lines) {
    const next = line.replace(/\s+/g, " ").trim();
    if (title === "") title = next;
    else if (!bracketsClosed(title) || /^[（(]/.test(next)) title = glue(title, next);
    else title = cutsWord(title, next) ? glue(title, next) : `${title} ${next}`;
  }
  return title;
}

/** True when the end of `left` and the start of `right` make one word. */
export function cutsWord(left: string, right: string): boolean {
  if (!/\p{Script=Han}$/u.test(left) || !/^\p{Script=Han}/u.test(right)) return false;
  const head = left.slice(-6);
  let at = 0;
  for (const part of words.segment(head + right.slice(0, 6))) {
    const end = at + part.segment.length;
    if (at < head.length && end > head.length) return true;
    at = end;
  }
  return false;
}
