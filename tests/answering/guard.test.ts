import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sentencesOf } from "../../src/answering/evidence.ts";
import { unsupportedFigures } from "../../src/answering/guard.ts";
import { type Figure, figuresIn, sameFigure } from "../../src/core/figures.ts";
import { readKnowledge } from "../../src/knowledge/read.ts";

const folder = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const { knowledge } = readKnowledge({ seeds: folder("seeds"), knowledge: folder("knowledge") });
const passages = [...knowledge.passages.values()].map(({ passage }) => passage.text);

/** Every sentence of the digests that states a figure, with the passage it stands in. */
const stated = passages.flatMap((passage) =>
  sentencesOf(passage).flatMap((sentence) =>
    figuresIn(sentence).map((figure) => ({ passage, sentence, figure })),
  ),
);

const replaced = (sentence: string, { start, end }: Figure, by: string) =>
  sentence.slice(0, start) + by + sentence.slice(end);

const isKnown = (figure: Figure, passage: string) =>
  figuresIn(passage).some((other) => sameFigure(figure, other));

describe("what the sources say passes", () => {
  test("any selection of a passage's sentences, in any order", () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom(...passages)
          .chain((passage) =>
            fc.tuple(fc.constant(passage), fc.shuffledSubarray(sentencesOf(passage))),
          ),
        ([passage, chosen]) => {
          expect(unsupportedFigures(chosen.join(""), [passage])).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("a text without figures", () => {
    expect(unsupportedFigures("请咨询主管部门，以审批结果为准。", [])).toEqual([]);
  });

  test("a document number in the middle of a sentence", () => {
    expect(
      unsupportedFigures("文号是渝府发〔2023〕5号。", ["实施方案 渝府发〔2023〕5号 2023年5月6日"]),
    ).toEqual([]);
  });

  test("约 and 左右 are one bound, 超过 and 以上 are one", () => {
    expect(unsupportedFigures("300元左右", ["约300元"])).toEqual([]);
    expect(unsupportedFigures("超过50家", ["50家以上"])).toEqual([]);
  });
});

describe("what the sources do not say is stopped", () => {
  test("one digit of any figure of any passage changed", () => {
    const arabic = stated.filter(({ figure }) => /\d/.test(figure.raw));
    fc.assert(
      fc.property(
        fc.constantFrom(...arabic),
        fc.nat(),
        fc.integer({ min: 1, max: 9 }),
        ({ passage, sentence, figure }, where, shift) => {
          const places = [...figure.raw.matchAll(/\d/g)].map(({ index }) => index);
          const at = places[where % places.length] ?? 0;
          const digit = (Number(figure.raw[at]) + shift) % 10;
          const said = replaced(
            sentence,
            figure,
            figure.raw.slice(0, at) + digit + figure.raw.slice(at + 1),
          );
          const now = figuresIn(said);
          fc.pre(now.some((other) => !isKnown(other, passage)));
          expect(unsupportedFigures(said, [passage])).not.toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("a changed digit never makes a figure unreadable to the guard", () => {
    const arabic = stated.filter(({ figure }) => /[1-9]/.test(figure.raw));
    for (const { sentence, figure } of arabic) {
      const said = replaced(
        sentence,
        figure,
        figure.raw.replace(/[1-9]/, (digit) => String((Number(digit) % 9) + 1)),
      );
      expect(
        figuresIn(said).some(({ start }) => start === figure.start),
        said,
      ).toBe(true);
    }
  });

  test("the unit of any figure changed for one of another kind", () => {
    const swaps: Readonly<Record<string, string>> = {
      元: "家",
      家: "元",
      件: "元",
      个: "天",
      项: "%",
      "%": "个百分点",
      天: "个月",
      亩: "元",
      倍: "%",
      人: "件",
    };
    const measured = stated.filter(
      ({ figure }) => figure.unit in swaps && figure.raw.includes(figure.unit),
    );
    fc.assert(
      fc.property(fc.constantFrom(...measured), ({ passage, sentence, figure }) => {
        const said = replaced(
          sentence,
          figure,
          figure.raw.replace(figure.unit, swaps[figure.unit] ?? ""),
        );
        const changed = figuresIn(said).find(({ start }) => start === figure.start);
        fc.pre(changed !== undefined && !isKnown(changed, passage));
        expect(unsupportedFigures(said, [passage])).not.toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  test.each(["超过", "近", "约", "最高", "不足", "接近", "将近", "不到", "至少", "大约"])(
    "%s put before an exact figure",
    (word) => {
      expect(unsupportedFigures(`融资${word}50万元`, ["融资50万元"])).toEqual([
        expect.objectContaining({ why: "another bound than the source" }),
      ]);
    },
  );

  test.each(["超", "近", "约", "最高", "不超过", "突破", "逾"])("%s dropped", (word) => {
    expect(unsupportedFigures("金额50万元", [`金额${word}50万元`])).not.toEqual([]);
  });

  test("a bound turned round", () => {
    expect(unsupportedFigures("近65亿元", ["超65亿元"])).not.toEqual([]);
    expect(unsupportedFigures("50家以下", ["50家以上"])).not.toEqual([]);
  });

  test.each([
    "补助５１万元……",
    "补助五十一万元",
    "电话023-67101234",
    "详见https://example.com/x",
    "文号渝府发〔2023〕6号",
    "增长三成",
    "利率百分之三点五",
    "日息万分之五",
    "在2028年",
  ])("%s, when no source has it", (said) => {
    expect(
      unsupportedFigures(said, ["补助50万元。文号渝府发〔2023〕5号，2023年5月。增长20%。"]),
    ).not.toEqual([]);
  });

  test("a figure is looked for in the cited passages only", () => {
    expect(unsupportedFigures("补助50万元", [])).toEqual([
      { figure: expect.any(String), why: "not in the cited passages" },
    ]);
  });
});
