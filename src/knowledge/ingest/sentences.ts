/** UTF-16 units a passage should not exceed where the text offers a place to part it. */
export const passageLength = 250;

/** A text as its sentences; those inside a quotation that goes on stay together. */
export function sentences(text: string): string[] {
  const made: string[] = [];
  let from = 0;
  let depth = 0;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i] ?? "";
    if (c === "“" || c === "（" || c === "《") depth += 1;
    else if (c === "”" || c === "）" || c === "》") depth = Math.max(0, depth - 1);
    // A quotation mark that nobody closed must not swallow the rest of the text.
    const overdue = i - from > passageLength;
    if (!/[。！？!?…\n]/.test(c) || (depth > 0 && !overdue && !/[。！？]/.test(c))) continue;
    let end = i + 1;
    while (end < text.length && /[。！？!?…”’」』）)】]/.test(text[end] ?? "")) {
      if (/[”）]/.test(text[end] ?? "")) depth = Math.max(0, depth - 1);
      end += 1;
    }
    if (depth > 0 && !overdue) continue;
    made.push(text.slice(from, end));
    from = end;
    i = end - 1;
    depth = 0;
  }
  if (from < text.length) made.push(text.slice(from));
  return made.map((sentence) => sentence.trim()).filter((sentence) => sentence !== "");
}

/** A piece of a paragraph; `follows` when it goes on inside the sentence of the piece before. */
export interface Piece {
  readonly text: string;
  readonly follows: boolean;
}

/**
 * A paragraph in pieces of at most about `passageLength`, parted at sentence ends, inside a longer
 * sentence at semicolons, then commas, and in text without any mark at the length itself.
 * @param apart says that two sentences must not share a piece
 */
export function pieces(text: string, apart: (left: string, right: string) => boolean): Piece[] {
  const made: Piece[] = [];
  let current = "";
  const flush = (): void => {
    if (current !== "") made.push({ text: current, follows: false });
    current = "";
  };
  for (const sentence of sentences(text)) {
    if (
      current !== "" &&
      (current.length + sentence.length > passageLength || apart(current, sentence))
    ) {
      flush();
    }
    if (sentence.length <= passageLength * 1.4) {
      current += sentence;
      continue;
    }
    for (const [index, part] of partsOf(sentence).entries()) {
      flush();
      made.push({ text: part, follows: index > 0 });
    }
  }
  flush();
  return made;
}

function partsOf(sentence: string): string[] {
  const made: string[] = [];
  let current = "";
  for (const clause of sentence.split(/(?<=[；;])/u)) {
    for (const bit of clause.length > passageLength ? cut(clause) : [clause]) {
      if (current !== "" && current.length + bit.length > passageLength) {
        made.push(current);
        current = "";
      }
      current += bit;
    }
  }
  if (current !== "") made.push(current);
  return made;
}

/** Cuts before the limit at the last comma, else at the limit, never inside a number or character. */
function cut(text: string): string[] {
  const made: string[] = [];
  let from = 0;
  while (text.length - from > passageLength) {
    const window = text.slice(from, from + passageLength);
    const comma = Math.max(
      window.lastIndexOf("，"),
      window.lastIndexOf("、"),
      window.lastIndexOf(" "),
    );
    let end = comma > passageLength / 3 ? comma + 1 : passageLength;
    while (end > passageLength - 20 && /[\d.\ud800-\udbff]/.test(window[end - 1] ?? "")) end -= 1;
    made.push(window.slice(0, end));
    from += end;
  }
  made.push(text.slice(from));
  return made;
}
