/** Which pieces are said together, and how many fit into one message. */
import { sameFigure } from "../core/figures.ts";
import { kindNamed } from "./asks.ts";
import type { Evidence } from "./evidence.ts";
import type { Question } from "./question.ts";
import type { Rarity } from "./rarity.ts";
import type { Weighed } from "./weigh.ts";

/** Characters of one answer; what is over is told on demand (「详细点」). */
const longest = 420;

/**
 * The leading piece, and behind it what the question asks beyond it: a further piece is taken while
 * it accounts for terms, or lists figures, that the chosen ones lack.
 */
export function choose(
  question: Question,
  lead: Weighed,
  others: readonly Weighed[],
  rarity: Rarity,
): Weighed[] {
  const open = question.asks.some(({ kind }) => ["list", "how", "why"].includes(kind));
  const lists =
    open && (!wantsFigure(question) || /各|分别|哪些|哪[几两三四五]|列/.test(question.text));
  if (lead.evidence.kind !== "faq") return withStatements(question, lead, others, lists, rarity);
  return withMissing(question, lists ? withEntries(lead, others) : [lead], others, rarity);
}

/** Several things asked at once (「汽车、手机、摩托车各是多少」): pieces for those not yet named. */
function withMissing(
  question: Question,
  chosen: Weighed[],
  others: readonly Weighed[],
  rarity: Rarity,
): Weighed[] {
  const [lead] = chosen;
  if (lead === undefined || question.terms.filter(({ thing }) => thing).length < 2) return chosen;
  for (const item of others) {
    if (chosen.length >= 3 || item.score < lead.score - 0.4) break;
    if (item.scope !== lead.scope || chosen.includes(item)) continue;
    if (documentOf(item.evidence) !== documentOf(lead.evidence)) continue;
    if (gains(question, item, chosen, rarity)) chosen.push(item);
  }
  return chosen;
}

/** A list may be spread over several entries; those with figures of their own are added. */
function withEntries(lead: Weighed, others: readonly Weighed[]): Weighed[] {
  const chosen = [lead];
  for (const item of others) {
    if (chosen.length >= 3 || item.score < lead.score - 0.12) break;
    if (item.cover < lead.cover - 0.1) break;
    if (item.evidence.kind !== "faq" || item.scope !== lead.scope) continue;
    const known = chosen.flatMap(({ evidence }) => evidence.figures);
    if (item.evidence.figures.some((figure) => !known.some((other) => sameFigure(figure, other)))) {
      chosen.push(item);
    }
  }
  return chosen;
}

function withStatements(
  question: Question,
  lead: Weighed,
  others: readonly Weighed[],
  lists: boolean,
  rarity: Rarity,
): Weighed[] {
  const most = lists && !wantsFigure(question) ? 4 : 3;
  const chosen = [lead];
  for (const item of others) {
    if (chosen.length >= most) break;
    if (item.score < lead.score - 0.35 || item.evidence.kind !== "statement") continue;
    const samePassage = item.evidence.passages.some((id) => lead.evidence.passages.includes(id));
    if (lists && samePassage && item.score > lead.score - 0.3) chosen.push(item);
    else if (
      item.scope === lead.scope &&
      documentOf(item.evidence) === documentOf(lead.evidence) &&
      gains(question, item, chosen, rarity)
    ) {
      chosen.push(item);
    }
  }
  return chosen;
}

function wantsFigure({ asks }: Question): boolean {
  return asks.some(({ kind }) => ["amount", "percent", "count", "duration", "date"].includes(kind));
}

/** The piece says outright a term that none of the chosen ones has. */
function gains(
  question: Question,
  item: Weighed,
  chosen: readonly Weighed[],
  rarity: Rarity,
): boolean {
  return question.terms.some(
    (term) =>
      term.weight >= 0.5 &&
      kindNamed(term.text) === undefined &&
      rarity.held(term, item.evidence) > 0.9 &&
      !chosen.some(({ evidence }) =>
        [term.text, ...term.same].some((word) => evidence.folded.includes(word)),
      ),
  );
}

export function documentOf({ passages }: Evidence): string | undefined {
  return passages[0]?.split("/")[0];
}

export interface Told {
  readonly text: string;
  readonly passages: readonly string[];
  /** Ids of the evidence said. */
  readonly told: readonly string[];
}

/** The pieces as one text: sentences of a passage in its own order, as many as one message takes. */
export function compose(pieces: readonly Evidence[]): Told {
  const ordered = [...pieces].sort((a, b) =>
    a.passages[0] === b.passages[0] ? a.id.localeCompare(b.id, "en", { numeric: true }) : 0,
  );
  const kept: Evidence[] = [];
  let length = 0;
  for (const item of ordered) {
    if (kept.length > 0 && length + item.text.length > longest) break;
    kept.push(item);
    length += item.text.length;
  }
  return {
    text: [...new Set(kept.map(({ text }) => text))].join(""),
    passages: [...new Set(kept.flatMap(({ passages }) => passages))],
    told: kept.map(({ id }) => id),
  };
}
