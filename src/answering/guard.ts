/**
 * The figures guard: the last check of every reply, whoever composed it. A figure leaves the bot
 * only if a cited passage has it with the same unit and bound, or if the reply shows the arithmetic
 * that makes it from such figures.
 */
import { type Figure, figuresIn, sameFigure } from "../core/figures.ts";

export interface Unsupported {
  readonly figure: string;
  readonly why:
    | "not in the cited passages"
    | "another bound than the source"
    | "the arithmetic is wrong";
}

/** `text`: the reply. `evidence`: texts of the cited passages and their documents' title, number and date. */
export function unsupportedFigures(text: string, evidence: readonly string[]): Unsupported[] {
  const known = evidence.flatMap((piece) => figuresIn(piece));
  const sums = equationsIn(text);
  const found: Unsupported[] = [];
  for (const figure of figuresIn(text)) {
    const sum = sums.find(({ start, end }) => figure.start >= start && figure.end <= end);
    if (sum !== undefined) {
      if (!sum.right) found.push({ figure: figure.raw, why: "the arithmetic is wrong" });
      else if (
        figure.start < sum.resultAt &&
        !sum.plainFactor(figure) &&
        !known.some((other) => sameFigure(figure, other))
      ) {
        found.push({ figure: figure.raw, why: "not in the cited passages" });
      }
      continue;
    }
    if (sums.some(({ right, result }) => right && sameFigure(figure, result))) continue;
    const twins = known.filter((other) => sameFigure(figure, other));
    if (twins.length === 0) found.push({ figure: figure.raw, why: "not in the cited passages" });
    else if (!twins.some((other) => boundHeld(figure, other))) {
      found.push({ figure: figure.raw, why: "another bound than the source" });
    }
  }
  return found;
}

/** 超65亿元 may not become 65亿元 or 近65亿元; 约 and 左右 are one bound. */
function boundHeld(said: Figure, source: Figure): boolean {
  return said.bound === source.bound || (said.kind === "year" && source.kind === "year");
}

interface Equation {
  readonly start: number;
  readonly end: number;
  readonly resultAt: number;
  readonly result: Figure;
  readonly right: boolean;
  /** A bare factor such as the 3 of 20万元×3: a number of years the customer gave, not a figure. */
  plainFactor(figure: Figure): boolean;
}

const operand = "\\d+(?:\\.\\d+)?(?:万亿|亿|万|千)?(?:个百分点|平方米|个月|%|[\\p{Script=Han}])?";
const equation = new RegExp(
  `((?:${operand}\\s*[+＋×*÷－-]\\s*)+${operand})\\s*[=＝≈]\\s*(${operand})`,
  "gu",
);

/** One side: products of factors, added and taken away from left to right. */
function sideValue(side: string): number {
  let total = 0;
  let sign = 1;
  for (const part of side.split(/([+＋－-])/)) {
    const token = part.trim();
    if (/^[+＋－-]$/.test(token)) {
      sign = /[+＋]/.test(token) ? 1 : -1;
      continue;
    }
    total += sign * quotientOf(token);
  }
  return total;
}

/** 3447.1万元÷13件, 20万元×3. */
function quotientOf(token: string): number {
  const [first = "", ...rest] = token.split(/÷/);
  const product = (text: string) =>
    text
      .split(/[×*]/)
      .reduce((value, factor) => value * (figuresIn(factor.trim())[0]?.value ?? Number.NaN), 1);
  return rest.reduce((value, divisor) => value / product(divisor), product(first));
}

function equationsIn(text: string): Equation[] {
  return [...text.matchAll(equation)].flatMap((match) => {
    const [whole, left = "", right = ""] = match;
    const resultAt = match.index + whole.lastIndexOf(right);
    const result = figuresIn(right)[0];
    if (result === undefined) return [];
    return [
      {
        start: match.index,
        end: match.index + whole.length,
        resultAt,
        result,
        // ≈ gives a quotient to two places; anything else is exact.
        right:
          Math.abs(sideValue(left) - result.value) <
          Math.max(1e-6, Math.abs(result.value) * (whole.includes("≈") ? 1e-3 : 1e-9)),
        plainFactor: (figure: Figure) => figure.kind === "number" || figure.kind === "duration",
      },
    ];
  });
}
