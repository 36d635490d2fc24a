import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { hashedModules } from "../http/hashedModules.ts";
import { hashedUrl } from "../http/hashedUrl.ts";
import { look } from "../http/look.ts";
import type { Route } from "./route.ts";

const base = "/console/assets/";
const folder = new URL("assets/", import.meta.url);
const types = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
} as const;

interface Asset {
  readonly url: string;
  readonly content: string;
  readonly type: string;
}

let loaded: ReadonlyMap<string, Asset> | undefined;

/**
 * Every file of the `assets` folder and the logo by name, read once. Modules import each other as
 * `./name.js`; addresses hold a hash of the content, so browsers may keep them for a year.
 */
function assets(): ReadonlyMap<string, Asset> {
  if (loaded !== undefined) return loaded;
  const read = (name: string) => readFileSync(new URL(name, folder), "utf8");
  const byName = new Map<string, Asset>();
  const add = (stem: string, ext: "css" | "svg", content: string) =>
    byName.set(`${stem}.${ext}`, {
      url: hashedUrl(stem, ext, content, base),
      content,
      type: types[ext],
    });
  for (const name of readdirSync(fileURLToPath(folder))) {
    const [stem = "", ext = ""] = name.split(".");
    if (ext === "js") {
      const { script } = hashedModules(stem, (module) => read(`${module}.js`), base);
      byName.set(name, { ...script, type: types.js });
    } else if (ext === "css") {
      // The page's own rules come behind what all pages share.
      add(stem, ext, name === "console.css" ? `${look("theme.css")}\n${read(name)}` : read(name));
    }
  }
  add("logo", "svg", look("logo.svg"));
  loaded = byName;
  return byName;
}

/**
 * The address of a file of `src/console/assets`, or of `logo.svg`.
 * @throws when there is no such file.
 */
export function asset(name: string): string {
  const found = assets().get(name);
  if (found === undefined) throw new Error(`[console] no asset ${name} in src/console/assets`);
  return found.url;
}

/** The row that serves them; they hold nothing secret. */
export function assetRoutes(): readonly Route[] {
  const byUrl = new Map([...assets().values()].map((each) => [each.url, each]));
  return [
    {
      method: "GET",
      path: "/assets/:file",
      access: "anyone",
      handle(c) {
        const found = byUrl.get(base + c.req.param("file"));
        if (found === undefined) return c.notFound();
        return c.body(found.content, 200, {
          "Content-Type": found.type,
          "Cache-Control": "public, max-age=31536000, immutable",
        });
      },
    },
  ];
}
