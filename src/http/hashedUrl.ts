import { createHash } from "node:crypto";

/**
 * An address that changes with the content, so that browsers may keep what it gives.
 *
 * @param base Where files are served; `/assets/` unless told.
 */
export function hashedUrl(name: string, ext: string, content: string, base = "/assets/"): string {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
  return `${base}${name}.${hash}.${ext}`;
}
