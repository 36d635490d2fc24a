import {
  type Block,
  cutsWord,
  glue,
  isCut,
  isOpen,
  isTitleLike,
  joinTitle,
  tightened,
} from "./block.ts";
import { isByline } from "./byline.ts";
import { clauseMark } from "./clause.ts";
import { startsAnew } from "./lines.ts";

/** How many headings or captions may stand between the halves of a cut sentence. */
const reach = 3;

/**
 * Sentences that a column or page end cut in two put together again, also where the cut goes
 * through a word, and where a heading or caption of the next column slipped in between.
 */
export function joinOpen(blocks: readonly Block[]): Block[] {
  const joined: Block[] = [];
  const taken = new Set<number>();
  for (let index = 0; index < blocks.length; index += 1) {
    const first = blocks[index];
    if (first === undefined || taken.has(index)) continue;
    const block: Block = { ...first, lines: [...first.lines] };
    let next = index + 1;
    while (goesOn(block)) {
      const at = continuation(block, blocks, next, taken);
      if (at === undefined) break;
      const rest = blocks[at];
      if (rest === undefined) break;
      taken.add(at);
      append(block, rest);
      next = at + 1;
    }
    joined.push(block);
  }
  return joined;
}

function goesOn(block: Block): boolean {
  if (block.heading !== undefined || block.list === true) return false;
  if (isByline(block.text)) return false;
  const mark = clauseMark(block.text);
  // A clause heading such as 「（一）加强甲，推动乙」 has no full stop and is whole all the same.
  if (mark !== undefined && block.text.length <= 60 && !/。/.test(block.text)) {
    return isCut(block.text);
  }
  return isOpen(block.text);
}

function continuation(
  block: Block,
  blocks: readonly Block[],
  from: number,
  taken: ReadonlySet<number>,
): number | undefined {
  let passed = 0;
  for (let at = from; at < blocks.length && passed <= reach; at += 1) {
    const candidate = blocks[at];
    if (candidate === undefined || taken.has(at)) continue;
    if (candidate.heading !== undefined || candidate.list === true) return undefined;
    if (startsAnew(candidate.text)) return undefined;
    const title = isTitleLike(candidate);
    const cutHere = isCut(block.text) || cutsWord(block.text, candidate.text);
    if (passed === 0 && (!title || isCut(block.text))) return at;
    if (!title) return cutHere && !/^\d{1,2}月\d{1,2}日/.test(candidate.text) ? at : undefined;
    passed += 1;
  }
  return undefined;
}

function append(block: Block, rest: Block): void {
  if (block.lines.length > 1 || (isTitleLike(block) && isTitleLike(rest))) {
    const lines = [...block.lines];
    lines[lines.length - 1] = glue(lines.at(-1) ?? "", rest.lines[0] ?? "");
    lines.push(...rest.lines.slice(1));
    block.lines = lines;
    block.text = joinTitle(lines);
    return;
  }
  block.text = tightened(glue(block.text, rest.text));
  block.lines = [block.text];
}
