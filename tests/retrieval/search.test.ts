import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildIndex, type SearchDocument } from "../../src/retrieval/build.ts";
import { prepareQuery } from "../../src/retrieval/query.ts";
import { rank } from "../../src/retrieval/rank.ts";
import { Ranking } from "../../src/retrieval/ranking.ts";
import { search } from "../../src/retrieval/search.ts";
import { rankExhaustively } from "./exhaustive.ts";

const DOCUMENTS: SearchDocument[] = [
  { id: "loan", text: "企业可以用专利权质押向银行申请贷款，最高500万元。", parent: "finance" },
  { id: "rate", text: "质押贷款利率由银行与企业商定。", parent: "finance" },
  { id: "pct", text: "通过PCT途径申请国外发明专利的，每件资助1万元。", parent: "subsidy" },
  { id: "mark", text: "注册商标被认定为驰名商标的，一次性奖励30万元。", parent: "subsidy" },
  { id: "plan", text: "依据涪陵府发〔2025〕18号，到2027年高价值发明专利达到65亿元产值。" },
];

describe("search", () => {
  const index = buildIndex(DOCUMENTS);
  const first = (query: string) => search(index, query)[0]?.id;

  it.each([
    ["專利權質押申請", "loan"],
    ["ｐｃｔ申请补多少", "pct"],
    ["涪陵府发（2025）18号说了什么", "plan"],
    ["产值6,500,000,000元", "plan"],
    ["驰名商标奖励三十万元", "mark"],
  ])("%s finds %s", (query, id) => {
    expect(first(query)).toBe(id);
  });

  it("gives coverage 1 to a document that has all terms, less to others, and finds no others", () => {
    const hits = search(index, "质押贷款利率");
    expect(hits[0]).toMatchObject({ id: "rate", coverage: 1 });
    expect(hits.find((hit) => hit.id === "loan")?.coverage).toBeLessThan(1);
    expect(hits.map((hit) => hit.id)).not.toContain("mark");
  });

  it("asks the filter by the place in the input, before the limit", () => {
    const hits = search(index, "专利 质押 申请", { limit: 1, filter: (ordinal) => ordinal === 2 });
    expect(hits.map((hit) => hit.id)).toEqual(["pct"]);
    expect(search(index, "专利", { filter: () => false })).toEqual([]);
  });

  it("finds by an expansion what the query's own words do not", () => {
    expect(first("拿去担保")).toBeUndefined();
    const hits = search(index, "拿去担保", { expansions: [{ text: "质押", weight: 0.2 }] });
    expect(hits.map((hit) => hit.id).sort()).toEqual(["loan", "rate"]);
  });

  it("finds by extra text and by title", () => {
    const own = buildIndex([
      { id: "a", text: "可以。", extra: "专利能不能拿去贷款" },
      { id: "b", text: "可以。", title: "商标转让" },
    ]);
    expect(search(own, "专利贷款")[0]?.id).toBe("a");
    expect(search(own, "商标转让")[0]?.id).toBe("b");
  });

  it("lifts passages whose parent fits the question", () => {
    const body = "申请人应当提交下列材料。";
    const own = buildIndex(
      [
        { id: "1", text: body, parent: "x" },
        { id: "2", text: "本办法适用于地理标志的使用。", parent: "x" },
        { id: "3", text: body, parent: "y" },
        { id: "4", text: "本办法适用于专利的质押融资。", parent: "y" },
      ],
      { profile: "passages" },
    );
    const ids = search(own, "质押融资提交材料").map((hit) => hit.id);
    expect(ids.indexOf("3")).toBeLessThan(ids.indexOf("1"));
  });

  it("knows a passage by its document's beginning where there are no titles", () => {
    const body = "申请人应当在期限内提交材料，由主管部门审核。";
    const own = buildIndex(
      [
        { id: "x1", text: "地理标志专用标志使用办法", parent: "x" },
        { id: "x2", text: body, parent: "x" },
        { id: "y1", text: "专利权质押融资贴息办法", parent: "y" },
        { id: "y2", text: body, parent: "y" },
      ],
      { profile: "passages" },
    );
    const [hit] = search(own, "地理标志专用标志提交材料的期限");
    expect(hit?.id).toBe("x2");
  });

  it("chooses the profile by length, and obeys the caller", () => {
    expect(buildIndex([{ id: "q", text: "怎么贷款" }]).profile.name).toBe("questions");
    expect(buildIndex([{ id: "p", text: "贷款".repeat(100) }]).profile.name).toBe("passages");
    expect(buildIndex([{ id: "q", text: "短" }], { profile: "passages" }).profile.name).toBe(
      "passages",
    );
  });

  it("names the document whose id was there before", () => {
    expect(() => buildIndex([...DOCUMENTS, { id: "pct", text: "x" }])).toThrow(/document 6.*"pct"/);
  });
});

