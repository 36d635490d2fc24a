import { createHash } from "node:crypto";
import { basename } from "node:path";

/** SHA-256 in hexadecimal digits. */
export function sha256(data: Uint8Array | string): string {
  return createHash("sha256").update(data).digest("hex");
}

/**
 * The id a file's digests share: its name in lower case and hyphens, so that a corrected file
 * replaces its earlier draft. A name that loses letters on the way (汉字) keeps apart by a hash.
 */
export function fileId(file: string): string {
  const name = basename(file).toLowerCase().normalize("NFKC");
  const slug = name
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 48)
    .replace(/-+$/, "");
  const lossless = /^[\w.\- ]{1,48}$/.test(name);
  const hash = sha256(name).slice(0, 8);
  if (slug === "") return `document-${hash}`;
  return lossless ? slug : `${slug}-${hash}`;
}
