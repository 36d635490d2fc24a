/** From what the record counted to what is drawn. Pure: the same figures give the same charts. */
import { dayIn } from "../../core/day.ts";
import { type Handoff, handoffEnds } from "../../core/handoff.ts";
import { handoffReasons } from "../../core/outcome.ts";
import type { BegunHandoff, DeskFigures } from "../../ledger/deskRecord.ts";
import type { Chart } from "./chart.ts";
import { answerMinutes, waitMinutes } from "./durations.ts";
import type { Span } from "./period.ts";
import { percent, quantile } from "./quantile.ts";

/** Intents told apart; the others are one bar. */
const mostTopics = 10;

export function chartsOf(figures: DeskFigures, span: Span): readonly Chart[] {
  return [
    volume(figures, span),
    resolved(figures, span),
    durations("waiting", figures.handoffs, span, waitMinutes),
    durations("first-answer", figures.handoffs, span, answerMinutes),
    handoffs(figures.handoffs),
    satisfaction(figures.handoffs),
    topics(figures),
  ];
}

/** Messages a day; of a single day, an hour. */
function volume({ hours }: DeskFigures, { days }: Span): Chart {
  const single = days.length === 1;
  const rows = single ? Array.from({ length: 24 }, (_, h) => `${h}`.padStart(2, "0")) : days;
  const at = (hour: string) => {
    const local = new Date(Date.parse(`${hour}:00:00Z`) + 8 * 3_600_000).toISOString();
    return single ? local.slice(11, 13) : local.slice(0, 10);
  };
  const sides = ["contact", "bot", "staff"] as const;
  const counted = new Map<string, number>();
  for (const line of hours) {
    for (const side of sides) {
      const place = `${at(line.hour)} ${side}`;
      counted.set(place, (counted.get(place) ?? 0) + line[side]);
    }
  }
  const series = sides.map((key) => ({
    key,
    values: rows.map((row) => counted.get(`${row} ${key}`) ?? 0),
  }));
  return { name: "volume", shape: "columns", unit: "count", rows, series };
}

/** The share of conversations that needed no person. */
function resolved({ days: served }: DeskFigures, { days }: Span): Chart {
  const by = new Map(served.map((each) => [each.day, each]));
  const values = days.map((day) => {
    const { conversations, handedOver } = by.get(day) ?? { conversations: 0, handedOver: 0 };
    return percent(conversations - handedOver, conversations);
  });
  return {
    name: "resolved",
    shape: "lines",
    unit: "percent",
    rows: days,
    series: [{ key: "resolved", values }],
    n: days.map((day) => by.get(day)?.conversations ?? 0),
  };
}

function durations(
  name: "waiting" | "first-answer",
  begun: readonly BegunHandoff[],
  { days }: Span,
  measure: (handoff: BegunHandoff) => number | undefined,
): Chart {
  const by = Map.groupBy(begun, ({ requestedAt }) => dayIn(requestedAt));
  const measured = days.map((day) =>
    (by.get(day) ?? []).map(measure).filter((minutes) => minutes !== undefined),
  );
  return {
    name,
    shape: "lines",
    unit: "minutes",
    rows: days,
    series: [
      { key: "median", values: measured.map((all) => quantile(all, 0.5)) },
      { key: "p90", values: measured.map((all) => quantile(all, 0.9)) },
    ],
    n: measured.map((all) => all.length),
  };
}

/** By why a person was asked for, and what became of it. */
function handoffs(begun: readonly Handoff[]): Chart {
  const ends = ["open", ...handoffEnds] as const;
  const rows = handoffReasons.filter((reason) => begun.some((each) => each.reason === reason));
  const series = ends.map((key) => ({
    key,
    values: rows.map(
      (reason) =>
        begun.filter((each) => each.reason === reason && (each.end ?? "open") === key).length,
    ),
  }));
  const met = series.filter(({ values }) => values.some((value) => value > 0));
  return { name: "handoffs", shape: "bars", unit: "count", rows, series: met };
}

function satisfaction(begun: readonly Handoff[]): Chart {
  const ratings = [3, 2, 1] as const;
  const values = ratings.map((rating) => begun.filter((each) => each.rating === rating).length);
  const rows = ratings.map((rating) => `rating-${rating}`);
  return {
    name: "satisfaction",
    shape: "bars",
    unit: "count",
    rows,
    series: [{ key: "answers", values }],
  };
}

function topics({ intents }: DeskFigures): Chart {
  const told = intents.slice(0, mostTopics);
  const others = intents.slice(mostTopics).reduce((sum, { replies }) => sum + replies, 0);
  return {
    name: "topics",
    shape: "bars",
    unit: "count",
    rows: [...told.map(({ intent }) => intent), ...(others > 0 ? ["others"] : [])],
    series: [
      {
        key: "replies",
        values: [...told.map(({ replies }) => replies), ...(others > 0 ? [others] : [])],
      },
    ],
  };
}
