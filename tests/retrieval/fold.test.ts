import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold, foldTable } from "../../src/core/fold.ts";

describe("fold", () => {
  it.each([
    ["ＰＣＴ國際專利申請（２０２５年）", "pct国际专利申请(2025年)"],
    ["知識產權質押融資", "知识产权质押融资"],
    ["⽤⼾　iPhone", "用户 iphone"],
    ["著作权 后台 İ ß", "著作权 后台 İ ß"],
  ])("folds %s", (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  it("keeps every position: same length, one unit for one unit, folding twice changes nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat(), (text, cut) => {
        const at = text.length === 0 ? 0 : cut % text.length;
        expect(fold(text)).toHaveLength(text.length);
        expect(fold(text.slice(0, at)) + fold(text.slice(at))).toBe(fold(text));
        expect(fold(fold(text))).toBe(fold(text));
      }),
    );
  });

  it("leaves surrogates as they are, paired or not", () => {
    for (let unit = 0xd800; unit <= 0xdfff; unit++) expect(foldTable()[unit]).toBe(unit);
    expect(fold("專\ud83d")).toBe("专\ud83d");
  });
});
