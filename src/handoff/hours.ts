import { dayIn } from "../core/day.ts";
import type { Service } from "../knowledge/entry.ts";

/** When staff are there; without rules at any hour. */
export interface OfficeHours {
  isOpen(at: Date): boolean;
  /** When the office next opens, after a time at which it is closed; undefined where it never does. */
  nextOpening(after: Date): Date | undefined;
  /** Of a usual week, to be told: 「周一至周五 09:00-12:00、14:00-17:30」. */
  readonly told: string;
}

const weekdays = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
] as const;
const names = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"] as const;
/** Longer than any run of holidays. */
const daysAhead = 60;
const dayMs = 86_400_000;

export function officeHours(rules: Service["hours"]): OfficeHours {
  if (rules === undefined) {
    return { isOpen: () => true, nextOpening: (after) => after, told: "全天" };
  }
  const spansOf = (day: string): readonly string[] => {
    const own = rules.extra[day];
    if (own !== undefined) return own;
    if (rules.closed.includes(day)) return [];
    return rules.weekly[weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? "sunday"] ?? [];
  };
  return {
    isOpen(at) {
      const time = timeIn(at);
      return spansOf(dayIn(at)).some((span) => span.slice(0, 5) <= time && time < span.slice(6));
    },
    nextOpening(after) {
      for (let ahead = 0; ahead <= daysAhead; ahead += 1) {
        const day = dayIn(new Date(after.getTime() + ahead * dayMs));
        const opens = spansOf(day)
          .map((span) => new Date(`${day}T${span.slice(0, 5)}:00+08:00`))
          .filter((opening) => opening > after)
          .sort((a, b) => a.getTime() - b.getTime());
        if (opens[0] !== undefined) return opens[0];
      }
      return undefined;
    },
    get told() {
      return toldWeek(rules.weekly);
    },
  };
}

/** 「11月23日（周一）09:00」, as said to a customer. */
export function momentTold(at: Date): string {
  const [, month = "", day = ""] = dayIn(at).split("-");
  const weekday = names[new Date(`${dayIn(at)}T00:00:00Z`).getUTCDay()] ?? "";
  return `${Number(month)}月${Number(day)}日（${weekday}）${timeIn(at)}`;
}

/** `09:30` in Chongqing. */
function timeIn(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(11, 16);
}

function toldWeek(weekly: NonNullable<Service["hours"]>["weekly"]): string {
  // Monday first; days that follow each other with the same hours are told together.
  const days = [1, 2, 3, 4, 5, 6, 0].map((number) => ({
    name: names[number] ?? "",
    spans: (weekly[weekdays[number] ?? "sunday"] ?? []).join("、"),
  }));
  const runs: { first: string; last: string; spans: string }[] = [];
  for (const { name, spans } of days) {
    const run = runs.at(-1);
    if (run !== undefined && run.spans === spans) run.last = name;
    else runs.push({ first: name, last: name, spans });
  }
  return runs
    .filter(({ spans }) => spans !== "")
    .map(({ first, last, spans }) => `${first === last ? first : `${first}至${last}`} ${spans}`)
    .join("，");
}
