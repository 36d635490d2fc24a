/** Clause numbers of Chinese official documents, outermost first. */
const markers: readonly {
  rank: number;
  pattern: RegExp;
  label: (match: RegExpMatchArray) => string;
}[] = [
  { rank: 1, pattern: /^第[一二三四五六七八九十百\d]{1,5}[编篇]\s*/, label: (m) => m[0].trim() },
  { rank: 2, pattern: /^第[一二三四五六七八九十百\d]{1,5}章\s*/, label: (m) => m[0].trim() },
  { rank: 3, pattern: /^第[一二三四五六七八九十百\d]{1,5}节\s*/, label: (m) => m[0].trim() },
  {
    rank: 4,
    pattern: /^第[一二三四五六七八九十百\d]{1,6}条(?![款项规的、和])\s*/,
    label: (m) => m[0].trim(),
  },
  { rank: 5, pattern: /^([一二三四五六七八九十]{1,3})[、．.]\s*/, label: (m) => `${m[1]}、` },
  { rank: 6, pattern: /^[（(]([一二三四五六七八九十]{1,4})[）)]\s*/, label: (m) => `（${m[1]}）` },
  { rank: 7, pattern: /^(\d{1,3})(?:[．﹒、]|\.(?!\d))\s*/, label: (m) => m[1] ?? "" },
  { rank: 8, pattern: /^[（(](\d{1,2})[）)]\s*/, label: (m) => `（${m[1]}）` },
  { rank: 9, pattern: /^([①-⑳])\s*/, label: (m) => m[1] ?? "" },
];

/** A clause number at the start of a block. */
export interface ClauseMark {
  /** 1 (编) to 9 (①): the smaller stands outside the larger. */
  readonly rank: number;
  /** As it is cited: 「三、」「（一）」「1」「第五条」. */
  readonly label: string;
  /** What follows it. */
  readonly rest: string;
}

/** The clause number a text begins with, if it begins with one. */
export function clauseMark(text: string): ClauseMark | undefined {
  const head = text.slice(0, 16);
  for (const { rank, pattern, label } of markers) {
    const match = head.match(pattern);
    if (match) return { rank, label: label(match), rest: text.slice(match[0].length) };
  }
  return undefined;
}
