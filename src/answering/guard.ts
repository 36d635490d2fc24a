/**
 * The figures guard: the last check of every reply, whoever composed it. A figure leaves the bot
 * only if a cited passage has it with the same unit and bound, or if the reply shows the arithmetic
 * that makes it from such figures.
 */
import { type Figure, type FigureKind, figuresIn, sameFigure } from "../core/figures.ts";
import { equationsIn } from "./equation.ts";

export interface Unsupported {
  readonly figure: string;
  readonly why:
    | "not in the cited passages"
    | "another bound than the source"
    | "the arithmetic is wrong";
}

export interface GuardOptions {
  /** Figures of further evidence, read before. */
  readonly known?: readonly Figure[];
  /** What the customer wrote: it gives numbers of years to calculate with, and is no source for more. */
  readonly said?: readonly string[];
  /** Checks figures of these kinds only; all without it. */
  readonly kinds?: ReadonlySet<FigureKind>;
}

/** `text`: the reply. `evidence`: texts of the cited passages and their documents' title, number and date. */
export function unsupportedFigures(
  text: string,
  evidence: readonly string[],
  { said = [], kinds, known: before = [] }: GuardOptions = {},
): Unsupported[] {
  const stated = figuresIn(text);
  if (!stated.some(({ kind }) => kinds?.has(kind) ?? true)) return [];
  const known = [...before, ...evidence.flatMap((piece) => figuresIn(piece))];
  const given = said.flatMap((piece) => figuresIn(piece)).filter(isSpan);
  const sums = equationsIn(text, stated);
  const twinsOf = (figure: Figure) => [
    ...known.filter((other) => sameFigure(figure, other)),
    ...given.filter((other) => figure.kind === other.kind && sameFigure(figure, other)),
  ];
  const found: Unsupported[] = [];
  for (const figure of stated) {
    if (kinds?.has(figure.kind) === false) continue;
    const stop = (why: Unsupported["why"]) => found.push({ figure: figure.raw, why });
    const sum = sums.find(({ start, end }) => figure.start >= start && figure.end <= end);
    if (sum !== undefined) {
      if (!sum.right) stop("the arithmetic is wrong");
      else if (figure !== sum.result && !sum.factors.has(figure) && twinsOf(figure).length === 0)
        stop("not in the cited passages");
      continue;
    }
    const restated = ({ right, result }: (typeof sums)[number]) =>
      right && sameFigure(figure, result) && boundHeld(figure, result);
    if (sums.some(restated)) continue;
    const twins = twinsOf(figure);
    if (twins.length === 0) stop("not in the cited passages");
    else if (!twins.some((other) => boundHeld(figure, other)))
      stop("another bound than the source");
  }
  return found;
}

/** A year, a number of years or months, or a small plain number: what a customer may have counted out. */
function isSpan({ kind, unit, value }: Figure): boolean {
  if (kind === "year") return true;
  if (kind === "duration") return unit === "年" || unit === "个月";
  return kind === "number" && value <= 100;
}

/** 超65亿元 may not become 65亿元 or 近65亿元; 约 and 左右 are one bound. */
function boundHeld(said: Figure, source: Figure): boolean {
  return said.bound === source.bound || (said.kind === "year" && source.kind === "year");
}
