import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRegions } from "../../src/answering/regions.ts";
import type { Slot } from "../../src/dialogue/form.ts";
import {
  company,
  contactName,
  district,
  oneOf,
  phone,
  plainText,
  threeWay,
} from "../../src/dialogue/slots.ts";

/** The value a slot keeps, or `✗` and what the customer is told. */
function given(slot: Pick<Slot, "parse">, text: string): string {
  const read = slot.parse(text);
  return read.ok ? read.value : `✗ ${read.message}`;
}

describe("phone", () => {
  test.each([
    ["13800138000", "13800138000"],
    ["138 0013 8000", "13800138000"],
    ["+86 138-0013-8000", "13800138000"],
    ["１３８００１３８０００", "13800138000"],
    ["我的电话是13800138000", "13800138000"],
    ["手机号：13800138000", "13800138000"],
    ["打13800138000这个", "13800138000"],
    ["13800138000（王先生）", "13800138000"],
    ["023-67101234", "02367101234"],
    ["(023) 6710 1234", "02367101234"],
  ])("%s", (text, value) => expect(given(phone, text)).toBe(value));

  test.each(["1380013800", "138001380000", "67101234", "没有", "", "500112199001011234"])(
    "%s is refused with a reason",
    (text) => {
      expect(given(phone, text)).toMatch(/^✗ .{8,}/);
    },
  );

  test("the reason never contradicts itself", () => {
    for (const text of ["12345678901", "打13800138000吧", "10000000000", "1380013800"]) {
      expect(given(phone, text)).not.toMatch(/应是11位，您填的有11位/);
    }
  });

  test("every mobile number is kept, spaced or hyphenated", () => {
    const mobile = fc.tuple(
      fc.integer({ min: 13, max: 19 }),
      fc.integer({ min: 0, max: 999_999_999 }),
    );
    fc.assert(
      fc.property(mobile, fc.constantFrom("", " ", "-"), ([head, tail], gap) => {
        const digits = `${head}${String(tail).padStart(9, "0")}`;
        const text = [digits.slice(0, 3), digits.slice(3, 7), digits.slice(7)].join(gap);
        expect(given(phone, text)).toBe(digits);
      }),
    );
  });
});

describe("yes, no, not sure", () => {
  const slot = threeWay({ name: "x", label: "x", prompt: "x" });

  test.each([
    "是",
    "是的",
    "对",
    "有",
    "有的",
    "已经完成了",
    "符合",
    "都符合",
    "yes",
    "没问题",
    "没错",
    "可以",
  ])("%s is 是", (text) => expect(given(slot, text)).toBe("是"));

  test.each([
    "否",
    "不是",
    "没有",
    "还没有",
    "没得",
    "莫得",
    "未完成",
    "no",
    "都没有",
    "都不是",
    "好像没有",
    "有问题，不符合",
    "已经不是了",
    "完成不了",
  ])("%s is 否", (text) => expect(given(slot, text)).toBe("否"));

  test.each(["不确定", "不清楚", "不知道", "说不准", "可能吧", "not sure"])(
    "%s is 不确定",
    (text) => expect(given(slot, text)).toBe("不确定"),
  );

  test.each(["评估费多少", "", "next"])("%s is none of them", (text) =>
    expect(given(slot, text)).toMatch(/^✗/),
  );
});

describe("one of several", () => {
  const slot = oneOf({ name: "x", label: "x", prompt: "x" }, [
    { value: "发明专利", says: /发明/ },
    { value: "商标", says: /牌子/ },
  ]);

  test.each([
    ["发明专利", "发明专利"],
    [" 发明 ", "发明专利"],
    ["我们的牌子", "商标"],
  ])("%s", (text, value) => expect(given(slot, text)).toBe(value));

  test("the refusal lists what can be chosen", () =>
    expect(given(slot, "版权")).toMatch(/发明专利、商标/));
});

describe("district", () => {
  const regions = createRegions({
    regions: [
      { name: "重庆市", aliases: ["重庆"] },
      { name: "涪陵区", aliases: ["涪陵"], within: "重庆市" },
      { name: "成都市", aliases: ["成都"] },
    ],
    terms: [],
    colloquial: {},
    english: {},
  });
  const slot = district(regions);

  test.each(["涪陵", "涪陵区", "在重庆涪陵", "重庆市涪陵区白涛街道"])("%s", (text) =>
    expect(given(slot, text)).toBe("涪陵区"),
  );
  test.each(["重庆", "成都", "火星", ""])("%s is refused with an example", (text) =>
    expect(given(slot, text)).toMatch(/^✗ .*例如/),
  );
});

describe("company and name", () => {
  test.each([
    ["重庆知问科技有限公司", "重庆知问科技有限公司"],
    ["我们公司叫重庆知问科技有限公司", "重庆知问科技有限公司"],
    ["重庆ABC科技（集团）有限公司", "重庆ABC科技（集团）有限公司"],
  ])("%s", (text, value) => expect(given(company, text)).toBe(value));

  test.each(["12345", "。。。", "重", "500112199001011234", "字".repeat(61)])(
    "%s is no company",
    (text) => expect(given(company, text)).toMatch(/^✗/),
  );

  test.each([
    ["王女士", "王女士"],
    ["我叫张三", "张三"],
    ["我是李四", "李四"],
  ])("%s", (text, value) => expect(given(contactName, text)).toBe(value));

  test.each(["13800138000", "", "500112199001011234"])("%s is no name", (text) =>
    expect(given(contactName, text)).toMatch(/^✗/),
  );
});

describe("free text", () => {
  test("is trimmed, without control characters, and counted in characters people see", () => {
    expect(plainText(" 好\u0000的\n吧 ", "描述", 2, 10)).toEqual({ ok: true, value: "好 的 吧" });
    expect(plainText("𠮷𠮷", "描述", 2, 2)).toEqual({ ok: true, value: "𠮷𠮷" });
  });

  test("an identity number is refused wherever it stands", () => {
    expect(plainText("身份证50011219900101123X号", "描述", 2, 100).ok).toBe(false);
  });

  test("what is kept keeps the limits and holds no control character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (text) => {
        const read = plainText(text, "描述", 3, 30);
        if (!read.ok) return;
        const { length } = [...read.value];
        expect(length >= 3 && length <= 30).toBe(true);
        expect(read.value).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
    );
  });
});

test("no slot throws on any text", () => {
  const all = [company, contactName, phone, threeWay({ name: "x", label: "x", prompt: "x" })];
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.constantFrom(...all), (text, slot) => {
      expect(typeof given(slot, text)).toBe("string");
    }),
  );
});
