/** Takes out of a text what no reader sees but every search stumbles over. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: old printers' line ends are line ends
const lineEnds = /\r\n|[\r\u000b\u000c\u0085\u2028\u2029]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
const controls = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/g;
const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffd]/g;
const spaces = /[\u00a0\u1680\u2000-\u200a\u202f\u205f]/g;
/** PDF fonts often map 一 to the radical U+2F00: the same picture, another character. */
const lookAlikes = /[\u2e80-\u2fdf\uf900-\ufaff]/g;

/** Line ends as \n, no control, format or replacement characters, no lone surrogates. */
export function clean(text: string): string {
  return text
    .replace(lineEnds, "\n")
    .toWellFormed()
    .replace(controls, "")
    .replace(invisible, "")
    .replace(spaces, " ")
    .replace(lookAlikes, (character) => character.normalize("NFKC"));
}
