import { afterAll, describe, expect, test } from "vitest";
import { type Answer, createAnswering } from "../../src/answering/answer.ts";
import { unsupportedFigures } from "../../src/answering/guard.ts";
import { removeFolders, smallKnowledge } from "./smallKnowledge.ts";

afterAll(removeFolders);

const now = new Date("2026-11-21T12:00:00+08:00");
const answering = createAnswering(smallKnowledge());
const put = (text: string): Answer => answering.answer(answering.reader.read(text, now), { now });

/** The text of an answer; what is no answer fails the test. */
function said(text: string): string {
  const answer = put(text);
  expect(answer.kind, JSON.stringify(answer)).toBe("answer");
  return answer.kind === "answer" ? answer.text : "";
}

const withheld = (text: string) =>
  expect(put(text).kind, JSON.stringify(put(text))).not.toBe("answer");

describe("what is in the evidence is answered", () => {
  test.each([
    ["专利质押评估费多少", "0元"],
    ["专利质押办理要多久", "7天"],
    ["去年鹏城市专利质押融资金额多少", "超65亿元"],
    ["东岸区2024年有效注册商标多少件", "3.2万件"],
    ["东岸区高价值发明专利拥有量2027年目标是多少", "18.5件以上"],
    ["专利贷款评估要好多钱", "0元"],
    ["專利質押評估費多少", "0元"],
    ["质押评估工作由哪个处牵头", "运用处"],
  ])("%s", (question, figure) => expect(said(question)).toContain(figure));

  test("with citations, and only figures these have", () => {
    for (const question of ["专利质押评估费多少", "东岸区2024年有效注册商标多少件"]) {
      const answer = put(question);
      if (answer.kind !== "answer") throw new Error(question);
      expect(answering.citations(answer.passages)).not.toEqual([]);
      expect(unsupportedFigures(answer.text, answering.evidenceOf(answer.passages))).toEqual([]);
    }
  });

  test("a citation is copied from the digest", () => {
    expect(answering.citations(["city-report/fee"])).toEqual([
      {
        document: "《鹏城专利工作年度报告》（鹏专发〔2026〕7号）",
        section: "第三段",
        date: "2026-03-02",
        passage: "city-report/fee",
      },
    ]);
  });

  test("a passage that is not there is not cited", () => {
    expect(answering.citations(["city-report/none", "../etc"])).toEqual([]);
  });

  test("two districts compared are both told", () => {
    const text = said("东岸区和西岸区2024年有效注册商标各多少件");
    expect(text).toContain("3.2万件");
    expect(text).toContain("1.4万件");
  });
});

describe("what is not in the evidence is withheld", () => {
  test.each([
    ["another district's target", "西岸区每万人口高价值发明专利拥有量2027年目标"],
    ["a target as an achievement", "东岸区每万人口高价值发明专利拥有量现在实际达到多少件"],
    ["another year", "东岸区2025年有效注册商标多少件"],
    ["a year before the first", "东岸区2019年有效注册商标多少件"],
    ["a district without any", "南岭区有效注册商标多少件"],
    ["a city figure for a district", "东岸区去年专利质押融资金额多少"],
    ["a rate", "专利质押贷款利率多少"],
    ["a phone number", "西岸区专利服务窗口的电话是多少"],
    ["another fee", "专利代理费多少"],
    ["a ceiling", "专利质押单户最多能贷多少"],
    ["an unknown thing", "无人机测绘资质怎么办"],
    ["a rule that has run out", "鹏城市版权登记每件资助多少钱"],
    ["nothing", ""],
  ])("%s", (_, question) => withheld(question));

  test("an abstention names the thing that is missing", () => {
    expect(put("专利质押贷款利率多少")).toMatchObject({
      kind: "abstain",
      missing: expect.stringContaining("利率"),
    });
    expect(put("南岭区有效注册商标多少件")).toMatchObject({
      kind: "abstain",
      missing: expect.stringContaining("南岭区"),
    });
  });

  test("questions offered instead hold no digit", () => {
    for (const question of ["专利质押贷款利率多少", "专利质押期限"]) {
      const answer = put(question);
      if ("near" in answer) expect(answer.near.join("")).not.toMatch(/\d/);
    }
  });
});

describe("more", () => {
  test("continues in the same passage and ends", () => {
    const answer = put("去年鹏城市专利质押融资金额多少");
    if (answer.kind !== "answer") throw new Error(JSON.stringify(answer));
    const told = [...answer.told];
    for (let turn = 0; turn < 5; turn += 1) {
      const rest = answering.more(told);
      if (rest === undefined) return;
      for (const id of rest.told) expect(told).not.toContain(id);
      told.push(...rest.told);
    }
    expect.unreachable("more never ends");
  });

  test("of nothing is nothing", () => {
    expect(answering.more([])).toBeUndefined();
    expect(answering.more(["none"])).toBeUndefined();
  });
});

test("the same question gets the same answer", () => {
  for (const question of ["专利质押评估费多少", "东岸区商标", "利率"])
    expect(put(question)).toEqual(put(question));
});
