import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Hono } from "hono";

const files = {
  style: { name: "chat", ext: "css", type: "text/css; charset=utf-8" },
  script: { name: "chat", ext: "js", type: "text/javascript; charset=utf-8" },
  logo: { name: "logo", ext: "svg", type: "image/svg+xml" },
} as const;

export type AssetUrls = Readonly<Record<keyof typeof files, string>>;

/**
 * The page's files, read once. Their address holds a hash of their content, so browsers may keep
 * them for a year and still get a changed one at once.
 */
export function assets(): { readonly urls: AssetUrls; readonly routes: Hono } {
  const routes = new Hono();
  const serve = (kind: keyof typeof files): string => {
    const { name, ext, type } = files[kind];
    const content = readFileSync(new URL(`assets/${name}.${ext}`, import.meta.url), "utf8");
    const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
    const url = `/assets/${name}.${hash}.${ext}`;
    routes.get(url, (c) => {
      c.header("Content-Type", type);
      c.header("Cache-Control", "public, max-age=31536000, immutable");
      return c.body(content);
    });
    return url;
  };
  return {
    urls: { style: serve("style"), script: serve("script"), logo: serve("logo") },
    routes,
  };
}
