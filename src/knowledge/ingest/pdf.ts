import { getDocumentProxy } from "unpdf";
import { isProse } from "./block.ts";
import { clean } from "./clean.ts";
import { Unreadable } from "./error.ts";
import { limits } from "./limits.ts";
import { blocksOf } from "./lines.ts";
import { safePdf } from "./pdfStreams.ts";
import type { Progress, Source } from "./source.ts";

/** Reads a PDF page by page; lines by their place on the page, running heads and feet dropped. */
export async function readPdf(bytes: Uint8Array, onPage?: Progress): Promise<Source> {
  const document = await open(await safePdf(bytes));
  try {
    if (document.numPages > limits.pages) {
      throw new Unreadable(
        `has ${document.numPages} pages; the limit is ${limits.pages}`,
        "Split it and ingest the parts",
      );
    }
    const pages: string[][] = [];
    for (let number = 1; number <= document.numPages; number += 1) {
      const page = await document.getPage(number);
      const content = await page.getTextContent();
      pages.push(linesOf(content.items));
      page.cleanup();
      onPage?.(number, document.numPages);
    }
    const characters = pages.flat().reduce((sum, line) => sum + line.trim().length, 0);
    if (characters === 0) {
      throw new Unreadable(
        `has ${document.numPages} page(s) but no text: it is scanned and needs OCR`,
        "Run OCR over it (for example ocrmypdf -l chi_sim) or ask the publisher for the text",
      );
    }
    const sparse = characters / document.numPages < 20;
    // The form feed between pages tells the line reader that a page edge was here.
    const text = withoutRunningLines(pages).map((page) => clean(page.join("\n")));
    return {
      blocks: blocksOf(text.join("\n\f")),
      ...(sparse ? { notices: ["it holds hardly any text: it may be scanned and need OCR"] } : {}),
    };
  } finally {
    await document.cleanup().catch(() => undefined);
  }
}

async function open(bytes: Uint8Array): Promise<Awaited<ReturnType<typeof getDocumentProxy>>> {
  try {
    return await getDocumentProxy(bytes, { verbosity: 0 });
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : "";
    if (name === "PasswordException") {
      throw new Unreadable("is locked with a password", "Remove the password and ingest it again", {
        cause,
      });
    }
    throw new Unreadable(
      "is not a readable PDF",
      "Open it in a viewer and print it to a new PDF, or save its text as txt",
      { cause },
    );
  }
}

interface Piece {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly width: number;
}

function linesOf(items: readonly unknown[]): string[] {
  const lines: string[] = [];
  let current: Piece | undefined;
  let text = "";
  let edge = 0;
  for (const item of items) {
    const piece = pieceOf(item);
    if (piece === undefined || piece.text.trim() === "") continue;
    const same =
      current !== undefined && Math.abs(piece.y - current.y) < Math.max(2, current.height * 0.5);
    if (current !== undefined && same) {
      text += piece.x - edge > piece.height * 0.3 ? ` ${piece.text}` : piece.text;
    } else {
      if (current !== undefined) {
        lines.push(text);
        const drop = current.y - piece.y;
        // More than a line and three quarters down, or up to a new column: a gap on the page.
        if (drop > Math.max(current.height, piece.height) * 2.1 || drop < -current.height)
          lines.push("");
      }
      text = piece.text;
    }
    current = piece;
    edge = piece.x + piece.width;
  }
  if (text !== "") lines.push(text);
  return lines;
}

function pieceOf(item: unknown): Piece | undefined {
  if (typeof item !== "object" || item === null || !("str" in item) || !("transform" in item))
    return undefined;
  const { str, transform } = item;
  if (typeof str !== "string" || !Array.isArray(transform)) return undefined;
  const height = "height" in item && typeof item.height === "number" ? item.height : 10;
  const width = "width" in item && typeof item.width === "number" ? item.width : 0;
  return {
    text: str,
    x: Number(transform[4]),
    y: Number(transform[5]),
    height: height || 10,
    width,
  };
}

/** Drops first and last lines that most pages share but for their number. */
function withoutRunningLines(pages: readonly string[][]): string[][] {
  if (pages.length < 4) return pages.map((page) => [...page]);
  const seen = new Map<string, number>();
  const shape = (line: string): string => line.replace(/\d+/g, "#").replace(/\s+/g, "");
  const edges = (page: readonly string[]): string[] => {
    const full = page.filter((line) => line !== "" && !isProse(line));
    return [...new Set([...full.slice(0, 2), ...full.slice(-2)].map(shape))];
  };
  for (const page of pages)
    for (const line of edges(page)) seen.set(line, (seen.get(line) ?? 0) + 1);
  const running = new Set(
    [...seen].filter(([, count]) => count > pages.length / 2).map(([line]) => line),
  );
  return pages.map((page) => page.filter((line) => line === "" || !running.has(shape(line))));
}
