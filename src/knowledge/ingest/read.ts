import { strFromU8 } from "fflate";
import { readDocx } from "./docx.ts";
import { Unreadable } from "./error.ts";
import { readHtml } from "./html.ts";
import { limits } from "./limits.ts";
import { readMarkdown } from "./markdown.ts";
import { readPdf } from "./pdf.ts";
import { readPlain } from "./plain.ts";
import type { Progress, Source } from "./source.ts";

/**
 * Reads a file by what its first bytes are, then by its name's ending.
 * @throws Unreadable with the fault and the fix
 */
export async function read(name: string, bytes: Uint8Array, onPage?: Progress): Promise<Source> {
  if (bytes.length === 0)
    throw new Unreadable("is empty", "Check that it was saved or copied whole");
  const source = await bySignature(name.toLowerCase(), bytes, onPage);
  const characters = source.blocks.reduce((sum, block) => sum + block.text.length, 0);
  if (characters === 0) {
    throw new Unreadable("holds no text", "Check that it is the right file");
  }
  if (characters > limits.characters) {
    throw new Unreadable(
      `holds ${characters} characters; the limit is ${limits.characters}`,
      "Split it and ingest the parts",
    );
  }
  return source;
}

async function bySignature(name: string, bytes: Uint8Array, onPage?: Progress): Promise<Source> {
  const head = strFromU8(bytes.subarray(0, 1_024), true);
  if (head.includes("%PDF-")) return readPdf(bytes, onPage);
  if (head.startsWith("PK\u0003\u0004") || head.startsWith("PK\u0005\u0006"))
    return readDocx(bytes);
  if (head.startsWith("\u00d0\u00cf\u0011\u00e0")) {
    throw new Unreadable("is in the old doc, xls or ppt format", "Save it as docx and ingest that");
  }
  if (head.startsWith("{\\rtf")) {
    throw new Unreadable("is in RTF", "Save it as docx and ingest that");
  }
  if (name.endsWith(".docx")) {
    throw new Unreadable(
      "is named docx but is no docx",
      "Open it in a word processor and save it again as docx",
    );
  }
  if (name.endsWith(".pdf")) {
    throw new Unreadable("is named pdf but is no PDF", "Get the file again from where it came");
  }
  if (/\.html?$/.test(name) || /^\s*(?:<!doctype html|<html)/i.test(head)) return readHtml(bytes);
  if (/\.(?:md|markdown)$/.test(name)) return readMarkdown(bytes);
  if (/\.(?:txt|text)$/.test(name) || !/\.[a-z0-9]{1,5}$/.test(name)) return readPlain(bytes);
  throw new Unreadable("is of no format that can be ingested", "Give txt, md, html, docx or pdf");
}