describe("odd input", () => {
  const index = buildIndex(DOCUMENTS);

  it.each([
    ["nothing", ""],
    ["blanks and controls", " \u0000\u0007\n\t"],
    ["punctuation", "？！……“”"],
    ["emoji", "😀👍🏽👨‍👩‍👧"],
    ["lone surrogates", "\ud83d \udc00 \ud800"],
  ])("%s finds nothing", (_name, query) => {
    expect(search(index, query)).toEqual([]);
  });

  it("still finds around lone surrogates and controls", () => {
    expect(search(index, "\ud83d驰名商标\u0000")[0]?.id).toBe("mark");
  });

  it("answers a query of a megabyte from its beginning", () => {
    expect(search(index, `驰名商标${"，其他说明文字".repeat(150_000)}`)[0]?.id).toBe("mark");
  });

  it("works without documents, with empty ones and with a huge one", () => {
    expect(search(buildIndex([]), "专利")).toEqual([]);
    expect(search(buildIndex([{ id: "", text: "" }]), "专利")).toEqual([]);
    const huge = buildIndex([
      { id: "huge", text: "无关的内容。".repeat(200_000) },
      { id: "small", text: "专利质押" },
    ]);
    expect(search(huge, "专利")[0]?.id).toBe("small");
  });

  it.each([0, -1, Number.NaN])("limit %s gives nothing", (limit) => {
    expect(search(index, "专利", { limit })).toEqual([]);
  });
});

/** Texts over few characters, so that terms meet often. */
const text = (max: number) =>
  fc
    .array(fc.constantFrom(..."专利质押融资补贴企业申请商标的，。3万元年pct"), {
      minLength: 0,
      maxLength: max,
    })
    .map((parts) => parts.join(""));
const documents = fc.array(
  fc.record(
    { text: text(60), title: text(8), extra: text(12), parent: fc.constantFrom("a", "b", "c") },
    { requiredKeys: ["text"] },
  ),
  { maxLength: 60 },
);

describe("pruning", () => {
  it("ranks exactly as scoring every document does", () => {
    fc.assert(
      fc.property(
        documents,
        text(30),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom("passages" as const, "questions" as const),
        fc.constantFrom(undefined, 2, 3),
        (list, query, limit, profile, step) => {
          const filter = step === undefined ? undefined : (ordinal: number) => ordinal % step === 0;
          const index = buildIndex(
            list.map((document, i) => ({ ...document, id: String(i) }) as SearchDocument),
            { profile },
          );
          if (index.size === 0) return;
          const terms = prepareQuery(index, query);
          const all = new Ranking(index, limit, filter);
          rankExhaustively(index, terms, all);
          const expected = all.results();
          expect(rank(index, terms, limit, filter, EAGER).results()).toEqual(expected);
          expect(rank(index, terms, limit, filter).results()).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("really leaves documents out where it is told to be eager", () => {
    const list = Array.from({ length: 3000 }, (_, i) => ({
      id: String(i),
      text: i % 300 === 7 ? `地理标志${"申请".repeat(i % 5)}` : "企业申请补贴的流程与材料",
    }));
    const index = buildIndex(list, { profile: "passages" });
    const trace = { candidates: 0 };
    const terms = prepareQuery(index, "申请地理标志的企业");
    rank(index, terms, 5, undefined, { ...EAGER, trace });
    expect(trace.candidates).toBeGreaterThan(0);
    expect(trace.candidates).toBeLessThan(100);
  });
});

/** Prunes at the first chance, however small the index. */
const EAGER = { worthwhile: 0, firstTry: 2, lookupCost: 0 };

it("gives the same for the same, whatever was searched between", () => {
  const build = () => buildIndex(DOCUMENTS);
  const once = build();
  const query = "发明专利质押申请资助多少";
  const expected = search(once, query);
  for (const other of ["商标", "", "贷款利率", "2027年"]) search(once, other);
  expect(search(once, query)).toEqual(expected);
  expect(search(build(), query)).toEqual(expected);
});
