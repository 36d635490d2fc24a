/**
 * The subsidy rules as arithmetic: what a project brings, once and a year, with the sum shown, and
 * whether the conditions hold: 符合, 不符合 or 缺信息, each with its clause.
 */
import { fold } from "../core/fold.ts";
import type { Condition, Money, Program, Project, Reference } from "../knowledge/entry.ts";

export interface NamedProject {
  readonly program: Program;
  readonly project: Project;
}

/** Projects a text names, by the longest of their names; 保护分中心 is not 保护中心. */
export function projectsNamed(text: string, programs: readonly Program[]): NamedProject[] {
  const names = programs
    .filter(({ kind }) => kind === "subsidy")
    .flatMap((program) =>
      program.projects.flatMap((project) =>
        [project.name, ...project.aliases].map((name) => ({ name: fold(name), program, project })),
      ),
    )
    .sort((a, b) => b.name.length - a.name.length);
  let rest = fold(text);
  const found: NamedProject[] = [];
  for (const { name, program, project } of names) {
    if (name.length < 2 || !rest.includes(name)) continue;
    rest = rest.replaceAll(name, "\u0000");
    if (!found.some((other) => other.project === project)) found.push({ program, project });
  }
  return found;
}

export interface Calculation {
  readonly text: string;
  readonly passages: readonly string[];
}

/** 万元 where it comes out even, as the rules write it. */
export function yuan(amount: number): string {
  return amount % 10_000 === 0 ? `${amount / 10_000}万元` : `${amount}元`;
}

export function moneyText({ yuan: amount, qualifier }: Money): string {
  return qualifier === "固定" ? yuan(amount) : `${qualifier}${yuan(amount)}`;
}

/** What one project brings over so many years; `years` 0 for the amounts alone. */
export function calculate(
  { project }: NamedProject,
  years: number,
  operatingPassage?: string,
  yearlyOnly = false,
): Calculation {
  const { oneOff, yearly } = project;
  const passages = [
    idOf(project.source),
    ...(yearly !== undefined && operatingPassage !== undefined ? [operatingPassage] : []),
  ];
  if (oneOff === undefined && yearly === undefined) {
    return { text: `${project.name}在支持范围内，但资料里没有写补助金额。`, passages };
  }
  const lines: string[] = [];
  if (oneOff !== undefined)
    lines.push(
      `${project.name}：补助${moneyText(oneOff)}${oneOff.qualifier === "固定" ? "（一次性）" : ""}。`,
    );
  if (yearly !== undefined) {
    lines.push(
      `建成运行后，每年完成年度工作任务且成效良好的，按年度绩效评价结果再给运行经费后补助，每年${moneyText(yearly)}。`,
    );
  }
  if (years > 0 && yearlyOnly && yearly !== undefined) {
    lines.push(
      `${years}年每年都达标的运行经费合计：${yuan(yearly.yuan)}×${years}=${yuan(yearly.yuan * years)}。`,
    );
  } else if (years > 0 && oneOff !== undefined && yearly !== undefined) {
    const total = oneOff.yuan + yearly.yuan * years;
    lines.push(
      years === 1
        ? `第1年拿满合计：${yuan(oneOff.yuan)}+${yuan(yearly.yuan)}=${yuan(total)}。`
        : `${years}年每年都达标的合计：${yuan(oneOff.yuan)}+${yuan(yearly.yuan)}×${years}=${yuan(total)}。`,
    );
  } else if (years > 0 && oneOff?.qualifier === "固定") {
    lines.push("资料里没有写它有每年的运行补助，所以几年合计也是这一笔。");
  }
  return { text: lines.join(""), passages };
}

/** Several projects added up, one-off amounts only or with `years` of operation. */
export function calculateSum(
  projects: readonly NamedProject[],
  years: number,
): Calculation | undefined {
  const terms: string[] = [];
  let total = 0;
  for (const { project } of projects) {
    // An upper limit is no summand.
    if (project.oneOff === undefined || project.oneOff.qualifier !== "固定") return undefined;
    terms.push(yuan(project.oneOff.yuan));
    total += project.oneOff.yuan;
    if (years > 0 && project.yearly !== undefined) {
      terms.push(`${yuan(project.yearly.yuan)}×${years}`);
      total += project.yearly.yuan * years;
    }
  }
  const named = projects
    .map(
      ({ project }) =>
        `${project.name}${project.oneOff === undefined ? "" : moneyText(project.oneOff)}`,
    )
    .join("、");
  return {
    text: `${named}。合计：${terms.join("+")}=${yuan(total)}。`,
    passages: [...new Set(projects.map(({ project }) => idOf(project.source)))],
  };
}

