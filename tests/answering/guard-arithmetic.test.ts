import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unsupportedFigures } from "../../src/answering/guard.ts";

const amount = fc.integer({ min: 2, max: 400 });
const years = fc.integer({ min: 2, max: 9 });
const source = (...amounts: number[]) => [amounts.map((each) => `可得${each}万元。`).join("")];

describe("right arithmetic of cited figures passes", () => {
  test("a sum", () => {
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        expect(unsupportedFigures(`合计：${a}万元+${b}万元=${a + b}万元。`, source(a, b))).toEqual(
          [],
        );
      }),
    );
  });

  test("a sum with a product", () => {
    fc.assert(
      fc.property(amount, amount, years, (a, b, n) => {
        expect(unsupportedFigures(`${a}万元+${b}万元×${n}=${a + b * n}万元`, source(a, b))).toEqual(
          [],
        );
      }),
    );
  });

  test("a difference", () => {
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        fc.pre(a > b);
        expect(unsupportedFigures(`相差${a}万元-${b}万元=${a - b}万元`, source(a, b))).toEqual([]);
      }),
    );
  });

  test("a quotient, exact or to two places", () => {
    fc.assert(
      fc.property(amount, years, (a, n) => {
        expect(unsupportedFigures(`${a * n}万元÷${n}=${a}万元`, source(a * n))).toEqual([]);
      }),
    );
    expect(
      unsupportedFigures("3447.1万元÷13件≈265.16万元", ["13件共3447.1万元，其中13件。"]),
    ).toEqual([]);
  });

  test("several signs, from left to right, products first", () => {
    fc.assert(
      fc.property(amount, amount, amount, years, (a, b, c, n) => {
        fc.pre(a * n - b + c > 0);
        const said = `${a}万元×${n}-${b}万元+${c}万元=${a * n - b + c}万元`;
        expect(unsupportedFigures(said, source(a, b, c))).toEqual([]);
      }),
    );
  });

  test("a difference of shares is in percentage points", () => {
    expect(unsupportedFigures("42%-35%=7个百分点", ["42%，上年35%"])).toEqual([]);
  });

  test("its result may be said again", () => {
    expect(unsupportedFigures("50万元+20万元=70万元，也就是70万元。", source(50, 20))).toEqual([]);
  });

  test("another scale on each side", () => {
    expect(unsupportedFigures("6000万元+5000万元=1.1亿元", source(6000, 5000))).toEqual([]);
  });
});

describe("wrong arithmetic is stopped", () => {
  const off = fc.integer({ min: -50, max: 50 }).filter((error) => error !== 0);

  test("a sum", () => {
    fc.assert(
      fc.property(amount, amount, off, (a, b, error) => {
        fc.pre(a + b + error > 0);
        expect(
          unsupportedFigures(`${a}万元+${b}万元=${a + b + error}万元`, source(a, b)),
        ).not.toEqual([]);
      }),
    );
  });

  test("a product", () => {
    fc.assert(
      fc.property(amount, years, off, (a, n, error) => {
        fc.pre(a * n + error > 0);
        expect(unsupportedFigures(`${a}万元×${n}=${a * n + error}万元`, source(a))).not.toEqual([]);
      }),
    );
  });

  test("a difference", () => {
    fc.assert(
      fc.property(amount, amount, off, (a, b, error) => {
        fc.pre(a > b && a - b + error > 0);
        expect(
          unsupportedFigures(`${a}万元-${b}万元=${a - b + error}万元`, source(a, b)),
        ).not.toEqual([]);
      }),
    );
  });

  test("a quotient", () => {
    expect(unsupportedFigures("3447.1万元÷13件≈275.16万元", ["13件3447.1万元"])).not.toEqual([]);
    expect(unsupportedFigures("100万元÷3=33万元", ["100万元"])).not.toEqual([]);
  });

  test("amounts of different units added up", () => {
    expect(unsupportedFigures("50万元+20家=500020元", ["50万元，20家"])).not.toEqual([]);
    expect(unsupportedFigures("42%-35件=7%", ["42%，35件"])).not.toEqual([]);
  });

  test("another unit of the result", () => {
    expect(unsupportedFigures("50万元+20万元=70元", source(50, 20))).not.toEqual([]);
    expect(unsupportedFigures("50万元+20万元=700000家", source(50, 20))).not.toEqual([]);
  });
});

describe("figures inside an equation need a source too", () => {
  test("an addend no source has", () => {
    expect(unsupportedFigures("50万元+30万元=80万元", source(50))).not.toEqual([]);
  });

  test("an addend without a unit", () => {
    expect(unsupportedFigures("50万元+200000=70万元", source(50))).not.toEqual([]);
  });
});
