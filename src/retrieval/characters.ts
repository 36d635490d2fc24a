/** Not part of any term: punctuation, blanks, controls, unpaired surrogates. */
export const SEPARATOR = 0;
/** Written without blanks between words: han, kana, hangul. Indexed by character and pair. */
export const HAN = 1;
/** Letters of alphabets: a run of them is one term. */
export const LETTER = 2;
/** ASCII digits (full-width ones are folded before). */
export const DIGIT = 3;
/** First half of a surrogate pair. */
export const SURROGATE = 4;

let table: Uint8Array | undefined;

/** The class of every folded UTF-16 unit; built once, at the first call. */
export function characterClasses(): Uint8Array {
  table ??= buildClasses();
  return table;
}

function buildClasses(): Uint8Array {
  const classes = new Uint8Array(65_536);
  const han = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
  const letter = /[\p{L}\p{M}\p{Nd}]/u;
  for (let unit = 0; unit < classes.length; unit++) {
    if (unit >= 0x30 && unit <= 0x39) classes[unit] = DIGIT;
    else if (unit >= 0xd800 && unit <= 0xdbff) classes[unit] = SURROGATE;
    else if (unit < 0x80) classes[unit] = unit >= 0x61 && unit <= 0x7a ? LETTER : SEPARATOR;
    else if (han.test(String.fromCharCode(unit))) classes[unit] = HAN;
    else if (letter.test(String.fromCharCode(unit))) classes[unit] = LETTER;
  }
  return classes;
}
