import { foldTable } from "../core/fold.ts";
import { characterClasses, DIGIT, HAN, LETTER, SEPARATOR, SURROGATE } from "./characters.ts";
import { isDigit, isGroup, isNumeral, readQuantity } from "./quantity.ts";

/**
 * Terms are 32-bit integers, so that no string is made while indexing or searching. The upper
 * half tells the kind: 0 = a character (lower half), 0x2E80 and above = a pair of characters,
 * in between = a hash in the kind's own range (two different words share a term about once in
 * 500 million pairs).
 */
export type Term = number;

export const CHARACTER = 0;
export const PAIR = 1;
export const WORD = 2;
export const QUANTITY = 3;
export const DOCUMENT_NUMBER = 4;
export type Kind = 0 | 1 | 2 | 3 | 4;

const RANGES = [
  { from: 0, size: 0x1_0000 },
  { from: 0x2e80_0000, size: 0xd180_0000 },
  { from: 0x0001_0000, size: 0x1fff_0000 },
  { from: 0x2000_0000, size: 0x0400_0000 },
  { from: 0x2400_0000, size: 0x0a00_0000 },
] as const;

/** What a term is, told from its number. */
export function kindOf(term: Term): Kind {
  const key = term >>> 0;
  if (key < 0x1_0000) return CHARACTER;
  if (key >= 0x2e80_0000) return PAIR;
  if (key < 0x2000_0000) return WORD;
  return key < 0x2400_0000 ? QUANTITY : DOCUMENT_NUMBER;
}

/** The terms of one text. Reused by the next call: copy what has to last. */
export interface Terms {
  /** Number of terms; the arrays are longer. */
  count: number;
  keys: Int32Array;
  /** First UTF-16 unit of each term in the text. */
  starts: Int32Array;
  /** Position after the last unit of each term. */
  ends: Int32Array;
}

const terms: Terms = {
  count: 0,
  keys: new Int32Array(4096),
  starts: new Int32Array(4096),
  ends: new Int32Array(4096),
};
let units = new Uint16Array(1024);

/**
 * The terms of `text` in reading order, repeats included: characters and pairs of Chinese, words
 * and numbers of Latin script, quantities in normal form, document numbers. Any string is fine;
 * unpaired surrogates and control characters are no terms.
 */
export function analyse(text: string): Terms {
  const length = text.length;
  if (units.length < length + 4) units = new Uint16Array(length * 2 + 4);
  // A unit yields at most a character, a pair, a quantity, and two document numbers.
  if (terms.keys.length < length * 5 + 16) {
    terms.keys = new Int32Array(length * 6 + 16);
    terms.starts = new Int32Array(length * 6 + 16);
    terms.ends = new Int32Array(length * 6 + 16);
  }
  const folding = foldTable();
  const folded = units;
  for (let i = 0; i < length; i++) folded[i] = folding[text.charCodeAt(i)] as number;
  for (let i = length; i < length + 4; i++) folded[i] = 0;
  scan(folded, length);
  return terms;
}

function scan(folded: Uint16Array, length: number): void {
  const classes = characterClasses();
  terms.count = 0;
  let previous = SEPARATOR;
  let at = 0;
  while (at < length) {
    const unit = folded[at] as number;
    const kind = classes[unit];
    if (kind === HAN) {
      emit(unit, at, at + 1);
      const numeral = isNumeral(unit);
      if (previous === HAN) {
        const before = folded[at - 1] as number;
        emit((before << 16) | unit, at - 1, at + 1);
        if (numeral && !isNumeral(before)) emitQuantity(folded, length, at);
      } else if (numeral && previous !== DIGIT) emitQuantity(folded, length, at);
      at++;
    } else if (kind === DIGIT || kind === LETTER) {
      at = scanWord(folded, length, at, classes);
    } else if (kind === SURROGATE && isLow(folded[at + 1]) && at + 1 < length) {
      emit(hashed(WORD, hash(folded, at, at + 2, 1)), at, at + 2);
      at += 2;
    } else at++;
    previous = kind as number;
  }
}

function scanWord(folded: Uint16Array, length: number, start: number, classes: Uint8Array): number {
  let at = start;
  let parts = 0;
  let last = SEPARATOR;
  let partStart = start;
  while (at < length) {
    const kind = classes[folded[at] as number];
    if (kind !== DIGIT && kind !== LETTER) break;
    if (kind !== last) {
      if (parts > 0 && at - partStart > 1) emitPart(folded, partStart, at);
      partStart = at;
      parts++;
      last = kind;
      if (kind === DIGIT) {
        if (!continuesNumber(folded, length, at)) emitQuantity(folded, length, at);
        emitDocumentNumber(folded, length, at);
      }
    }
    at++;
  }
  if (parts > 1 && at - partStart > 1) emitPart(folded, partStart, at);
  emit(hashed(WORD, hash(folded, start, at, 0)), start, at);
  return at;
}

