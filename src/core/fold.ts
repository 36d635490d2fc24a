import characters from "opencc-js/dict/TSCharacters";

let table: Uint16Array | undefined;

/**
 * The folded form of every UTF-16 unit: full-width to half-width, compatibility ideographs and
 * radicals (PDF text is full of them) to plain ones, lower case, traditional to simplified.
 * Units whose folded form is not exactly one unit stay as they are, so a position in folded text
 * is the same position in the original. Source of the characters: OpenCC by way of opencc-js.
 *
 * Built at the first call (a few milliseconds), then shared; do not write to it.
 */
export function foldTable(): Uint16Array {
  table ??= buildTable();
  return table;
}

/** `text` folded unit by unit; the result has the same length. See {@link foldTable}. */
export function fold(text: string): string {
  const units = foldTable();
  let first = 0;
  while (first < text.length && units[text.charCodeAt(first)] === text.charCodeAt(first)) first++;
  if (first === text.length) return text;
  const out = new Uint16Array(text.length - first);
  for (let i = first; i < text.length; i++) out[i - first] = units[text.charCodeAt(i)] ?? 0;
  // Node runs on little-endian machines only; "utf16le" keeps lone surrogates where TextDecoder would not.
  return text.slice(0, first) + Buffer.from(out.buffer).toString("utf16le");
}

function buildTable(): Uint16Array {
  const units = new Uint16Array(65_536);
  for (let unit = 0; unit < units.length; unit++) units[unit] = foldUnit(unit);
  for (const entry of characters.split("|")) {
    const [traditional, simplified] = entry.split(" ");
    if (traditional?.length === 1 && simplified?.length === 1)
      units[traditional.charCodeAt(0)] = simplified.charCodeAt(0);
  }
  // A compatibility form may stand for a traditional character: take the second step too.
  for (let unit = 0; unit < units.length; unit++) units[unit] = units[units[unit] ?? 0] ?? 0;
  return units;
}

function foldUnit(unit: number): number {
  if (unit === 0x3000) return 0x20;
  if (unit >= 0xd800 && unit <= 0xdfff) return unit;
  const compatible =
    (unit >= 0xff01 && unit <= 0xff5e) ||
    (unit >= 0x2e80 && unit <= 0x2fdf) ||
    (unit >= 0xf900 && unit <= 0xfaff);
  const char = String.fromCharCode(unit);
  const plain = compatible ? char.normalize("NFKC") : char;
  const lower = (plain.length === 1 ? plain : char).toLowerCase();
  return lower.length === 1 ? lower.charCodeAt(0) : unit;
}
