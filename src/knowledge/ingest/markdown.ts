import { type Block, paragraphText } from "./block.ts";
import { clean } from "./clean.ts";
import { wholeDate } from "./dates.ts";
import { decode } from "./decode.ts";
import { blocksOf } from "./lines.ts";
import { tableRows } from "./rows.ts";
import type { Source } from "./source.ts";

/** Reads Markdown: headings, paragraphs, lists, tables, and `title`/`date` of a front matter. */
export function readMarkdown(bytes: Uint8Array): Source {
  const { text } = decode(bytes);
  const plain = clean(text);
  // Without one heading it is plain text under another name, wrapped lines and all.
  if (!/^#{1,6}\s/m.test(plain)) return { blocks: blocksOf(plain) };
  const lines = plain.split("\n");
  const front = frontMatter(lines);
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  let table: string[][] = [];
  const flush = (): void => {
    if (paragraph.length > 0) push(blocks, paragraph.reduce(glueLines), {});
    paragraph = [];
    for (const row of tableRows(table)) push(blocks, row, { list: true });
    table = [];
  };
  let fenced = false;
  for (const line of lines.slice(front.length)) {
    const bare = line.trim();
    if (/^(?:```|~~~)/.test(bare)) {
      flush();
      fenced = !fenced;
      continue;
    }
    const heading = fenced ? null : bare.match(/^(#{1,6})\s+(.*?)\s*#*$/);
    if (bare === "" || (!fenced && /^(?:[-*_]\s*){3,}$/.test(bare))) flush();
    else if (heading) {
      flush();
      push(blocks, inline(heading[2] ?? ""), { heading: heading[1]?.length ?? 1 });
    } else if (!fenced && bare.startsWith("|")) {
      const cells = bare
        .replace(/^\||\|$/g, "")
        .split("|")
        .map((cell) => inline(cell));
      if (!cells.every((cell) => /^:?-+:?$/.test(cell) || cell === "")) table.push(cells);
    } else if (!fenced && /^(?:[-*+]|>)\s+/.test(bare)) {
      flush();
      push(
        blocks,
        inline(bare.replace(/^(?:[-*+]|>)\s+/, "")),
        bare.startsWith(">") ? {} : { list: true },
      );
    } else if (!fenced && /^\d+[.)]\s/.test(bare)) {
      flush();
      paragraph.push(inline(bare.replace(/^(\d+)[.)]\s+/, "$1．")));
    } else paragraph.push(inline(bare));
  }
  flush();
  return {
    blocks,
    ...(front.title === undefined ? {} : { title: front.title }),
    ...(front.date === undefined ? {} : { date: front.date }),
  };
}

function glueLines(left: string, right: string): string {
  return /[A-Za-z0-9,.]$/.test(left) && /^[A-Za-z]/.test(right) ? `${left} ${right}` : left + right;
}

function push(blocks: Block[], text: string, more: Partial<Block>): void {
  const whole = paragraphText(text);
  if (whole !== "") blocks.push({ text: whole, lines: [whole], gap: 1, ...more });
}

/** Words without their marks; a link keeps its words, a picture its description. */
function inline(text: string): string {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/<[^<>]{1,200}>/g, "")
    .replace(/(\*\*|__|~~|`)/g, "")
    .replace(/\\([\\`*_{}[\]()#+.!|-])/g, "$1")
    .trim();
}

function frontMatter(lines: readonly string[]): { length: number; title?: string; date?: string } {
  if (lines[0]?.trim() !== "---") return { length: 0 };
  const end = lines.findIndex((line, index) => index > 0 && line.trim() === "---");
  if (end < 0 || end > 60) return { length: 0 };
  const found: { length: number; title?: string; date?: string } = { length: end + 1 };
  for (const line of lines.slice(1, end)) {
    const [, key, value] = line.match(/^(title|date)\s*:\s*["']?(.*?)["']?\s*$/) ?? [];
    if (key === "title" && value) found.title = value;
    const date = key === "date" && value ? wholeDate(value.slice(0, 10)) : undefined;
    if (date !== undefined) found.date = date;
  }
  return found;
}
