import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type Figure, figuresIn, sameFigure } from "../../src/core/figures.ts";
import { problemText } from "../../src/knowledge/problem.ts";
import { readKnowledge } from "../../src/knowledge/read.ts";
import { difference, filesUnder, read, root, same, sources } from "./tree.ts";

const { knowledge, problems } = readKnowledge({
  seeds: join(root, "seeds"),
  knowledge: join(root, "knowledge"),
});
const { digests } = knowledge;

test("every file of seeds/ is a digest", () => {
  const files = filesUnder("seeds", /./);
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((path) => !path.endsWith(".yaml"))).toEqual([]);
  expect(problems.map(problemText)).toEqual([]);
  expect(
    difference(
      files,
      digests.map(({ id }) => `seeds/${id}.yaml`),
    ),
  ).toEqual(same);
});

test("the articles of a source file are numbered without a gap", () => {
  const byFile = Map.groupBy(digests, ({ source }) => source.file);
  for (const [file, of] of byFile) {
    const numbers = of.map(({ source }) => source.article).sort((a, b) => a - b);
    expect(numbers, file).toEqual(of.map((_, at) => at + 1));
  }
});

const present = existsSync(sources);
if (!present) {
  console.warn(
    `no ${sources}: the digests' figures and wording were not compared with the documents`,
  );
}

describe.skipIf(!present)("against the source documents", () => {
  const names = present ? readdirSync(sources).filter((name) => name.endsWith(".txt")) : [];
  const textOf = (name: string) => readFileSync(join(sources, name), "utf8");

  test("each document has its digests", () => {
    expect(names.length).toBe(5);
    expect(
      difference(
        digests.map(({ source }) => source.file),
        names,
      ),
    ).toEqual(same);
  });

  describe.each(names)("%s", (name) => {
    const of = digests.filter(({ source }) => source.file === name);
    const figures = figuresIn(unwrapped(textOf(name)));
    const kept = figuresIn(
      of
        .map(({ title, number = "", date, passages }) => {
          const [year, month, day] = date.split("-").map(Number);
          const said = passages.map(({ section, text }) => `${section}。${text}`);
          return [title, number, `${year}年${month}月${day}日`, ...said].join("\n");
        })
        .join("\n"),
    );

    test("is the file whose hash the digests carry", () => {
      const hash = createHash("sha256")
        .update(readFileSync(join(sources, name)))
        .digest("hex");
      for (const { id, source } of of) expect(source.sha256, id).toBe(hash);
    });

    test("keeps every figure, with unit and qualifier", () => {
      expect(figures.length).toBeGreaterThan(50);
      const lost = figures.filter(
        (figure) =>
          !kept.some((other) => sameFigure(figure, other) && other.bound === figure.bound),
      );
      expect(lost.map(({ raw }) => raw)).toEqual([]);
    });

    test("states no figure the document lacks", () => {
      const stated = figuresIn(
        of.flatMap(({ passages }) => passages.map(({ text }) => text)).join("\n"),
      );
      const invented = stated.filter(
        (figure) =>
          !figures.some((other) => sameFigure(figure, other)) &&
          !tallied(figure) &&
          !own(figure, of),
      );
      expect(invented.map(({ raw }) => raw)).toEqual([]);
    });
  });

  describe("wording", () => {
    const copied = new Set<string>();
    beforeAll(() => {
      for (const name of names) for (const run of runs(bare(textOf(name)))) copied.add(run);
    });

    test("no sentence of a digest, an entry or an example is the source's", () => {
      expect(copied.size).toBeGreaterThan(20_000);
      const files = ["seeds", "knowledge", "intents"].flatMap((folder) =>
        filesUnder(folder, /\.yaml$/),
      );
      const texts = files.flatMap((file) => ownWords(parse(read(file)), file));
      expect(texts.length).toBeGreaterThan(1000);
      const found = texts.flatMap(({ place, text }) =>
        text
          .split(quoted)
          .flatMap((words) => shared(bare(words), copied))
          .filter((run) => !onlyNames(run))
          .map((run) => `${place}: ${run}`),
      );
      expect(found).toEqual([]);
    });

    test("a copied sentence would be seen", () => {
      const [first = ""] = names;
      const [line = ""] = textOf(first)
        .split("\n")
        .filter((text) => text.length > 60);
      expect(shared(bare(line.slice(10, 50)), copied)).toHaveLength(1);
    });
  });
});

