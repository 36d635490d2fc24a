import { Affinity, grams } from "./affinity.ts";
import type { Article, Paragraph } from "./article.ts";
import { type Block, isTitleLike } from "./block.ts";
import { isByline, isCaption, isPhotoCredit, leadOf, outletOf } from "./byline.ts";

/**
 * Takes a newspaper dump apart into its articles. What certainly parts two articles is a byline:
 * one that closes the text before it or one that opens the text after it. Where neither stands,
 * several weaker signs together decide (see `weakSigns`). Titles may stand before or after their
 * text, so each goes to the text whose words it shares.
 */
export function newspaperArticles(blocks: readonly Block[]): Article[] {
  const { bodies, groups } = split(blocks);
  if (bodies.length === 0) return [];
  const affinity = new Affinity(bodies.map((body) => body.text));
  const starts = articleStarts(bodies, groups, affinity);
  return assemble(bodies, groups, starts, affinity);
}

/** What stands between two stretches of running text. */
interface Group {
  items: Item[];
}

interface Item {
  block: Block;
  kind: "title" | "list" | "byline" | "credit" | "caption";
}

/** A stretch of running text with nothing between its paragraphs. */
interface Body {
  paragraphs: string[];
  text: string;
  /** The dateline's byline, where it opens with one. */
  lead?: string;
  gap: number;
  pageBreak: boolean;
}

function split(blocks: readonly Block[]): { bodies: Body[]; groups: Group[] } {
  const bodies: Body[] = [];
  const groups: Group[] = [{ items: [] }];
  let open: Body | undefined;
  for (const block of blocks) {
    const kind = kindOf(block);
    if (kind !== undefined) {
      groups[bodies.length]?.items.push({ block, kind });
      open = undefined;
      continue;
    }
    const lead = leadOf(block.text);
    if (open === undefined || lead !== undefined) {
      open = {
        paragraphs: [],
        text: "",
        gap: block.gap,
        pageBreak: block.pageBreak === true,
        ...(lead === undefined ? {} : { lead: lead.byline }),
      };
      bodies.push(open);
      groups.push({ items: [] });
    }
    const text = lead === undefined ? block.text : lead.rest;
    if (text !== "") open.paragraphs.push(text);
  }
  for (const body of bodies) body.text = body.paragraphs.join("\n");
  return { bodies, groups };
}

function kindOf(block: Block): Item["kind"] | undefined {
  if (isPhotoCredit(block.text)) return "credit";
  if (isByline(block.text)) return "byline";
  if (block.list === true) return "list";
  if (isCaption(block.text)) return "caption";
  return isTitleLike(block) ? "title" : undefined;
}

/** Characters of the article so far that a new section is compared with: bounds the work. */
const remembered = 8_000;

/** For each body, whether an article begins with it. */
function articleStarts(
  bodies: readonly Body[],
  groups: readonly Group[],
  affinity: Affinity,
): boolean[] {
  const bylines =
    bodies.some((body) => body.lead !== undefined) ||
    groups.some((group) => group.items.some((item) => item.kind === "byline"));
  const gaps = bodies.map((body) => body.gap).sort((a, b) => a - b);
  const usualGap = gaps[Math.floor(gaps.length / 2)] ?? 1;
  const starts: boolean[] = [];
  let soFar = "";
  for (const [index, body] of bodies.entries()) {
    const group = groups[index]?.items ?? [];
    const hasTitle = group.some((item) => item.kind === "title");
    let starting = index === 0;
    if (index > 0) {
      if (body.lead !== undefined) starting = true;
      else if (group.some((item) => item.kind === "byline")) starting = true;
      else if (hasTitle) {
        const signs = weakSigns(bodies, groups, index, soFar, affinity, usualGap, bylines);
        starting = signs >= (bylines ? 2 : 3);
      }
    }
    starts.push(starting);
    soFar = (starting ? body.text : `${soFar}\n${body.text}`).slice(-remembered);
  }
  return starts;
}

/**
 * Signs that the text after a heading is another article: several title blocks, a kicker
 * (「……——」), a wide gap, a page edge, a lead that opens with the day, a photo story of one
 * paragraph, and above all that it shares few words with the text so far.
 */
