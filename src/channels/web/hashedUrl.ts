import { createHash } from "node:crypto";

/** An address that changes with the content, so that browsers may keep what it gives. */
export function hashedUrl(name: string, ext: string, content: string): string {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
  return `/assets/${name}.${hash}.${ext}`;
}
