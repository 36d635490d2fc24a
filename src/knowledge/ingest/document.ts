import type { Article, Paragraph } from "./article.ts";
import { type Block, isProse, isTitleLike, joinTitle } from "./block.ts";
import { type ClauseMark, clauseMark } from "./clause.ts";
import { wholeDate } from "./dates.ts";
import { isAnnexHead, isDocumentNumber, isHandout, isHeadLine, isOffice } from "./official.ts";

const titleForm =
  /(?:方案|规划|计划|办法|细则|规定|条例|要点|纲要|意见|通知|公告|通告|决定|报告|白皮书|公报|标准|指南|规则|章程|清单|措施|政策|批复|函)(?:[（(][^（）()]{1,20}[）)])?$/u;
const annexPointer = /^附\s*[件录表]\s*[\d一二三四五六七八九十]{0,3}\s*[:：]\s*\S/u;
const announcement = /关于.{0,12}印发《(.+)》的通知$/u;
const copyTo = /^(?:抄送|主送|报送)\s*[:：]/u;

/** True when the blocks read as an official document: numbered clauses and no dateline. */
export function isDocument(blocks: readonly Block[]): boolean {
  let outer = 0;
  let articles = 0;
  for (const block of blocks) {
    const mark = clauseMark(block.text);
    if (block.heading !== undefined) outer += 1;
    if (mark === undefined) continue;
    if (mark.rank === 4) articles += 1;
    else if (mark.rank <= 6) outer += 1;
  }
  const numbered = blocks.some((block) => isDocumentNumber(block.text));
  return outer >= 2 || articles >= 2 || numbered;
}

/**
 * An official document taken apart: head (number, offices, title, transmittal notice, date), the
 * clauses, and each annex as an article of its own with the head of the document it belongs to.
 */
export function documentArticles(blocks: readonly Block[]): Article[] {
  const articles: Article[] = [];
  for (const part of parts(blocks)) {
    const annex = isAnnexHead(part[0]?.text ?? "");
    const main = annex ? articles.at(-1) : undefined;
    const article = oneDocument(annex ? part.slice(1) : part, main);
    if (article.paragraphs.length > 0) articles.push(article);
  }
  if (articles.length > 1) dropAnnexPointers(articles);
  return articles;
}

/** Cut before each annex, each further document number and, in marked-up files, each main title. */
function parts(blocks: readonly Block[]): Block[][] {
  const mainTitles = blocks.filter((block) => block.heading === 1).length;
  const made: Block[][] = [[]];
  let hasText = false;
  for (const block of blocks) {
    const starts =
      isAnnexHead(block.text) ||
      isDocumentNumber(block.text) ||
      (mainTitles > 1 && block.heading === 1 && clauseMark(block.text) === undefined);
    if (starts && hasText) {
      made.push([]);
      hasText = false;
    }
    if (!isTitleLike(block)) hasText = true;
    made.at(-1)?.push(block);
  }
  return made;
}

function oneDocument(blocks: readonly Block[], main: Article | undefined): Article {
  const start = bodyStart(blocks, main !== undefined);
  const head = readHead(blocks.slice(0, start));
  const article: Article = {
    form: "document",
    bylines: [],
    paragraphs: [...head.notice],
  };
  const title = head.title;
  if (title !== undefined) article.title = title;
  const number = head.number ?? main?.number;
  if (number !== undefined) article.number = number;
  const publisher = head.publisher ?? main?.publisher;
  if (publisher !== undefined) article.publisher = publisher;
  const date = head.date ?? main?.date;
  if (date !== undefined) article.date = date;
  article.paragraphs.push(...clauses(blocks.slice(start), article));
  return article;
}

/**
 * Where the document's own text begins: after the title that the notice announces in 《》, else
 * after the last title-like block before the first running text or clause.
 */
function bodyStart(blocks: readonly Block[], annex: boolean): number {
  const firstClause = blocks.findIndex((block) => clauseMark(block.text) !== undefined);
  const limit = firstClause < 0 ? blocks.length : firstClause;
  if (!annex) {
    const announced = blocks
      .slice(0, limit)
      .map((block) => block.text.match(announcement)?.[1])
      .find((name) => name !== undefined);
    if (announced !== undefined) {
      for (let i = limit - 1; i > 0; i -= 1) {
        if (same(blocks[i]?.text ?? "", announced)) return afterHead(blocks, i + 1, limit);
      }
    }
  }
  return afterHead(blocks, 0, limit);
}

