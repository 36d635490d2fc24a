import { crc32 } from "node:zlib";
import type { Profile } from "./profile.ts";
import { assemble, type SearchIndex } from "./searchIndex.ts";
import { TermTable } from "./termTable.ts";

/*
 * Layout, little-endian: magic, version, CRC-32 of all that follows, length of the header in
 * bytes, header (JSON: profile, ids, array lengths), blanks up to a multiple of 4, the arrays.
 */
const MAGIC = 0x5849_575a; // "ZWIX"
/** Goes up when the layout, the terms or the meaning of an array changes. */
const VERSION = 1;
const PREAMBLE = 16;
const ARRAYS = [
  "ordinals",
  "parentOf",
  "parentStarts",
  "terms",
  "starts",
  "entries",
  "parentStartsOfTerms",
  "parentEntries",
] as const;
type ArrayName = (typeof ARRAYS)[number];

interface Header {
  readonly profile: Profile;
  readonly ids: readonly string[];
  readonly lengths: Record<ArrayName, number>;
  readonly peaks: number;
  readonly parentPeaks: number;
}

/** A snapshot could not be used: cut off, changed, or made by another version. Build the index anew. */
export class SnapshotError extends Error {
  override readonly name = "SnapshotError";
}

/** The whole index as bytes, for `load`. */
export function save(index: SearchIndex): Uint8Array {
  const arrays: Record<ArrayName, Int32Array> = {
    ordinals: index.ordinals,
    parentOf: index.parentOf,
    parentStarts: index.parentStarts,
    terms: index.terms.terms,
    starts: index.postings.starts,
    entries: index.postings.entries,
    parentStartsOfTerms: index.parentPostings.starts,
    parentEntries: index.parentPostings.entries,
  };
  const lengths = Object.fromEntries(ARRAYS.map((name) => [name, arrays[name].length]));
  const header = new TextEncoder().encode(
    JSON.stringify({
      profile: index.profile,
      ids: index.ids,
      lengths,
      peaks: index.postings.peaks.length,
      parentPeaks: index.parentPostings.peaks.length,
    }),
  );
  const start = align(PREAMBLE + header.length);
  let size = start + index.postings.peaks.length + index.parentPostings.peaks.length;
  for (const name of ARRAYS) size += arrays[name].byteLength;
  const bytes = new Uint8Array(size);
  bytes.set(header, PREAMBLE);
  let at = start;
  for (const name of ARRAYS) {
    const array = arrays[name];
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  bytes.set(index.postings.peaks, at);
  bytes.set(index.parentPostings.peaks, at + index.postings.peaks.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, VERSION, true);
  view.setUint32(12, header.length, true);
  view.setUint32(8, crc32(bytes.subarray(12)), true);
  return bytes;
}

/**
 * The index that `save` was given. Keeps `bytes` and reads the arrays in place: do not change them.
 * Throws a SnapshotError when the bytes are damaged or from another version.
 */
export function load(bytes: Uint8Array): SearchIndex {
  // Arrays of 32 bits have to begin at a multiple of 4.
  const data = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const header = readHeader(data);
  let at = align(PREAMBLE + headerLength(data));
  const read = (name: ArrayName): Int32Array => {
    const array = new Int32Array(data.buffer, data.byteOffset + at, header.lengths[name]);
    at += array.byteLength;
    return array;
  };
  const arrays = Object.fromEntries(ARRAYS.map((name) => [name, read(name)])) as Record<
    ArrayName,
    Int32Array
  >;
  const peaks = data.subarray(at, at + header.peaks);
  const parentPeaks = data.subarray(at + header.peaks, at + header.peaks + header.parentPeaks);
  return assemble({
    profile: header.profile,
    ids: header.ids,
    ordinals: arrays.ordinals,
    parentOf: arrays.parentOf,
    parentStarts: arrays.parentStarts,
    terms: TermTable.of(arrays.terms),
    postings: { starts: arrays.starts, entries: arrays.entries, peaks },
    parentPostings: {
      starts: arrays.parentStartsOfTerms,
      entries: arrays.parentEntries,
      peaks: parentPeaks,
    },
  });
}

function readHeader(data: Uint8Array): Header {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length < PREAMBLE || view.getUint32(0, true) !== MAGIC)
    throw new SnapshotError("not a snapshot of a search index: build the index anew");
  const version = view.getUint32(4, true);
  if (version !== VERSION)
    throw new SnapshotError(
      `snapshot of version ${version}, this program reads ${VERSION}: build the index anew`,
    );
  if (crc32(data.subarray(12)) !== view.getUint32(8, true))
    throw new SnapshotError(
      "snapshot is damaged (its checksum does not match): build the index anew",
    );
  const text = new TextDecoder().decode(data.subarray(PREAMBLE, PREAMBLE + headerLength(data)));
  return JSON.parse(text) as Header;
}

function headerLength(data: Uint8Array): number {
  return new DataView(data.buffer, data.byteOffset).getUint32(12, true);
}

function align(size: number): number {
  return Math.ceil(size / 4) * 4;
}
