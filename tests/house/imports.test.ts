import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { importLines, importsOf, packageOf } from "./imports.ts";
import { difference, root, same } from "./tree.ts";

/** Every part of the program, and the other parts it may see. Arrows point to core. */
const sees: Readonly<Record<string, readonly string[] | "the whole">> = {
  core: [],
  log: [],
  config: ["core"],
  knowledge: ["core"],
  "knowledge/ingest": ["core", "knowledge"],
  retrieval: ["core", "knowledge"],
  requests: ["core"],
  ledger: ["core"],
  session: ["core"],
  "channels/web": ["core", "http"],
  // The staff group is a surface of the desk.
  "channels/telegram": ["core", "handoff"],
  "channels/wecom": ["core"],
  http: ["core"],
  staff: ["core"],
  // Of the record the types, by which its port says what it needs.
  handoff: ["core", "knowledge", "ledger"],
  // Of the desk and its record the types, by which its ports say what they need.
  console: ["core", "http", "staff", "handoff", "ledger"],
  answering: ["core", "knowledge", "retrieval"],
  dialogue: ["core", "knowledge", "answering", "requests"],
  evaluation: ["core", "knowledge", "answering", "dialogue", "ledger"],
  kit: ["core", "answering", "dialogue", "requests"],
  intents: ["kit"],
  app: "the whole",
  commands: "the whole",
  cli: ["core", "commands"],
  main: ["commands"],
};

/** Each third-party package has one home, so that replacing it is the work of one folder. */
const homes: Readonly<Record<string, readonly string[]>> = {
  "@hono/node-server": ["http"],
  "@langchain/core": ["retrieval", "answering"],
  langchain: ["answering"],
  "@node-rs/jieba": ["answering"],
  "@wecom/aibot-node-sdk": ["channels/wecom"],
  "@wecom/crypto": ["channels/wecom"],
  "cli-progress": ["knowledge/ingest"],
  echarts: ["console"],
  fflate: ["knowledge/ingest"],
  grammy: ["channels/telegram"],
  // The server, and the doors that are mounted in it.
  hono: ["http", "app", "console", "channels/web", "channels/telegram", "channels/wecom"],
  hucre: ["console"],
  ioredis: ["session"],
  kysely: ["ledger"],
  mammoth: ["knowledge/ingest"],
  "node:sqlite": ["ledger"],
  "opencc-js": ["core"],
  otplib: ["staff"],
  parse5: ["knowledge/ingest"],
  pg: ["ledger"],
  pino: ["log"],
  "prom-client": ["http"],
  qrcode: ["console"],
  saxes: ["channels/wecom"],
  unpdf: ["knowledge/ingest"],
  yaml: ["knowledge", "knowledge/ingest"],
  // The one exception: what comes in anywhere is doubted in the same words.
  zod: Object.keys(sees),
};

/** `src/channels/web/door.ts` → `channels/web`, `src/log.ts` → `log`, `intents/…` → `intents`. */
function partOf(file: string): string {
  const [top = "", folder = "", below = ""] = file.split("/");
  if (top !== "src") return top;
  if (folder.endsWith(".ts")) return folder.slice(0, -".ts".length);
  return Object.hasOwn(sees, `${folder}/${below}`) || folder === "channels"
    ? `${folder}/${below}`
    : folder;
}

const { files, imports } = importsOf(["src", "intents"]);
const inner = imports.flatMap(({ file, target, typeOnly }) =>
  target === undefined ? [] : [{ file, target, typeOnly }],
);
const outer = imports.filter(({ target }) => target === undefined);

test("the reader of imports sees all of them", () => {
  expect(files.length).toBeGreaterThan(100);
  const lines = files.reduce((sum, file) => sum + importLines(file), 0);
  const dynamic = imports.length - lines;
  expect(lines).toBeGreaterThan(300);
  expect(dynamic).toBeGreaterThanOrEqual(0);
  for (const file of files) {
    const found = imports.filter((item) => item.file === file).length;
    expect(found, file).toBeGreaterThanOrEqual(importLines(file));
  }
  expect(inner.filter(({ target }) => !existsSync(join(root, target)))).toEqual([]);
});

