/** Excel keeps no more in a cell. */
const longestCell = 32_767;

/** What no XML document may hold: controls but tab and line feed, and two code points that are no characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be replaced
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/**
 * What spreadsheets read as a formula when they open a CSV: after blanks and characters nobody sees,
 * also in full width, as the Chinese editions do. A tab or a line break in front can split a field.
 */
const formulaLike = /^(?:[\t\n]|[\s\p{Cf}]*[=+\-@＝＋－＠])/u;

/** `_x003D_` is how a workbook writes `=`: a text that looks so has its first mark written out. */
const escapeLike = /_(?=x[0-9A-Fa-f]{4}_)/g;

/**
 * A text for a cell that is text and stays text. In a typed text cell nothing is a formula; but
 * somebody saves the file as CSV, where types are lost, and opens that. So an apostrophe stands in
 * front of what would then be read as a formula. It is seen in the cell: staff are told on the page.
 */
export function cellText(text: string): string {
  const plain = text.toWellFormed().replace(/\r\n?/g, "\n").replace(unwritable, "\ufffd");
  const guarded = formulaLike.test(plain) ? `'${plain}` : plain;
  const whole =
    guarded.length > longestCell ? `${guarded.slice(0, longestCell - 1).toWellFormed()}…` : guarded;
  return whole.replace(escapeLike, "_x005F_");
}
