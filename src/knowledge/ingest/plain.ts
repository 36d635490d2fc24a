import { clean } from "./clean.ts";
import { decode } from "./decode.ts";
import { blocksOf } from "./lines.ts";
import type { Source } from "./source.ts";

/** Reads a text file in UTF-8, UTF-16 or GB18030. */
export function readPlain(bytes: Uint8Array): Source {
  const { text, lossy, encoding } = decode(bytes);
  const notices = lossy ? [`some bytes were not valid ${encoding} and were left out`] : [];
  return { blocks: blocksOf(clean(text)), notices };
}