test("the map names exactly the parts there are", () => {
  expect(difference(files.map(partOf), Object.keys(sees))).toEqual(same);
});

test("arrows point to core", () => {
  const wrong = inner
    .filter(({ file, target }) => {
      const from = partOf(file);
      const to = partOf(target);
      const allowed = sees[from] ?? [];
      return from !== to && allowed !== "the whole" && !allowed.includes(to);
    })
    .map(({ file, target }) => `${file} → ${target}`);
  expect(wrong).toEqual([]);
});

test("an intent imports #kit and its own folder", () => {
  const of = imports.filter(({ file }) => /^intents\/[^/]+\//.test(file));
  expect(of.length).toBeGreaterThan(20);
  const wrong = of
    .filter(({ specifier }) => specifier !== "#kit" && !/^\.\/[\w-]+\.ts$/.test(specifier))
    .map(({ file, specifier }) => `${file} → ${specifier}`);
  expect(wrong).toEqual([]);
});

test("only app.ts names the intents", () => {
  const from = inner.filter(
    ({ file, target }) => target.startsWith("intents/") && !file.startsWith("intents/"),
  );
  expect([...new Set(from.map(({ file }) => file))]).toEqual(["src/app.ts"]);
});

describe("third-party packages", () => {
  const used = outer
    .map(({ file, specifier }) => ({ file, name: packageOf(specifier) }))
    .filter(({ name }) => !name.startsWith("node:") || name === "node:sqlite");

  test("each is known, and each known one is used", () => {
    expect(
      difference(
        used.map(({ name }) => name),
        Object.keys(homes),
      ),
    ).toEqual(same);
  });

  test("each stays in its home", () => {
    const abroad = used
      .filter(({ file, name }) => homes[name]?.includes(partOf(file)) === false)
      .map(({ file, name }) => `${file} → ${name}`);
    expect(abroad).toEqual([]);
  });

  test("the system's modules are named as such", () => {
    const bare = outer.filter(({ specifier }) =>
      /^(?:fs|path|os|url|util|crypto|http|net|stream|events|child_process)(?:\/|$)/.test(
        specifier,
      ),
    );
    expect(bare).toEqual([]);
  });
});

describe("cycles", () => {
  test("parts do not see each other in a circle", () => {
    const edges = inner.map(({ file, target }) => [partOf(file), partOf(target)] as const);
    expect(circles(edges.filter(([from, to]) => from !== to))).toEqual([]);
  });

  test("no file waits for itself to load", () => {
    const loading = inner.filter(({ typeOnly }) => !typeOnly);
    expect(loading.length).toBeGreaterThan(100);
    expect(circles(loading.map(({ file, target }) => [file, target] as const))).toEqual([]);
  });

  test("a circle would be seen", () => {
    expect(
      circles([
        ["a", "b"],
        ["b", "c"],
        ["c", "a"],
        ["c", "d"],
      ]),
    ).toEqual(["a → b → c → a"]);
  });
});

/** Each circle once, from the node it was entered by. */
function circles(edges: readonly (readonly [string, string])[]): string[] {
  const next = new Map<string, Set<string>>();
  for (const [from, to] of edges) next.set(from, (next.get(from) ?? new Set()).add(to));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (node: string, path: readonly string[]): void => {
    const at = path.indexOf(node);
    if (at >= 0) found.push([...path.slice(at), node].join(" → "));
    if (at >= 0 || done.has(node)) return;
    for (const to of next.get(node) ?? []) visit(to, [...path, node]);
    done.add(node);
  };
  for (const node of next.keys()) visit(node, []);
  return found;
}