/** Two projects side by side, with the difference of their one-off amounts. */
export function calculateDifference([a, b]: readonly [NamedProject, NamedProject]):
  | Calculation
  | undefined {
  const first = a.project.oneOff;
  const second = b.project.oneOff;
  if (first === undefined || second === undefined) return undefined;
  const lines = [a, b].map(
    ({ project }) =>
      `${project.name}：补助${project.oneOff === undefined ? "" : moneyText(project.oneOff)}。`,
  );
  const [more, less] = first.yuan >= second.yuan ? [a, b] : [b, a];
  const apart = Math.abs(first.yuan - second.yuan);
  lines.push(
    apart === 0
      ? "两项的补助数额相同。"
      : `${more.project.name}更高，相差：${yuan(Math.max(first.yuan, second.yuan))}-${yuan(Math.min(first.yuan, second.yuan))}=${yuan(apart)}。`,
  );
  return {
    text: lines.join(""),
    passages: [...new Set([idOf(more.project.source), idOf(less.project.source)])],
  };
}

export type Verdict = "符合" | "不符合" | "缺信息";

export interface CheckedCondition {
  readonly condition: Condition;
  readonly verdict: Verdict;
}

/** An exclusion holds against the applicant: 是 means 不符合. */
export function checkConditions(
  project: Project,
  answers: Readonly<Record<string, string>>,
): CheckedCondition[] {
  const judge = (answer: string | undefined, wanted: "是" | "否"): Verdict =>
    answer === "是" || answer === "否" ? (answer === wanted ? "符合" : "不符合") : "缺信息";
  return [
    ...project.conditions.map((condition) => ({
      condition,
      verdict: judge(answers[condition.id], "是"),
    })),
    ...project.exclusions.map((condition) => ({
      condition,
      verdict: judge(answers[condition.id], "否"),
    })),
  ];
}

/** Conditions of the yearly money have ids that start with this; they do not decide the one-off. */
export const yearlyPrefix = "yearly-";

function overall(checked: readonly CheckedCondition[]): Verdict {
  if (checked.some(({ verdict }) => verdict === "不符合")) return "不符合";
  return checked.some(({ verdict }) => verdict === "缺信息") ? "缺信息" : "符合";
}

/** The whole verdict with each condition's clause; never a promise that the money is granted. */
export function verdictText(
  { project }: NamedProject,
  answers: Readonly<Record<string, string>>,
  clauseOf: (reference: Reference) => string,
): Calculation {
  const checked = checkConditions(project, answers);
  const once = checked.filter(({ condition }) => !condition.id.startsWith(yearlyPrefix));
  const yearly = checked.filter(({ condition }) => condition.id.startsWith(yearlyPrefix));
  const line = ({ condition, verdict }: CheckedCondition) =>
    `· ${verdict}：${condition.text}（${clauseOf(condition.source)}）`;
  const lines = [`${project.name}的条件逐条核对：`, ...once.map(line)];
  if (project.oneOff !== undefined)
    lines.push(`一次性补助${moneyText(project.oneOff)}：${overall(once)}。`);
  if (project.yearly !== undefined) {
    lines.push(
      ...yearly.map(line),
      `每年运行经费后补助${moneyText(project.yearly)}：${overall([...once, ...yearly])}。`,
    );
  }
  if (project.oneOff === undefined && project.yearly === undefined)
    lines.push("资料里没有写它的补助金额。");
  lines.push("这是按公开条款的核对，不代表审批结果，以市知识产权局审核为准。");
  return {
    text: lines.join("\n"),
    passages: [
      ...new Set([idOf(project.source), ...checked.map(({ condition }) => idOf(condition.source))]),
    ],
  };
}

export function idOf({ document, passage }: Reference): string {
  return `${document}/${passage}`;
}