/** Newspaper columns break lines inside words and figures; an empty line ends a paragraph. */
function unwrapped(text: string): string {
  return text.replaceAll("\r", "").replace(/[ \t\u3000]*\n(?=[^\n])/g, "");
}

/** 「四个方面」, 「三项任务」: a digest may count what its document lists. */
function tallied({ kind, value, raw }: Figure): boolean {
  return kind === "count" && value <= 10 && /^[二三四五六七八九十]/.test(raw);
}

/** The year of the document itself, set beside a day that the document gives without it. */
function own({ kind, value }: Figure, of: typeof digests): boolean {
  return kind === "year" && of.some(({ date }) => Number(date.slice(0, 4)) === value);
}

/** As many characters as no two people write alike by chance. */
const least = 20;

/** Letters and digits alone: neither punctuation nor a line break makes a sentence one's own. */
function bare(text: string): string {
  return text.normalize("NFKC").replace(/[\p{P}\p{S}\p{Z}\p{C}]/gu, "");
}

function runs(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - least + 1) }, (_, at) =>
    text.slice(at, at + least),
  );
}

/** The longest stretches of a text that stand in the sources as well. */
function shared(text: string, copied: ReadonlySet<string>): string[] {
  const found: string[] = [];
  let from = -1;
  const all = runs(text);
  for (let at = 0; at <= all.length; at += 1) {
    const hit = at < all.length && copied.has(all[at] ?? "");
    if (hit && from < 0) from = at;
    if (!hit && from >= 0) {
      found.push(text.slice(from, at - 1 + least));
      from = -1;
    }
  }
  return found;
}

/**
 * What is quoted, not retold: titles of documents, slogans in quotation marks, document numbers, and
 * the sentences that list the offices responsible.
 */
const quoted =
  /《[^》]*》|“[^”]*”|「[^」]*」|[\p{Script=Han}]*〔\d{4}〕\d+号|[^。；]*责任单位[^。；]*/u;

/** Names in a row, which there is no other way to say: how each begins, and how long it may be. */
const namesInARow: readonly { begins: string; most: number; are: string }[] = [
  { begins: "国家级知识产权保护中心", most: 35, are: "platforms as the subsidy rules define them" },
  { begins: "知识产权保护体系建设", most: 32, are: "the three kinds of subsidised project" },
  { begins: "国家专利信息服务重庆中心", most: 41, are: "service points of Fuling" },
  { begins: "涪陵高新区", most: 31, are: "addressees of the notice" },
  { begins: "区农业农村委", most: 22, are: "offices of Fuling" },
  { begins: "自然语言处理", most: 20, are: "technologies" },
  { begins: "工业软件", most: 21, are: "technologies" },
  { begins: "抄送区委", most: 28, are: "offices sent a copy" },
  { begins: "西南大学涪陵研究院", most: 48, are: "research institutes" },
  { begins: "涪陵青菜头种植基地", most: 22, are: "places to visit" },
  { begins: "博泰医药", most: 43, are: "investors" },
  { begins: "惠科金渝光电", most: 49, are: "companies of one group" },
  { begins: "汉朗光电", most: 24, are: "suppliers" },
  { begins: "重庆京东方光电", most: 27, are: "companies" },
  { begins: "重庆长安汽车", most: 35, are: "companies" },
  { begins: "中科院院所专利集群", most: 24, are: "an event, named in full" },
  { begins: "市规划和自然资源局局长", most: 20, are: "offices of a person" },
];

function onlyNames(run: string): boolean {
  return namesInARow.some(({ begins, most }) => run.startsWith(begins) && run.length <= most);
}

/** Fields that name something, and provenance. */
const naming = new Set([
  "title",
  "publisher",
  "number",
  "section",
  "name",
  "office",
  "source",
  "sources",
]);

interface Words {
  /** File and, where there is one, the id of the entry or passage. */
  readonly place: string;
  readonly text: string;
}

function ownWords(value: unknown, place: string): Words[] {
  if (typeof value === "string") return [{ place, text: value }];
  if (Array.isArray(value)) return value.flatMap((item) => ownWords(item, `${place}${idOf(item)}`));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    naming.has(key) ? [] : ownWords(item, place),
  );
}

function idOf(value: unknown): string {
  return typeof value === "object" && value !== null && "id" in value ? ` ${String(value.id)}` : "";
}
