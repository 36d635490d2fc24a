const RUN = /[\p{L}\p{N}]+/gu;
const HAN = /[\p{Script=Han}]/u;

/** Pairs of neighbouring characters; runs of Latin letters and digits whole. */
export function pairs(text: string): string[] {
  const tokens: string[] = [];
  for (const run of text.match(RUN) ?? []) {
    for (const piece of run.split(
      /(?<=\p{Script=Han})(?!\p{Script=Han})|(?<!\p{Script=Han})(?=\p{Script=Han})/u,
    )) {
      if (!HAN.test(piece) || piece.length === 1) tokens.push(piece);
      else for (let i = 0; i + 1 < piece.length; i++) tokens.push(piece.slice(i, i + 2));
    }
  }
  return tokens;
}

/** Pairs and single characters. */
export function pairsAndCharacters(text: string): string[] {
  const tokens = pairs(text);
  for (const char of text) if (HAN.test(char)) tokens.push(char);
  return tokens;
}
