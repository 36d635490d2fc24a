import { readFileSync } from "node:fs";

/** A file of `src/http/look`: what the web chat and the console have in common. */
export function look(name: "theme.css" | "logo.svg"): string {
  return readFileSync(new URL(`look/${name}`, import.meta.url), "utf8");
}