/** Past the titles, numbers, dates and offices from `from` on. */
function afterHead(blocks: readonly Block[], from: number, limit: number): number {
  let index = from;
  let titled = from > 0;
  while (index < limit) {
    const block = blocks[index];
    if (block === undefined) break;
    if ((block.heading ?? 1) > 1) break;
    if (block.heading === 1) titled = true;
    else if (
      !isHeadBlock(block) &&
      !(isTitleLike(block) && (!titled || /^[（(]/.test(block.text)))
    ) {
      if (
        !(
          isTitleLike(block) &&
          blocks.slice(index, limit).some((b) => titleForm.test(b.text) && isTitleLike(b))
        )
      )
        break;
    }
    if (titleForm.test(block.text)) titled = true;
    index += 1;
  }
  return index;
}

function isHeadBlock(block: Block): boolean {
  return block.lines.every(isHeadLine);
}

interface Head {
  title?: string;
  number?: string;
  publisher?: string;
  date?: string;
  notice: Paragraph[];
}

function readHead(blocks: readonly Block[]): Head {
  const head: Head = { notice: [] };
  const titles: string[][] = [];
  const offices: string[] = [];
  let titleOpen = false;
  for (const block of blocks) {
    if (isProse(block.text) || /[:：]$/.test(block.text)) {
      titleOpen = false;
      if (!copyTo.test(block.text)) {
        head.notice.push({ text: block.text, clause: "", headings: [], aside: "印发通知" });
      }
      continue;
    }
    for (const line of block.lines) {
      const date = wholeDate(line);
      if (isDocumentNumber(line)) head.number ??= line.replace(/\s+/g, "");
      else if (date !== undefined && line.length <= 16) head.date ??= date;
      else if (isHandout(line)) titleOpen = false;
      else if (isOffice(line)) {
        if (titles.length === 0) offices.push(...line.split(/\s+/).filter((name) => name !== ""));
        titleOpen = false;
      } else if (titleOpen) titles.at(-1)?.push(line);
      else {
        titles.push([line]);
        titleOpen = true;
      }
    }
  }
  // The last title is the document's own; one before it belongs to the notice that sends it out.
  const own = titles.at(-1);
  if (own !== undefined) {
    const title = joinTitle(own).replace(/\s+(?=[（(])/gu, "");
    const announced = title.match(announcement)?.[1];
    head.title = announced ?? title;
  }
  if (offices.length > 0) head.publisher = [...new Set(offices)].join("、");
  return head;
}

/** A clause the walk through the document is inside of. */
interface Step {
  readonly rank: number;
  readonly label: string;
  readonly heading: string;
  /** Where the clause is a heading alone: its outline, the headings right below it. */
  readonly outline?: { readonly paragraph: Paragraph; readonly children: string[] };
}

function clauses(blocks: readonly Block[], article: Article): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  const outlines: Step[] = [];
  let path: Step[] = [];
  for (const block of blocks) {
    const { text } = block;
    if (isHandout(text) || signature(block, article)) continue;
    const aside = copyTo.test(text) ? "抄送" : annexPointer.test(text) ? "附件" : undefined;
    if (aside !== undefined) {
      paragraphs.push({ text, clause: "", headings: [], aside });
      continue;
    }
    const mark = markOf(block);
    if (mark === undefined) {
      paragraphs.push({ text, clause: cite(path), headings: headingsOf(path) });
      continue;
    }
    path = path.filter((step) => step.rank < mark.rank);
    const { heading, content } = headed(mark, block);
    if (heading !== "") path.at(-1)?.outline?.children.push(heading);
    const step: Step = { rank: mark.rank, label: mark.label, heading };
    path.push(step);
    const paragraph = { text: content || heading, clause: cite(path), headings: headingsOf(path) };
    if (content === "" && mark.label !== "") {
      path[path.length - 1] = { ...step, outline: { paragraph, children: [] } };
      outlines.push(path[path.length - 1] ?? step);
    }
    if (content !== "" || mark.label !== "") paragraphs.push(paragraph);
  }
  return withOutlines(paragraphs, outlines);
}

/** What a chapter lists is asked for too: its heading with the headings right below it. */
function withOutlines(paragraphs: Paragraph[], outlines: readonly Step[]): Paragraph[] {
  const empty = new Set<Paragraph>();
  for (const { heading, outline } of outlines) {
    if (outline === undefined) continue;
    if (outline.children.length > 0) {
      outline.paragraph.text = `${heading}：${outline.children.join("；")}。`;
    } else if (heading.length < 16) empty.add(outline.paragraph);
  }
  return paragraphs.filter((paragraph) => !empty.has(paragraph));
}

/** A heading's level in a marked-up file ranks as a clause of its depth. */
function markOf(block: Block): ClauseMark | undefined {
  const mark = clauseMark(block.text);
  if (mark !== undefined) return mark;
  if (block.heading === undefined) return undefined;
  return { rank: block.heading / 10, label: "", rest: block.text };
}

/** 「加强甲。做乙。」 → the heading 「加强甲」 and the whole as text; a heading alone has no text. */
function headed(mark: ClauseMark, block: Block): { heading: string; content: string } {
  const { rest, rank } = mark;
  if (block.heading !== undefined) return { heading: rest.trim(), content: "" };
  const stop = rest.search(/[。：:]/u);
  if (stop < 0 && !isProse(rest)) return { heading: rest, content: "" };
  if (stop < 0 && rest.length <= 60 && !/[；;]/.test(rest)) return { heading: rest, content: "" };
  // 「第一条 本办法适用于甲。」 is its own text; 「（一）聚焦甲，打造乙。」 is a heading.
  const single = stop === rest.length - 1;
  if (single && rank === 4) return { heading: "", content: rest };
  const longest = single && (rank === 5 || rank === 6) ? 60 : 40;
  if (stop > 0 && stop <= longest) return { heading: rest.slice(0, stop), content: rest };
  return { heading: "", content: rest };
}

function cite(path: readonly { label: string }[]): string {
  return path.map((step) => step.label).join("");
}

function headingsOf(path: readonly { heading: string }[]): string[] {
  return path.map((step) => step.heading).filter((heading) => heading !== "");
}

/** Offices and date under the text: they fill what the head left open. */
function signature(block: Block, article: Article): boolean {
  if (isProse(block.text) || clauseMark(block.text) !== undefined || !isHeadBlock(block))
    return false;
  for (const line of block.lines) {
    const date = wholeDate(line);
    if (date !== undefined) article.date ??= date;
    else if (isOffice(line)) article.publisher ??= line.split(/\s+/).join("、");
    else if (isDocumentNumber(line)) article.number ??= line;
  }
  return true;
}

function dropAnnexPointers(articles: readonly Article[]): void {
  for (const article of articles) {
    article.paragraphs = article.paragraphs.filter((paragraph) => paragraph.aside !== "附件");
  }
}

function same(left: string, right: string): boolean {
  const bare = (text: string): string => text.replace(/[\s《》]/gu, "");
  return bare(left) === bare(right);
}
