/**
 * Equations a reply shows: figures joined by + - × ÷ and = or ≈. An equation is right only if its
 * value comes out and its units do: like is added to like, and the result is in that unit.
 */
import { type Figure, sameUnit } from "../core/figures.ts";
import { fold } from "../core/fold.ts";

export interface Equation {
  readonly start: number;
  readonly end: number;
  readonly result: Figure;
  readonly right: boolean;
  /** Bare factors such as the 3 of 20万元×3: numbers of years the customer gave, not stated figures. */
  readonly factors: ReadonlySet<Figure>;
}

/** What stands between two figures of one equation (a year ends before its 年); 50、60 are none. */
const sign = /^年?\s*([+*×÷\-−=≈])\s*$/;

/** `figures`: those of `text`, in order. */
export function equationsIn(text: string, figures: readonly Figure[]): Equation[] {
  const folded = fold(text);
  const found: Equation[] = [];
  let chain: Figure[] = [];
  let signs: string[] = [];
  for (const figure of figures) {
    const last = chain.at(-1);
    const mark = last && sign.exec(folded.slice(last.end, figure.start))?.[1];
    if (mark === undefined) {
      chain = [figure];
      signs = [];
      continue;
    }
    chain.push(figure);
    signs.push(mark);
    if (mark !== "=" && mark !== "≈") continue;
    if (signs.length > 1) found.push(equation(chain, signs));
    chain = [figure];
    signs = [];
  }
  return found;
}

/** `signs[i]` stands between `chain[i]` and `chain[i + 1]`; the last is = or ≈. */
function equation(chain: readonly Figure[], signs: readonly string[]): Equation {
  const [first, result] = [chain[0], chain.at(-1)];
  if (first === undefined || result === undefined) throw new Error("an equation of no figures");
  const terms: Factor[][] = [[{ figure: first, by: "×" }]];
  const less = [false];
  for (const [at, mark] of signs.slice(0, -1).entries()) {
    const figure = chain[at + 1];
    if (figure === undefined) break;
    if (/[*×÷]/.test(mark)) terms.at(-1)?.push({ figure, by: mark === "÷" ? "÷" : "×" });
    else {
      terms.push([{ figure, by: "×" }]);
      less.push(mark !== "+");
    }
  }
  const read = terms.map(termOf);
  const total = read.reduce((sum, { value }, at) => sum + (less[at] === true ? -value : value), 0);
  // Only a quotient may be given to two places; anything else is exact.
  const rounded = signs.at(-1) === "≈" && signs.includes("÷");
  const near = Math.max(1e-6, Math.abs(result.value) * (rounded ? 1e-3 : 1e-9));
  return {
    start: first.start,
    end: result.end,
    result,
    right:
      Math.abs(total - result.value) < near &&
      result.bound === "exact" &&
      unitsFit(read, less.includes(true), result),
    factors: new Set(read.flatMap(({ factors }) => factors)),
  };
}

interface Factor {
  readonly figure: Figure;
  readonly by: "×" | "÷";
}

interface Term {
  readonly value: number;
  /** What the term measures; undefined where its units make no sense, "ratio" for like by like. */
  readonly measures: Figure | "ratio" | undefined;
  readonly factors: readonly Figure[];
}

const isPlain = ({ kind }: Figure) => kind === "number" || kind === "duration";

/** 20万元×3, 3447.1万元÷13件: one thing measured, times or by plain numbers or by a count. */
function termOf(all: readonly Factor[]): Term {
  const value = all.reduce(
    (product, { figure, by }) => (by === "÷" ? product / figure.value : product * figure.value),
    1,
  );
  const multiplied = all.filter(({ by }) => by === "×").map(({ figure }) => figure);
  const base =
    multiplied.find(({ kind }) => kind === "money") ??
    multiplied.find((figure) => !isPlain(figure) && figure.kind !== "multiple") ??
    multiplied.find(({ kind }) => kind === "duration") ??
    multiplied[0];
  const rest = all.filter(({ figure }) => figure !== base);
  const factors = rest.map(({ figure }) => figure).filter(isPlain);
  if (base === undefined) return { value, measures: undefined, factors };
  const [only] = rest;
  if (rest.length === 1 && only?.by === "÷" && base.kind !== "number" && alike(base, only.figure))
    return { value, measures: "ratio", factors: [] };
  const sensible = rest.every(
    ({ figure, by }) =>
      isPlain(figure) ||
      figure.kind === "multiple" ||
      ((by === "÷" || base.kind === "money") &&
        (figure.kind === "count" || figure.kind === "area")),
  );
  return { value, measures: sensible ? base : undefined, factors };
}

/** Of one kind and unit, so that they can be added: 50万元 and 20亿元, not 50万元 and 20家. */
function alike(a: Figure, b: Figure): boolean {
  return a.kind === b.kind && sameUnit(a.unit, b.unit);
}

function unitsFit(terms: readonly Term[], subtracted: boolean, result: Figure): boolean {
  const [first, ...others] = terms.map(({ measures }) => measures);
  if (first === undefined) return false;
  if (first === "ratio")
    return others.length === 0 && (result.kind === "number" || result.kind === "multiple");
  const added = others.every(
    (other) => other !== undefined && other !== "ratio" && alike(first, other),
  );
  if (!added) return false;
  // Shares taken from each other differ by percentage points, years by a number of years.
  if (subtracted && first.kind === "percent" && result.kind === "points") return true;
  if (subtracted && first.kind === "year")
    return result.kind === "duration" && result.unit === "年";
  return alike(first, result);
}