function weakSigns(
  bodies: readonly Body[],
  groups: readonly Group[],
  index: number,
  soFar: string,
  affinity: Affinity,
  usualGap: number,
  bylines: boolean,
): number {
  const items = groups[index]?.items ?? [];
  const body = bodies[index];
  if (body === undefined) return 0;
  const titles = items.filter((item) => item.kind === "title");
  const gap = Math.max(body.gap, ...items.map((item) => item.block.gap));
  const photo = body.paragraphs.length === 1 && groups[index + 1]?.items[0]?.kind === "credit";
  const shared = affinity.cosine(soFar, body.text);
  let signs = 0;
  if (titles.length >= 2) signs += 1;
  if (titles.some((item) => /[—－-]{2}$/.test(item.block.text))) signs += 1;
  if (gap >= 3 && gap > usualGap) signs += 1;
  if (body.pageBreak || items.some((item) => item.block.pageBreak === true)) signs += 1;
  if (/^.{0,12}?\d{1,2}月\d{1,2}日/.test(body.text)) signs += 1;
  if (photo) signs += 2;
  if (shared < 0.05) signs += 1;
  if (shared < 0.04 && !bylines) signs += 1;
  if (shared > 0.1) signs -= 1;
  return signs;
}

interface Draft {
  bodies: Body[];
  /** Between its bodies: the group after body i. */
  inner: Item[][];
  before: Item[];
  after: Item[];
}

function assemble(
  bodies: readonly Body[],
  groups: readonly Group[],
  starts: readonly boolean[],
  affinity: Affinity,
): Article[] {
  const drafts: Draft[] = [];
  for (const [index, body] of bodies.entries()) {
    const items = groups[index]?.items ?? [];
    const last = drafts.at(-1);
    if (starts[index] === true || last === undefined) {
      drafts.push({ bodies: [body], inner: [], before: items, after: [] });
    } else {
      last.inner.push(items);
      last.bodies.push(body);
    }
  }
  const tail = drafts.at(-1);
  if (tail) tail.after = groups[bodies.length]?.items ?? [];
  // No title over the first text but one under the last: this page sets its titles below.
  const below = !hasTitle(groups[0]) && hasTitle(groups[bodies.length]);
  for (const [index, draft] of drafts.entries()) {
    const previous = drafts[index - 1];
    if (previous) share(previous, draft, affinity, below);
  }
  const paper = outletOf(
    [
      ...groups.flatMap((g) => g.items.map((i) => i.block.text)),
      ...bodies.map((b) => `${b.lead ?? ""}\n${b.text}`),
    ].join("\n"),
  );
  return drafts.map((draft) => compose(draft, paper));
}

/** Shares out what stands between two articles. */
function share(previous: Draft, next: Draft, affinity: Affinity, below: boolean): void {
  const items = next.before;
  const mine = vocabulary(previous.bodies);
  const theirs = vocabulary(next.bodies);
  // A byline right after text closes it, and with it all captions and lists.
  let least = 0;
  for (const [index, item] of items.entries()) {
    const closes = item.kind === "byline" && items.slice(0, index).every((i) => i.kind !== "title");
    if (closes || item.kind === "credit" || item.kind === "caption" || item.kind === "list") {
      least = index + 1;
    }
  }
  let best = least;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let cut = least; cut <= items.length; cut += 1) {
    let score = 0;
    for (const [index, item] of items.entries()) {
      if (item.kind !== "title") continue;
      const own = affinity.covered(item.block.text, index < cut ? mine : theirs);
      score += own - 0.3 * affinity.covered(item.block.text, index < cut ? theirs : mine);
    }
    const untitled = !previous.before.some((item) => item.kind === "title");
    const given = items.slice(0, cut).some((item) => item.kind === "title");
    if (untitled && given) score += 0.3;
    if (!untitled && given) score -= 0.15;
    if (!items.slice(cut).some((item) => item.kind === "title")) score -= 0.1;
    if (items[cut]?.block.pageBreak === true) score += 0.15;
    if (below && cut === items.length) score += 0.4;
    if (score > bestScore) {
      bestScore = score;
      best = cut;
    }
  }
  previous.after = items.slice(0, best);
  next.before = items.slice(best);
}

function hasTitle(group: Group | undefined): boolean {
  return group?.items.some((item) => item.kind === "title") === true;
}

