import {
  type Block,
  displayWidth,
  endsSentence,
  glue,
  isProse,
  isTitleLike,
  joinTitle,
  tightened,
} from "./block.ts";
import { isByline, isCaption, leadOf } from "./byline.ts";
import { clauseMark } from "./clause.ts";
import { isAnnexHead, isHeadLine } from "./official.ts";

/** A line that belongs to the page, not to an article: a number alone, 「第3版」, 「— 4 —」. */
const furniture =
  /^(?:[-—–·•.\s]*[\d０-９]{1,4}[-—–·•.\s]*|第\s*\d{1,4}\s*[版页](?:\s*[共/]\s*\d{1,4}\s*页)?|\d{1,4}\s*\/\s*\d{1,4}|[A-D]\d{1,2}版?|(?:责任编辑|责编|本版编辑|版式|校对)[:：\s].{0,40}|[-—–=_*·.\s]{3,})$/u;
const listItem = /^(?:[-*•●▪◆■·]\s+|[•●▪◆·](?=\S))/u;

interface Line {
  readonly text: string;
  readonly width: number;
  readonly indented: boolean;
  /** First line of a PDF page. */
  readonly pageTop: boolean;
}

interface Run {
  readonly lines: Line[];
  readonly gap: number;
  readonly pageBreak: boolean;
  /** Width of the column when the run is text wrapped at it. */
  column?: number;
}

/**
 * Lines of a page as blocks: wrapped lines joined, page furniture dropped, title lines kept
 * together, list items apart. A form feed (as the PDF reader writes between pages) is a page edge.
 */
export function blocksOf(text: string): Block[] {
  const runs = runsOf(text);
  const columns = measureColumns(runs);
  const blocks: Block[] = [];
  for (const [index, run] of runs.entries()) {
    const made = blocksOfRun(run, nearest(columns, index));
    const first = made[0];
    if (first) {
      first.gap = run.gap;
      if (run.pageBreak) first.pageBreak = true;
    }
    blocks.push(...made);
  }
  return blocks;
}

function runsOf(text: string): Run[] {
  const raw = text.split("\n");
  const lines = raw.map((line): Line => {
    const trimmed = line
      .replace(/\f/g, "")
      .replace(/[\s\u3000]+/gu, " ")
      .trim();
    return {
      text: trimmed,
      width: displayWidth(trimmed),
      indented: /^\f?(?:\u3000{2}| {4,}|\t)/u.test(line),
      pageTop: line.startsWith("\f"),
    };
  });
  const runs: Run[] = [];
  let current: Line[] = [];
  let gap = 0;
  let gapBefore = 0;
  let broken = false;
  let brokenBefore = false;
  const flush = (): void => {
    if (current.length > 0) runs.push({ lines: current, gap: gapBefore, pageBreak: brokenBefore });
    current = [];
  };
  for (const [index, line] of lines.entries()) {
    if (line.pageTop) broken = true;
    if (line.text === "") {
      flush();
      gap += 1;
    } else if (furniture.test(line.text) && !insideColumn(lines, index)) {
      flush();
      broken = true;
    } else {
      if (current.length === 0) {
        gapBefore = gap;
        brokenBefore = broken;
        gap = 0;
        broken = false;
      }
      current.push(line);
    }
  }
  flush();
  return runs;
}

/** A bare number between two full lines is a wrapped figure, not a page number. */
function insideColumn(lines: readonly Line[], index: number): boolean {
  const before = lines[index - 1];
  const after = lines[index + 1];
  if (!before || !after || before.text === "" || after.text === "") return false;
  if (furniture.test(before.text) || furniture.test(after.text)) return false;
  return !endsSentence(before.text) && isProse(before.text + after.text);
}

/** The column width of each run that is wrapped text by itself. */
function measureColumns(runs: readonly Run[]): (number | undefined)[] {
  return runs.map((run) => {
    if (run.lines.length < 4) return undefined;
    const full = run.lines.slice(0, -1).filter((line) => !endsSentence(line.text));
    const widths = full.map((line) => line.width).sort((a, b) => a - b);
    const column = widths[Math.floor(widths.length * 0.8)];
    if (column === undefined || column > 130 || column < 12) return undefined;
    const near = widths.filter((width) => width >= column - 6 && width <= column + 4).length;
    if (near / widths.length < 0.6) return undefined;
    if (!isProse(run.lines.map((line) => line.text).join(""))) return undefined;
    return column;
  });
}

