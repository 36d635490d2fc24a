/** Questions about two regions or two years: taken apart, answered each, and set side by side. */
import type { Answer } from "./answer.ts";
import { equation, operationAsked, reckoned, sameMeasure, soleFigure } from "./arithmetic.ts";
import type { Question } from "./question.ts";
import { home } from "./scope.ts";

const between = /比|谁|哪(?:个|边|里|一个|家)/;

/** One question a region, or a year, where two are named; else the question itself. */
export function takeApart(question: Question): Question[] {
  // 「重庆渝中」 is one place; 「重庆跟四川比」 are two.
  const named = between.test(question.text)
    ? question.regions
    : question.regions.filter((name) => name !== home || question.regions.length === 1);
  if (named.length === 2) return named.map((name) => ({ ...question, regions: [name] }));
  if (question.yearList.length === 2) {
    return question.yearList.map((year) => ({
      ...question,
      years: { from: year, to: year },
      yearList: [year],
      standing: undefined,
    }));
  }
  return [question];
}

/** The parts' answers as one, with the difference or the order where their figures are alike. */
export function sideBySide(
  question: Question,
  parts: readonly Question[],
  answers: readonly Answer[],
): Answer {
  const good = answers.filter((part) => part.kind === "answer");
  const [first] = answers;
  if (good.length === 0) return first ?? { kind: "nothing", near: [] };
  const labels = labelsOf(question, parts);
  const lacking = answers.findIndex(({ kind }) => kind !== "answer");
  if (lacking >= 0 && which.test(question.text)) {
    const missing = `${labels[lacking]}的这项内容，没法比较`;
    return { kind: "abstain", missing, passages: [], near: [] };
  }
  const lines = answers.map((found, at) =>
    found.kind === "answer" ? found.text : `${labels[at]}：我手头的资料里没有写。`,
  );
  const whole = good.length === parts.length && good.every(({ told }) => told.length === 1);
  const compared = whole ? comparison(question, parts, answers) : [];
  return {
    kind: "answer",
    text: [...new Set([...lines, ...compared])].join("\n"),
    passages: [...new Set(good.flatMap(({ passages }) => passages))],
    told: good.flatMap(({ told }) => told),
  };
}

/** One entry that states both years is told once; undefined where it does not answer both. */
export function bothInOne(
  question: Question,
  parts: readonly Question[],
  whole: Answer,
): Answer | undefined {
  // Figures of two pieces may be of two measures: only one piece's own are set against each other.
  if (whole.kind !== "answer" || whole.told.length !== 1) return undefined;
  if (!question.yearList.every((year) => whole.text.includes(String(year)))) return undefined;
  const lines = comparison(question, parts, [whole, whole]);
  if (lines.length === 0 && operationAsked(question.own) !== undefined) return undefined;
  return { ...whole, text: [whole.text, ...lines].join("") };
}

function labelsOf(question: Question, parts: readonly Question[]): string[] {
  return parts.map((part) =>
    question.regions.length > 1 ? (part.regions[0] ?? "") : `${part.yearList[0] ?? ""}年`,
  );
}

const which =
  /哪(?:个|边|里|一个|区|年|家)?.{0,14}?(?:更|最)?(高|多|大|低|少|小)(?!少)|谁.{0,14}?(高|多|大|低|少|小)(?!少)/;

/** The difference, or which is more: only of one figure each, alike, and of one measure. */
function comparison(
  question: Question,
  parts: readonly Question[],
  answers: readonly Answer[],
): string[] {
  const [one, two] = answers;
  if (one?.kind !== "answer" || two?.kind !== "answer") return [];
  const [a, b] = parts.map((part, at) => soleFigure(part, at === 0 ? one.text : two.text));
  if (a === undefined || b === undefined) return [];
  const apart =
    one.text === two.text ? a.start !== b.start : sameMeasure(question, one.text, two.text);
  if (!apart || a.kind !== b.kind || a.unit !== b.unit) return [];
  if (operationAsked(question.own) === "difference") {
    const shown = equation("difference", [a, b]);
    return shown === undefined ? [] : [shown];
  }
  const found = which.exec(question.own);
  const word = found?.[1] ?? found?.[2];
  if (word === undefined || a.value === b.value) return [];
  const first = "高多大".includes(word) === a.value > b.value;
  return [`按这两个数，${labelsOf(question, parts)[first ? 0 : 1]}更${word}。`];
}

/** A difference, sum or average asked of figures that one answer states, with the arithmetic. */
export function computed(question: Question, answer: Answer): Answer {
  if (answer.kind !== "answer" || answer.told.length > 2) return answer;
  const shown = reckoned(question, answer.text);
  return shown === undefined ? answer : { ...answer, text: `${answer.text}${shown}` };
}