function vocabulary(bodies: readonly Body[]): Set<string> {
  return new Set(bodies.flatMap((body) => grams(body.text)));
}

function compose(draft: Draft, paper: string | undefined): Article {
  const bylines = [...draft.before, ...draft.inner.flat(), ...draft.after]
    .filter((item) => item.kind === "byline" || item.kind === "credit")
    .map((item) => item.block.text);
  const lead = draft.bodies[0]?.lead;
  if (lead !== undefined) bylines.unshift(lead);

  const before = draft.before.filter((item) => item.kind === "title");
  const headingFirst = before.length >= 2 && opensSection(draft, before.at(-1));
  const firstHeading = headingFirst ? before.pop() : undefined;
  const after = splitAfter(draft, before.length === 0);
  const { title, subtitles } = titled(before.length > 0 ? before : after.titles);

  const paragraphs: Paragraph[] = [];
  for (const subtitle of subtitles) {
    // A column's label (「要闻」「权威发布」) says nothing of the article.
    if (subtitle.length < 6 && !/\d/.test(subtitle)) continue;
    paragraphs.push({ text: subtitle, clause: "", headings: [], aside: "副题" });
  }
  paragraphs.push(...asides(draft.before, []));
  let headings = firstHeading ? [firstHeading.block.text] : [];
  for (const [index, body] of draft.bodies.entries()) {
    if (index > 0) {
      const between = draft.inner[index - 1] ?? [];
      const titles = between.filter((item) => item.kind === "title");
      if (titles.length > 0) headings = titles.map((item) => item.block.text);
      paragraphs.push(...asides(between, headings));
    }
    for (const text of body.paragraphs) paragraphs.push({ text, clause: "", headings });
  }
  paragraphs.push(...asides(after.rest, []));
  for (const [index, item] of after.rest.entries()) {
    // A title under an article that has one: kept, as it may be the head of a box.
    if (item.kind === "title" && after.rest[index + 1]?.kind !== "list") {
      paragraphs.push({ text: item.block.text, clause: "", headings: [], aside: "副题" });
    }
  }
  const publisher = outletOf(bylines.join(" ")) ?? paper;
  return {
    form: "newspaper",
    ...(title === undefined ? {} : { title }),
    ...(publisher === undefined ? {} : { publisher }),
    bylines,
    paragraphs,
  };
}

/** A last title block set off from the title, in an article that has headings, is the first one. */
function opensSection(draft: Draft, item: Item | undefined): boolean {
  if (item === undefined) return false;
  return (
    draft.inner.some((group) => group.some((other) => other.kind === "title")) &&
    item.block.gap >= 2
  );
}

/** Title blocks after the text: the article's title when it has none, else the head of a box. */
function splitAfter(draft: Draft, untitled: boolean): { titles: Item[]; rest: Item[] } {
  const titles = untitled ? draft.after.filter((item) => item.kind === "title") : [];
  return { titles, rest: draft.after.filter((item) => !titles.includes(item)) };
}

function titled(items: readonly Item[]): { title: string | undefined; subtitles: string[] } {
  const [first, ...others] = items.map((item) => item.block.text);
  if (first === undefined) return { title: undefined, subtitles: [] };
  const next = others[0];
  if (/[—－-]{2}$/.test(first) && next !== undefined) {
    return { title: `${first}${next}`, subtitles: others.slice(1) };
  }
  return { title: first, subtitles: others };
}

/** Boxes and captions: a list is one paragraph under the heading it stands below. */
function asides(items: readonly Item[], within: readonly string[]): Paragraph[] {
  const made: Paragraph[] = [];
  let head: string | undefined;
  let list: string[] = [];
  const flush = (): void => {
    if (list.length > 0) {
      const headings =
        head === undefined || within.includes(head) ? [...within] : [...within, head];
      made.push({ text: list.join("；"), clause: "", headings });
    }
    list = [];
  };
  for (const item of items) {
    if (item.kind === "list") list.push(item.block.text.replace(/[；;。]$/, ""));
    else {
      flush();
      if (item.kind === "title") head = item.block.text;
      if (item.kind === "caption") {
        made.push({ text: item.block.text, clause: "", headings: [], aside: "图注" });
      }
    }
  }
  flush();
  return made;
}
