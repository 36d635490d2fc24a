import { figuresIn, sameFigure } from "../core/figures.ts";
import type { Answer } from "./answer.ts";
import { soleFigure } from "./arithmetic.ts";
import type { Question } from "./question.ts";

const supposes = /对吧|对吗|对不对|是吧|是不是|是吗|没错吧|吗[?？]?$|吧[?？]?$/;
/** 「我们有5个发明专利，想贷500万」 tells of the customer and supposes nothing. */
const own = /我|咱|想|打算|准备|手里|手上/;
const measured = new Set(["money", "percent", "duration", "count", "number"]);

/** 「最高100万对吧？」: a figure the customer supposes is never confirmed against the evidence. */
export function againstPremise(question: Question, answer: Answer): Answer {
  if (answer.kind !== "answer" || !supposes.test(question.text)) return answer;
  const known = figuresIn(answer.text);
  const wrong = figuresIn(question.text).some((figure) => {
    if (!measured.has(figure.kind) || tellsOfThemselves(question.text, figure.start)) return false;
    const alike = known.filter(
      ({ kind, unit }) =>
        (kind === figure.kind && unit === figure.unit) ||
        (figure.kind === "number" && kind === "money"),
    );
    if (alike.length === 0) return false;
    // With several like figures told, the one that was asked about decides.
    const [only] = alike;
    const meant = alike.length === 1 ? only : soleFigure(question, answer.text);
    return meant === undefined
      ? !alike.some((other) => sameFigure(other, figure))
      : !sameFigure(meant, figure);
  });
  return wrong ? { ...answer, text: `和资料写的不一样。资料里是：${answer.text}` } : answer;
}

function tellsOfThemselves(text: string, at: number): boolean {
  const start = text.slice(0, at).search(/[^,，。;；!！?？]*$/);
  const clause = text.slice(start).split(/[,，。;；!！?？]/, 1)[0] ?? "";
  return own.test(clause) && !supposes.test(clause);
}