/** ISO9001 is also found as ISO and as 9001. */
function emitPart(folded: Uint16Array, start: number, end: number): void {
  emit(hashed(WORD, hash(folded, start, end, 0)), start, end);
}

/** The digits at `at` are the decimals or a group of thousands of the number before them. */
function continuesNumber(folded: Uint16Array, length: number, at: number): boolean {
  if (at < 2 || !isDigit(folded[at - 2])) return false;
  return folded[at - 1] === 0x2e || (folded[at - 1] === 0x2c && isGroup(folded, length, at));
}

function emitQuantity(folded: Uint16Array, length: number, at: number): void {
  const quantity = readQuantity(folded, length, at);
  if (quantity === undefined || quantity.unit === 0) return;
  const value = mixNumber(quantity.value) ^ Math.imul(quantity.unit, 0x9e37_79b1);
  emit(hashed(QUANTITY, finish(value)), at, quantity.end);
}

/**
 * 涪陵府发〔2025〕18号 with any brackets, and 公告2025年第18号: a term of year and number alone,
 * one with the last two characters of the issuer, and one with the last three.
 */
function emitDocumentNumber(folded: Uint16Array, length: number, at: number): void {
  if (at + 7 >= length || !isFour(folded, at)) return;
  const before = folded[at - 1] ?? 0;
  const after = folded[at + 4] as number;
  let number = at + 5;
  let issuerEnd = at;
  if (OPENING.has(before) && CLOSING.has(after)) issuerEnd = at - 1;
  else if (!(after === YEAR && folded[number] === ORDINAL)) return;
  if (folded[number] === ORDINAL) number++;
  let value = 0;
  const first = number;
  for (; number < length && isDigit(folded[number]); number++)
    value = value * 10 + (folded[number] as number) - 0x30;
  if (number === first || folded[number] !== NUMBER || number >= length) return;
  const year = hash(folded, at, at + 4, 3);
  const core = finish(year ^ mixNumber(value));
  emit(hashed(DOCUMENT_NUMBER, core), at, number + 1);
  const classes = characterClasses();
  for (let size = 2; size <= 3; size++) {
    const start = issuerEnd - size;
    if (start < 0 || classes[folded[start] as number] !== HAN) return;
    if (size === 2 && classes[folded[start + 1] as number] !== HAN) return;
    const issuer = hash(folded, start, issuerEnd, 5);
    emit(hashed(DOCUMENT_NUMBER, finish(core ^ Math.imul(issuer, 31))), start, number + 1);
  }
}

const codes = (text: string) => new Set([...text].map((char) => char.charCodeAt(0)));
const OPENING = codes("〔[(（【［﹝〈<");
const CLOSING = codes("〕])）】］﹞〉>");
const YEAR = "年".charCodeAt(0);
const ORDINAL = "第".charCodeAt(0);
const NUMBER = "号".charCodeAt(0);

function emit(key: Term, start: number, end: number): void {
  const i = terms.count++;
  terms.keys[i] = key;
  terms.starts[i] = start;
  terms.ends[i] = end;
}

function hashed(kind: typeof WORD | typeof QUANTITY | typeof DOCUMENT_NUMBER, value: number): Term {
  const range = RANGES[kind];
  return (range.from + ((value >>> 0) % range.size)) | 0;
}

function hash(folded: Uint16Array, start: number, end: number, seed: number): number {
  let value = 0x811c_9dc5 ^ seed;
  for (let i = start; i < end; i++) value = Math.imul(value ^ (folded[i] as number), 0x0100_0193);
  return finish(value);
}

const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);

function mixNumber(value: number): number {
  double[0] = value;
  return (
    Math.imul((halves[0] as number) ^ 0x5bd1_e995, 0x85eb_ca6b) ^
    Math.imul(halves[1] as number, 0xc2b2_ae35)
  );
}

function finish(value: number): number {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x85eb_ca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2_ae35);
  return x ^ (x >>> 16);
}

function isFour(folded: Uint16Array, at: number): boolean {
  for (let i = 0; i < 4; i++) if (!isDigit(folded[at + i])) return false;
  return !isDigit(folded[at + 4]);
}

function isLow(unit: number | undefined): boolean {
  return unit !== undefined && unit >= 0xdc00 && unit <= 0xdfff;
}

/** Gives back the room a very long text took; called after building. */
export function releaseAnalyser(): void {
  if (units.length <= 1 << 16) return;
  units = new Uint16Array(1024);
  terms.keys = new Int32Array(4096);
  terms.starts = new Int32Array(4096);
  terms.ends = new Int32Array(4096);
}
