import { createInflate } from "node:zlib";
import { Unreadable } from "./error.ts";
import { limits, megabytes } from "./limits.ts";

/**
 * A copy of a PDF made safe to hand on: each stream that begins like zlib is inflated first, again
 * while the result does, and the sum is bounded; pdf.js has no bound of its own. Images are not
 * inflated but made unreadable: no text is in them, and a stream that only calls itself an image
 * to pass by here is then of no use as page content either.
 * @throws Unreadable naming the bound that is passed
 */
export async function safePdf(bytes: Uint8Array): Promise<Uint8Array> {
  const copy = new Uint8Array(bytes);
  let left = limits.pdfInflatedBytes;
  let streams = 0;
  for (const { at, image } of deflated(bytes)) {
    if (image) {
      copy.fill(0, at, at + 2);
      continue;
    }
    streams += 1;
    if (streams > limits.pdfStreams) {
      throw bomb(`holds more than ${limits.pdfStreams} deflated streams`);
    }
    // To the end of the file: the end of the deflated data is known to zlib, and neither the
    // declared length nor the next `endstream` need be true.
    let content = bytes.subarray(at);
    for (let depth = 0; isZlib(content, 0); depth += 1) {
      if (depth === limits.pdfDepth) {
        throw bomb(`has a stream deflated more than ${limits.pdfDepth} times`);
      }
      content = await inflate(content, left);
      left -= content.length;
    }
  }
  return copy;
}

interface Deflated {
  /** Where its data begins. */
  readonly at: number;
  /** What its dictionary says it is. */
  readonly image: boolean;
}

/** Dictionaries of images are short; one that is longer counts as content. */
const longestDictionary = 4_096;

function* deflated(bytes: Uint8Array): Generator<Deflated> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let lineEnd = -1;
  for (let word = file.indexOf("stream"); word >= 0; word = file.indexOf("stream", word + 6)) {
    // Data begins on the next line; one search serves all words that stand before its result.
    if (lineEnd < word) lineEnd = nextLineEnd(file, word + 6);
    const at = lineEnd + (file[lineEnd] === 13 && file[lineEnd + 1] === 10 ? 2 : 1);
    if (!isZlib(file, at)) continue;
    const before = file.toString("latin1", Math.max(0, word - longestDictionary), word);
    const dictionary = before.slice(before.lastIndexOf("obj") + 3);
    yield { at, image: /\/Subtype\s*\/Image\b/.test(dictionary) };
  }
}

function nextLineEnd(file: Buffer, from: number): number {
  let at = from;
  while (at < file.length && file[at] !== 10 && file[at] !== 13) at += 1;
  return at;
}

/** The two bytes of a zlib head (RFC 1950): method deflate, no preset dictionary, a check by 31. */
function isZlib(bytes: Uint8Array, at: number): boolean {
  const [method, flags] = [bytes[at], bytes[at + 1]];
  if (method === undefined || flags === undefined) return false;
  return (method & 0x0f) === 8 && (flags & 0x20) === 0 && (method * 256 + flags) % 31 === 0;
}

/** What can be inflated: a damaged stream gives what stands before the damage, as in pdf.js. */
function inflate(bytes: Uint8Array, most: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const stream = createInflate();
    stream.on("data", (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= most) return;
      stream.destroy();
      reject(bomb(`would inflate to more than ${megabytes(limits.pdfInflatedBytes)}`));
    });
    stream.once("error", () => resolve(Buffer.concat(chunks)));
    stream.once("end", () => resolve(Buffer.concat(chunks)));
    stream.end(bytes);
  });
}

function bomb(problem: string): Unreadable {
  return new Unreadable(
    `is refused as a possible PDF bomb: it ${problem}`,
    "Split the document, print it to a new PDF, or save its text as txt",
  );
}
