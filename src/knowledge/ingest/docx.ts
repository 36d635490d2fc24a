import mammoth from "mammoth";
import { safeDocx } from "./archive.ts";
import { Unreadable } from "./error.ts";
import { htmlSource } from "./html.ts";
import type { Source } from "./source.ts";

/** Reads a Word document: headings by their styles, lists, tables; pictures are left out. */
export async function readDocx(bytes: Uint8Array): Promise<Source> {
  const archive = safeDocx(bytes);
  let html: string;
  try {
    const result = await mammoth.convertToHtml(
      { buffer: Buffer.from(archive) },
      {
        styleMap: ["p[style-name='Title'] => h1:fresh", "p[style-name='标题'] => h1:fresh"],
        convertImage: mammoth.images.imgElement(async () => ({ src: "" })),
      },
    );
    html = result.value;
  } catch (cause) {
    throw new Unreadable(
      "is not a readable docx: its text part is damaged",
      "Open it in a word processor and save it again as docx",
      { cause },
    );
  }
  return htmlSource(html);
}
