import { setTimeout as sleep } from "node:timers/promises";
import type { Surface } from "../emulators/surface.ts";
import type { Program } from "./program.ts";
import { canaries } from "./settings.ts";
import { storedMessages } from "./stored.ts";

export interface Aftermath {
  /** Ways in on which a person wrote and was not answered. */
  readonly unanswered: readonly string[];
  /** Messages given up after their turn failed again and again. */
  readonly setAside: number;
  /** Messages the program counted as accepted, and those in its record. */
  readonly counted: { readonly accepted: number; readonly stored: number };
  /** Kinds of refused and ignored it counts; what comes in from outside must make none. */
  readonly series: number;
  /** Log lines with a secret or with what a customer wrote. */
  readonly canaries: number;
  /** Errors nobody caught. */
  readonly unhandled: number;
  /** Lines of level error, alike ones together. */
  readonly errors: readonly { readonly message: string; readonly count: number }[];
  /** False where it did not end by itself when told to. */
  readonly endedWell: boolean;
}

/** What is left of the program after all that: whether it still answers people, what it logged, how it ends. */
export async function aftermath({ child, telegram, wecom, record }: Program): Promise<Aftermath> {
  const people: readonly Surface[] = [
    telegram.person(4_242),
    wecom.member("afterwards"),
    wecom.customer("wmafterwards"),
    wecom.botUser("afterwards"),
  ];
  const unanswered: string[] = [];
  for (const person of people) {
    await person.write("专利质押贷款评估费多少？");
    if (!(await answered(person))) unanswered.push(person.name);
  }
  const ready = await fetch(`http://127.0.0.1:${child.port}/readyz`);
  const { counts } = (await ready.json()) as { counts?: Record<string, number> };
  const metrics = await (await fetch(`http://127.0.0.1:${child.port}/metrics`)).text();
  const named = (name: string) => metrics.split("\n").filter((line) => line.startsWith(`${name}{`));
  const accepted = named("zhiwen_accepted_total").reduce((n, line) => n + numberIn(line), 0);
  const code = await child.stop();
  const lines = child.log().split("\n");
  return {
    unanswered,
    counted: { accepted, stored: storedMessages(record).length },
    series: named("zhiwen_door_events_total").length,
    setAside: counts?.["setAside"] ?? Number.NaN,
    canaries: lines.filter((line) => canaries.some((canary) => line.includes(canary))).length,
    unhandled: lines.filter((line) => /unhandled|uncaught/i.test(line)).length,
    errors: grouped(lines),
    endedWell: code === 0,
  };
}

/** Of a line in Prometheus' text format. */
function numberIn(line: string): number {
  return Number(line.slice(line.lastIndexOf(" ") + 1));
}

async function answered(person: Surface): Promise<boolean> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (person.shown().some(({ from, text }) => from === "bot" && text.length > 20)) return true;
    await sleep(150);
  }
  return false;
}

function grouped(lines: readonly string[]): Aftermath["errors"] {
  const counts = new Map<string, number>();
  for (const line of lines) {
    if (!line.includes('"level":50')) continue;
    const { err, msg } = JSON.parse(line) as { err?: { message?: string }; msg?: string };
    const message = `${msg}: ${(err?.message ?? "").replace(/\S+ (?=could not be pulled)/, "… ").slice(0, 110)}`;
    counts.set(message, (counts.get(message) ?? 0) + 1);
  }
  return [...counts]
    .map(([message, count]) => ({ message, count }))
    .sort((a, b) => b.count - a.count);
}
