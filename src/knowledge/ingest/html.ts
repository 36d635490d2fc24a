import { type DefaultTreeAdapterTypes, parse } from "parse5";
import { type Block, paragraphText } from "./block.ts";
import { clean } from "./clean.ts";
import { wholeDate } from "./dates.ts";
import { decode } from "./decode.ts";
import { Unreadable } from "./error.ts";
import { tableRows } from "./rows.ts";
import type { Source } from "./source.ts";

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

/** Elements whose words are not the article's. */
const dropped = new Set(
  "script style noscript template svg math iframe object embed nav footer aside form button select textarea head header dialog canvas audio video".split(
    " ",
  ),
);
const blockLevel = new Set(
  "address article blockquote body center dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 hr html li main ol p pre section summary table tbody td tfoot th thead tr ul".split(
    " ",
  ),
);
/** Deeper nesting is no page anybody wrote. */
const deepest = 2_000;

/** Reads a web page: its own article without menus, scripts and styles; tables row by row. */
export function readHtml(bytes: Uint8Array): Source {
  const { text } = decode(sniffed(bytes));
  return htmlSource(text);
}

/** Blocks and metadata of an HTML text. */
export function htmlSource(html: string): Source {
  const root = parse(html);
  const meta = metadata(root);
  const main =
    find(root, (e) => e.tagName === "article") ?? find(root, (e) => e.tagName === "main");
  const body = find(root, (e) => e.tagName === "body");
  const inMain = main === undefined ? [] : blocksIn(main);
  const inBody = body === undefined || inMain.length > 0 ? [] : blocksIn(body);
  const blocks = inMain.length > 0 ? inMain : inBody;
  return { blocks, ...meta };
}

/** A page that declares GBK is decoded as such even where it might pass as UTF-8. */
function sniffed(bytes: Uint8Array): Uint8Array {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 2_048));
  if (!/charset\s*=\s*["']?(?:gbk|gb2312|gb18030)/i.test(head)) return bytes;
  try {
    return new TextEncoder().encode(new TextDecoder("gb18030", { fatal: true }).decode(bytes));
  } catch {
    return bytes;
  }
}

/** Walks the tree with a stack of its own: markup nested a hundred thousand deep must not crash. */
function* walk(root: Node): Generator<{ node: Node; depth: number; leaving: boolean }> {
  const stack: { node: Node; depth: number; leaving: boolean }[] = [
    { node: root, depth: 0, leaving: false },
  ];
  for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
    yield step;
    if (step.leaving || !("childNodes" in step.node)) continue;
    if (step.depth > deepest) {
      throw new Unreadable(
        `nests elements more than ${deepest} deep`,
        "Save the page's text as txt and ingest that",
      );
    }
    if (skipped(step.node)) continue;
    stack.push({ ...step, leaving: true });
    for (let i = step.node.childNodes.length - 1; i >= 0; i -= 1) {
      const child = step.node.childNodes[i];
      if (child) stack.push({ node: child, depth: step.depth + 1, leaving: false });
    }
  }
}

function skipped(node: Node): boolean {
  if (!("tagName" in node)) return false;
  if (node.tagName === "head") return false;
  if (dropped.has(node.tagName)) return true;
  return node.attrs.some(
    (attr) =>
      attr.name === "hidden" ||
      (attr.name === "aria-hidden" && attr.value === "true") ||
      (attr.name === "style" && /display\s*:\s*none/i.test(attr.value)) ||
      (attr.name === "role" && /^(?:navigation|banner|contentinfo|search)$/.test(attr.value)),
  );
}

function find(root: Node, fits: (element: Element) => boolean): Element | undefined {
  for (const { node, leaving } of walk(root)) {
    if (!leaving && "tagName" in node && fits(node)) return node;
  }
  return undefined;
}

function blocksIn(root: Node): Block[] {
  const blocks: Block[] = [];
  let words = "";
  let heading: number | undefined;
  let list = 0;
  let ordered: number[] = [];
  let rows: string[][] | undefined;
  const flush = (): void => {
    const text = paragraphText(clean(words));
    words = "";
    if (text === "") return;
    if (rows !== undefined) return void rows.at(-1)?.push(text);
    blocks.push({
      text,
      lines: [text],
      gap: 1,
      ...(heading === undefined ? {} : { heading }),
      ...(list > 0 && heading === undefined && !/^\d+．/.test(text) ? { list: true } : {}),
    });
  };
  for (const { node, leaving } of walk(root)) {
    if (node.nodeName === "#text" && "value" in node) {
      words += node.value;
      continue;
    }
    if (!("tagName" in node)) continue;
    const tag = node.tagName;
    if (skipped(node)) continue;
    if (tag === "br" && rows === undefined) flush();
    if (!blockLevel.has(tag)) continue;
    const inCell =
      rows !== undefined && tag !== "td" && tag !== "th" && tag !== "tr" && tag !== "table";
    if (inCell) words += " ";
    else flush();
    const level = tag.match(/^h([1-6])$/)?.[1];
    if (level !== undefined) heading = leaving ? undefined : Number(level);
    if (tag === "li") list += leaving ? -1 : 1;
    if (tag === "ol") ordered = leaving ? ordered.slice(0, -1) : [...ordered, 0];
    if (tag === "ul") ordered = leaving ? ordered.slice(0, -1) : [...ordered, -1];
    if (tag === "li" && !leaving) words += ordinal(ordered);
    if (tag === "tr" && !leaving) rows = [...(rows ?? []), []];
    if (tag === "table" && leaving && rows !== undefined) {
      const made = tableRows(rows);
      rows = undefined;
      for (const row of made) blocks.push({ text: row, lines: [row], gap: 1, list: true });
    }
  }
  flush();
  return blocks;
}

function ordinal(ordered: number[]): string {
  const last = ordered.at(-1);
  if (last === undefined || last < 0) return "";
  ordered[ordered.length - 1] = last + 1;
  return `${last + 1}．`;
}

/** Title, date and publisher from the meta elements that government and news sites use. */
function metadata(root: Node): Omit<Source, "blocks"> {
  let title: string | undefined;
  let date: string | undefined;
  let publisher: string | undefined;
  let titleElement = "";
  for (const { node, leaving } of walk(root)) {
    if (leaving || !("tagName" in node)) continue;
    if (node.tagName === "body") break;
    if (node.tagName === "title" && titleElement === "") {
      titleElement = node.childNodes.map((child) => ("value" in child ? child.value : "")).join("");
    }
    if (node.tagName !== "meta") continue;
    const name = (attribute(node, "name") ?? attribute(node, "property") ?? "").toLowerCase();
    const content = clean(attribute(node, "content") ?? "").trim();
    if (content === "") continue;
    if (name === "articletitle" || name === "og:title") title ??= content;
    if (/^(?:pubdate|publishdate|article:published_time|date)$/.test(name)) {
      date ??= wholeDate(content.slice(0, 10));
    }
    if (name === "contentsource" || name === "og:site_name") publisher ??= content;
  }
  const own =
    clean(titleElement)
      .trim()
      .split(/\s*[_|]\s*|\s+[-–—]\s+/)[0] ?? "";
  title ??= own === "" ? undefined : own;
  return {
    ...(title === undefined ? {} : { title }),
    ...(date === undefined ? {} : { date }),
    ...(publisher === undefined ? {} : { publisher }),
  };
}

function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((attr) => attr.name === name)?.value;
}
