/** Places to cut, best first: after a paragraph, a line, a sentence, a clause. */
const places = [/\n{2,}/gu, /\n/gu, /[。！？!?]["”』」]?/gu, /[；;，,、 ]/gu];

/**
 * A text in parts no larger than a platform takes, cut where a reader would pause and never inside
 * a character as people see it. White space at a cut goes. An empty text gives no part.
 *
 * @param size what the platform counts: bytes of UTF-8, UTF-16 units
 */
export function splitText(
  text: string,
  limit: number,
  size: (text: string) => number = utf8Bytes,
): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest !== "" && size(rest) > limit) {
    const head = longestHead(rest, limit, size);
    const cut = cutIn(head);
    parts.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  if (rest !== "") parts.push(rest);
  return parts;
}

export function utf8Bytes(text: string): number {
  return Buffer.byteLength(text);
}

export function utf16Units(text: string): number {
  return text.length;
}

const graphemes = new Intl.Segmenter("zh", { granularity: "grapheme" });

/** As many whole characters as fit; one that alone is larger than the limit goes by code points. */
function longestHead(text: string, limit: number, size: (text: string) => number): string {
  let head = "";
  let taken = 0;
  for (const { segment } of graphemes.segment(text)) {
    const more = size(segment);
    if (taken + more > limit) break;
    head += segment;
    taken += more;
  }
  if (head !== "") return head;
  for (const point of text) {
    if (head !== "" && size(head + point) > limit) break;
    head += point;
  }
  return head;
}

/** The last good place in the second half of what fits; without one, its end. */
function cutIn(head: string): number {
  for (const place of places) {
    const ends = [...head.matchAll(place)].map((match) => match.index + match[0].length);
    const last = ends.at(-1);
    if (last !== undefined && last >= head.length / 2) return last;
  }
  return head.length;
}
