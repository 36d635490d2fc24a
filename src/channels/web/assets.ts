import { readFileSync } from "node:fs";
import { Hono } from "hono";
import { hashedModules } from "../../http/hashedModules.ts";
import { hashedUrl } from "../../http/hashedUrl.ts";
import { look } from "../../http/look.ts";

const types = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
} as const;

export interface AssetUrls {
  readonly style: string;
  readonly logo: string;
  /** The module that starts the page. */
  readonly script: string;
  /** What the script imports, so that the page can fetch all of it at once. */
  readonly imported: readonly string[];
}

/**
 * The page's files, read once. Their address holds a hash of their content, so browsers may keep
 * them for a year and still get a changed one at once.
 */
export function assets(): { readonly urls: AssetUrls; readonly routes: Hono } {
  const routes = new Hono();
  const read = (file: string) => readFileSync(new URL(`assets/${file}`, import.meta.url), "utf8");
  const serve = (url: string, ext: keyof typeof types, content: string): string => {
    routes.get(url, (c) => {
      c.header("Content-Type", types[ext]);
      c.header("Cache-Control", "public, max-age=31536000, immutable");
      return c.body(content);
    });
    return url;
  };
  const serveFile = (name: string, ext: "css" | "svg", content: string): string =>
    serve(hashedUrl(name, ext, content), ext, content);
  const { script, imported } = hashedModules("chat", (name) => read(`${name}.js`));
  return {
    urls: {
      style: serveFile("chat", "css", `${look("theme.css")}\n${read("chat.css")}`),
      logo: serveFile("logo", "svg", look("logo.svg")),
      script: serve(script.url, "js", script.content),
      imported: imported.map(({ url, content }) => serve(url, "js", content)),
    },
    routes,
  };
}