function nearest(columns: readonly (number | undefined)[], index: number): number | undefined {
  for (let away = 0; away < columns.length && away < 40; away += 1) {
    const found = columns[index - away] ?? columns[index + away];
    if (found !== undefined) return found;
  }
  return undefined;
}

function blocksOfRun(run: Run, column: number | undefined): Block[] {
  const { lines } = run;
  const whole = lines.map((line) => line.text).join("");
  const items = lines.filter((line) => listItem.test(line.text)).length;
  if (items >= 2 || (items === 1 && lines.length === 1)) return listBlocks(lines, column);
  const titles = lines.every(
    (line) => isTitleLike(line) && !startsAnew(line.text) && !standsAlone(line.text),
  );
  if (titles && !isProse(whole)) {
    if (lines.length <= 4)
      return [
        block(
          lines.map((line) => line.text),
          false,
        ),
      ];
    return lines.map((line) => ({ ...block([line.text], false), list: true }));
  }
  const isWrapped = column !== undefined && fits(lines, column);
  return isWrapped ? unwrap(lines, column) : eachLine(lines);
}

/** True when the lines look cut at this column rather than at the ends of paragraphs. */
function fits(lines: readonly Line[], column: number): boolean {
  return lines.every(
    (line) => line.width <= column + 8 || startsAnew(line.text) || isTitleLike(line),
  );
}

function unwrap(lines: readonly Line[], column: number): Block[] {
  const blocks: Block[] = [];
  let text = "";
  let before: Line | undefined;
  const flush = (): void => {
    if (text !== "") blocks.push({ ...block([text], true), wrapped: true });
    text = "";
  };
  const indents = lines.filter((line) => line.indented).length;
  for (const line of lines) {
    if (before !== undefined) {
      const short = before.width < column - 3;
      const numbered = clauseMark(line.text) !== undefined && (short || endsSentence(before.text));
      const ends = endsSentence(before.text) && short;
      const indented = line.indented && indents < lines.length * 0.6 && endsSentence(before.text);
      const named = isByline(line.text) || isByline(before.text) || leadOf(line.text) !== undefined;
      if (numbered || ends || indented || named) flush();
    }
    text = glue(text, line.text);
    before = line;
  }
  flush();
  return blocks.map((made) => (isProse(made.text) ? made : { ...made, wrapped: false }));
}

/** Each line its own paragraph; neighbouring title lines make one title. */
function eachLine(lines: readonly Line[]): Block[] {
  const blocks: Block[] = [];
  let titles: string[] = [];
  const flush = (): void => {
    if (titles.length > 0) blocks.push(block(titles, false));
    titles = [];
  };
  for (const line of lines) {
    if (standsAlone(line.text)) {
      flush();
      blocks.push(block([line.text], false));
    } else if (isTitleLike(line) && !startsAnew(line.text) && titles.length < 4) {
      titles.push(line.text);
    } else {
      flush();
      blocks.push(block([line.text], isProse(line.text)));
    }
  }
  flush();
  return blocks;
}

function listBlocks(lines: readonly Line[], column: number | undefined): Block[] {
  const blocks: Block[] = [];
  for (const line of lines) {
    const last = blocks.at(-1);
    const text = line.text.replace(listItem, "");
    if (listItem.test(line.text) || last === undefined) {
      blocks.push({ ...block([text], true), ...(listItem.test(line.text) ? { list: true } : {}) });
    } else if (last.list === true && column !== undefined && line.width <= column + 8) {
      last.text = glue(last.text, text);
      last.lines = [last.text];
    } else blocks.push(block([text], isProse(text)));
  }
  return blocks;
}

/** True for a line that can only begin something: a clause, a byline, a dateline, an annex. */
export function startsAnew(text: string): boolean {
  return (
    clauseMark(text) !== undefined ||
    isByline(text) ||
    leadOf(text) !== undefined ||
    isAnnexHead(text) ||
    /^附[件录表]\s*\d*\s*[:：]/.test(text) ||
    /^[□■]/.test(text)
  );
}

function block(lines: string[], prose: boolean): Block {
  const text = prose ? tightened(lines.join("")) : joinTitle(lines);
  return { text, lines: prose ? [text] : lines, gap: 0 };
}

/** True for a line that is never part of a title: an office, a date, a caption. */
function standsAlone(text: string): boolean {
  return isHeadLine(text) || isCaption(text);
}
