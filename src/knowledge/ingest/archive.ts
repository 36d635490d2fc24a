import { strFromU8, type UnzipFileInfo, unzipSync, type Zippable, zipSync } from "fflate";
import { Unreadable } from "./error.ts";
import { limits, megabytes } from "./limits.ts";

/**
 * A docx archive made safe to hand on: sizes are checked in the directory before anything is
 * inflated, each entry is inflated into a buffer of its declared size (one that lies is cut there),
 * and only the text parts go into a new, stored archive. Parts with a document type, the carrier
 * of external entities and entity bombs, are refused: no word processor writes one.
 * @throws Unreadable naming the bound that is passed
 */
export function safeDocx(bytes: Uint8Array): Uint8Array {
  const entries = directory(bytes);
  check(entries);
  if (!entries.some((entry) => entry.name === "word/document.xml")) {
    throw new Unreadable(...notWord(entries));
  }
  let parts: Record<string, Uint8Array>;
  try {
    parts = unzipSync(bytes, { filter: (entry) => isText(entry.name) });
  } catch (cause) {
    throw broken(cause);
  }
  const stored: Zippable = {};
  for (const [name, part] of Object.entries(parts)) {
    if (/<!(?:DOCTYPE|ENTITY)/i.test(strFromU8(part, true).slice(0, 100_000))) {
      throw new Unreadable(
        `its part ${name} declares a document type or entities`,
        "Such a file was not written by a word processor; open it in one and save it again",
      );
    }
    stored[name] = [part, { level: 0 }];
  }
  return zipSync(stored);
}

function directory(bytes: Uint8Array): UnzipFileInfo[] {
  const entries: UnzipFileInfo[] = [];
  try {
    unzipSync(bytes, {
      filter: (entry) => {
        entries.push(entry);
        if (entries.length > limits.zipEntries) throw new TooMany();
        return false;
      },
    });
  } catch (cause) {
    if (cause instanceof TooMany) {
      throw bomb(`holds more than ${limits.zipEntries} parts`);
    }
    throw broken(cause);
  }
  return entries;
}

class TooMany extends Error {}

function check(entries: readonly UnzipFileInfo[]): void {
  let total = 0;
  for (const entry of entries) {
    total += entry.originalSize;
    if (entry.originalSize > limits.zipEntryBytes) {
      throw bomb(
        `its part ${entry.name} would inflate to ${megabytes(entry.originalSize)}; the limit is ${megabytes(limits.zipEntryBytes)}`,
      );
    }
    const ratio = entry.originalSize / Math.max(1, entry.size);
    if (entry.originalSize > limits.zipRatioFrom && ratio > limits.zipRatio) {
      throw bomb(
        `its part ${entry.name} is packed ${Math.round(ratio)} to 1; the limit is ${limits.zipRatio} to 1`,
      );
    }
    if (total > limits.zipTotalBytes) {
      throw bomb(`would inflate to more than ${megabytes(limits.zipTotalBytes)}`);
    }
  }
}

/** Pictures, fonts and embedded files carry no text. */
function isText(name: string): boolean {
  return /\.(?:xml|rels)$/i.test(name) && !name.includes("..") && !name.startsWith("/");
}

function bomb(problem: string): Unreadable {
  return new Unreadable(
    `is refused as a possible zip bomb: ${problem}`,
    "Split the document or save its text as txt",
  );
}

function broken(cause: unknown): Unreadable {
  return new Unreadable(
    "is not a readable docx: the archive is damaged",
    "Open it in a word processor and save it again as docx",
    { cause },
  );
}

function notWord(entries: readonly UnzipFileInfo[]): [problem: string, fix: string] {
  const kind = entries.some((entry) => entry.name.startsWith("xl/"))
    ? "is a spreadsheet"
    : entries.some((entry) => entry.name.startsWith("ppt/"))
      ? "is a presentation"
      : "is an archive without word/document.xml";
  return [kind, "Save its text as docx, pdf, html, md or txt"];
}
