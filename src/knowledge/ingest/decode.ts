import { Unreadable } from "./error.ts";

/** A decoded text and the encoding it was found in; `lossy` when some bytes had to be dropped. */
export interface Decoded {
  readonly text: string;
  readonly encoding: "utf-8" | "utf-16le" | "utf-16be" | "gb18030";
  readonly lossy: boolean;
}

/**
 * Bytes of a text file as text. A byte-order mark decides; without one UTF-8 is tried first, since
 * text in another encoding is hardly ever valid UTF-8 by chance, then UTF-16 and GB18030.
 * @throws Unreadable when the bytes are no text in any of these.
 */
export function decode(bytes: Uint8Array): Decoded {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return as(bytes, "utf-16le");
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return as(bytes, "utf-16be");
  const strict = tryDecode(bytes, "utf-8");
  if (strict !== undefined && controlShare(strict) < 0.01) {
    return { text: strict, encoding: "utf-8", lossy: false };
  }
  const wide = wideOrder(bytes);
  if (wide !== undefined) return as(bytes, wide);
  if (strict === undefined) {
    const damaged = new TextDecoder("utf-8").decode(bytes);
    if (damageShare(damaged) < 0.02 && controlShare(damaged) < 0.01) {
      return { text: damaged, encoding: "utf-8", lossy: true };
    }
    if (looksLikeGb(bytes)) {
      const text = new TextDecoder("gb18030").decode(bytes);
      if (controlShare(text) < 0.01) {
        return { text, encoding: "gb18030", lossy: text.includes("\ufffd") };
      }
    }
  }
  throw new Unreadable(
    "is not text in UTF-8, UTF-16 or GB18030",
    "Open it in an editor and save it as UTF-8, or give the original document (docx, pdf, html)",
  );
}

function as(bytes: Uint8Array, encoding: "utf-16le" | "utf-16be"): Decoded {
  const text = new TextDecoder(encoding).decode(bytes);
  return { text, encoding, lossy: text.includes("\ufffd") };
}

function tryDecode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Share of characters that only binary data holds. */
function controlShare(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 32 && code !== 9 && code !== 10 && code !== 13 && code !== 12) count += 1;
  }
  return text.length === 0 ? 0 : count / text.length;
}

/** Replacement characters among the characters beyond ASCII. */
function damageShare(text: string): number {
  let beyond = 0;
  let damaged = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 128) continue;
    beyond += 1;
    if (code === 0xfffd) damaged += 1;
  }
  return beyond === 0 ? 0 : damaged / beyond;
}

/** UTF-16 without a mark: its Han, kana and ASCII units all show in the high byte. */
function wideOrder(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (bytes.length < 4 || bytes.length % 2 !== 0) return undefined;
  const length = Math.min(bytes.length, 20_000);
  let little = 0;
  let big = 0;
  for (let i = 0; i + 1 < length; i += 2) {
    if (plausible(bytes[i + 1] ?? 0, bytes[i] ?? 0)) little += 1;
    if (plausible(bytes[i] ?? 0, bytes[i + 1] ?? 0)) big += 1;
  }
  const units = length / 2;
  // GB18030 pairs fall into 0x4E–0x9F only by their trail byte, about a third of the time.
  if (little / units > 0.95 && little > big) return "utf-16le";
  if (big / units > 0.95 && big > little) return "utf-16be";
  return undefined;
}

function plausible(high: number, low: number): boolean {
  if (high === 0) return low === 9 || low === 10 || low === 13 || (low >= 32 && low < 127);
  return (high >= 0x4e && high <= 0x9f) || high === 0x30 || high === 0xff || high === 0x20;
}

/** Most double bytes of Chinese prose are punctuation (A1–A3) or common characters (B0–D7). */
function looksLikeGb(bytes: Uint8Array): boolean {
  let pairs = 0;
  let common = 0;
  for (let i = 0; i + 1 < bytes.length && i < 200_000; i += 1) {
    const lead = bytes[i] ?? 0;
    if (lead < 0x81) continue;
    pairs += 1;
    const trail = bytes[i + 1] ?? 0;
    const usual = (lead >= 0xb0 && lead <= 0xd7) || (lead >= 0xa1 && lead <= 0xa3);
    if (usual && trail >= 0xa1) common += 1;
    i += 1;
  }
  return pairs > 0 && common / pairs > 0.75;
}
