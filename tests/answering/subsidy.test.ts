import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { unsupportedFigures } from "../../src/answering/guard.ts";
import {
  calculate,
  calculateSum,
  checkConditions,
  type NamedProject,
  projectsNamed,
  verdictText,
} from "../../src/answering/subsidy.ts";
import type { Program } from "../../src/knowledge/entry.ts";
import { removeFolders, smallKnowledge } from "./smallKnowledge.ts";

afterAll(removeFolders);

const knowledge = smallKnowledge();
const source = knowledge.passages.get("city-report/award")?.passage.text ?? "";
const [lab] = projectsNamed("灯塔实验室", knowledge.programs) as [NamedProject];

/** The lab with other amounts. */
function paying(name: string, oneOff: number | undefined, yearly?: number): NamedProject {
  const { oneOff: _one, yearly: _year, ...rest } = lab.project;
  const money = (yuan: number) => ({ yuan, qualifier: "固定" as const });
  return {
    program: lab.program,
    project: {
      ...rest,
      name,
      ...(oneOff === undefined ? {} : { oneOff: money(oneOff) }),
      ...(yearly === undefined ? {} : { yearly: money(yearly) }),
    },
  };
}

describe("naming a project", () => {
  const program = (names: readonly string[]): Program => ({
    ...lab.program,
    projects: names.map((name, at) => ({ ...lab.project, id: `p${at}`, name, aliases: [] })),
  });
  const named = (text: string, names: readonly string[]) =>
    projectsNamed(text, [program(names)]).map(({ project }) => project.name);

  test("the longest name wins over one inside it", () => {
    expect(named("保护分中心补多少", ["分中心", "保护分中心"])).toEqual(["保护分中心"]);
  });

  test("several are all named, each once", () => {
    const names = named("灯塔实验室和快维中心，灯塔实验室先说", ["灯塔实验室", "快维中心"]);
    expect(names.toSorted()).toEqual(["快维中心", "灯塔实验室"]);
  });

  test("an alias and traditional characters name it too", () => {
    expect(projectsNamed("燈塔能補好多", knowledge.programs)).toHaveLength(1);
  });

  test("other texts name none", () => expect(named("专利贷款", ["灯塔实验室"])).toEqual([]));
});

describe("the calculation", () => {
  test("shows one-off plus yearly with the right sum, in figures the guard finds", () => {
    const wan = fc.integer({ min: 1, max: 500 });
    fc.assert(
      fc.property(wan, wan, fc.integer({ min: 2, max: 20 }), (once, each, years) => {
        const { text } = calculate(paying("项目", once * 10_000, each * 10_000), years);
        expect(text).toContain(`=${once + each * years}万元`);
        const evidence = [`一次性${once}万元，每年${each}万元。`, `${years}年`];
        expect(unsupportedFigures(text, evidence)).toEqual([]);
      }),
    );
  });

  test("one year is one yearly amount", () => {
    expect(calculate(lab, 1).text).toContain("50万元+20万元=70万元");
  });

  test("without years it gives the amounts and adds nothing", () => {
    const { text } = calculate(lab, 0);
    expect(text).toContain("50万元");
    expect(text).toContain("20万元");
    expect(text).not.toContain("=");
  });

  test("the yearly money alone leaves the one-off out of the sum", () => {
    expect(calculate(lab, 3, undefined, true).text).toContain("20万元×3=60万元");
  });

  test("a project without a yearly amount is not multiplied", () => {
    const { text } = calculate(paying("项目", 100_000), 5);
    expect(text).toContain("10万元");
    expect(text).not.toContain("50万元");
  });

  test("a project without amounts says so", () => {
    const { text } = calculate(paying("项目", undefined), 3);
    expect(text).toMatch(/没有写/);
    expect(text).not.toMatch(/\d/);
  });

  test("it cites the clause of the amounts", () => {
    expect(calculate(lab, 0).passages).toContain("city-report/award");
    expect(unsupportedFigures(calculate(lab, 0).text, [source])).toEqual([]);
  });

  test("an amount that is no whole 万元 keeps every yuan", () => {
    expect(calculate(paying("项目", 1_500), 0).text).toContain("1500元");
  });
});

describe("several projects added up", () => {
  test("the sum is right and the guard can follow it", () => {
    const amounts = fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(amounts, (all) => {
        const sum = calculateSum(
          all.map((wan, at) => paying(`项目${"甲乙丙丁戊己"[at]}`, wan * 10_000)),
          0,
        );
        expect(sum?.text).toContain(`=${all.reduce((a, b) => a + b)}万元`);
        expect(
          unsupportedFigures(sum?.text ?? "", [all.map((wan) => `${wan}万元`).join("，")]),
        ).toEqual([]);
      }),
    );
  });

  test("one without an amount makes the sum unknown", () => {
    expect(calculateSum([lab, paying("无金额", undefined)], 0)).toBeUndefined();
  });
});

describe("the verdict", () => {
  const all = { approved: "是", "yearly-running": "是", dishonest: "否" };
  const verdicts = (answers: Record<string, string>) =>
    Object.fromEntries(
      checkConditions(lab.project, answers).map(({ condition, verdict }) => [
        condition.id,
        verdict,
      ]),
    );

  test("each condition is 符合, 不符合 or 缺信息", () => {
    expect(verdicts({ approved: "是", "yearly-running": "否" })).toEqual({
      approved: "符合",
      "yearly-running": "不符合",
      dishonest: "缺信息",
    });
  });

  test("an exclusion that holds is 不符合", () => {
    expect(verdicts({ ...all, dishonest: "是" })["dishonest"]).toBe("不符合");
  });

  test("不确定 and anything else is 缺信息, never 符合", () => {
    for (const answer of ["不确定", "", "也许"])
      expect(verdicts({ approved: answer })["approved"]).toBe("缺信息");
  });

  const text = (answers: Record<string, string>) => verdictText(lab, answers, () => "第四段").text;
  const once = (answers: Record<string, string>) =>
    /一次性补助.*?：(符合|不符合|缺信息)/.exec(text(answers))?.[1];
  const yearly = (answers: Record<string, string>) =>
    /每年.*?：(符合|不符合|缺信息)。/.exec(text(answers))?.[1];

  test("all conditions met: 符合 for both payments, never a promise", () => {
    expect([once(all), yearly(all)]).toEqual(["符合", "符合"]);
    expect(text(all)).toMatch(/不代表审批结果/);
  });

  test("a condition of the yearly money does not decide the one-off", () => {
    const answers = { ...all, "yearly-running": "否" };
    expect([once(answers), yearly(answers)]).toEqual(["符合", "不符合"]);
  });

  test("one 不符合 decides over what is missing", () => {
    expect(once({ dishonest: "是" })).toBe("不符合");
  });

  test("each condition names its clause", () => {
    expect(text(all).match(/（第四段）/g)).toHaveLength(3);
  });
});
