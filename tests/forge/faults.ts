import type { Aftermath } from "./aftermath.ts";
import type { Verdict } from "./assault.ts";
import type { Dripped } from "./drip.ts";

/** What a genuine request may take at the door while others attack it, in milliseconds. */
const longest = 1_000;
/** Growth of memory that an attack may leave behind, in megabytes. */
const mostGrown = 400;
const mostSeries = 150;

/** What is not as it must be, in words; empty when the door held. */
export function verdictFaults(verdict: Verdict): string[] {
  const { door, sent, genuine, accepted, memory, crashed } = verdict;
  const said = (wrong: boolean, text: string) => (wrong ? [`${door}: ${text}`] : []);
  const { refused, missing, twice, p99 } = genuine;
  return [
    ...sent.breaches.map(({ what, shot, status }) => `${door}: ${what} (${shot}, ${status})`),
    ...said(accepted.length > 0, `${accepted.length} forged messages are stored`),
    ...said(crashed, "the program ended"),
    ...said(
      refused.length > 0,
      `${refused.length} genuine requests were refused: ${[...new Set(refused)]}`,
    ),
    ...said(missing.length > 0, `${missing.length} genuine messages are not stored`),
    ...said(twice.length > 0, `${twice.length} genuine messages are stored twice`),
    ...said(p99 > longest, `genuine requests took ${p99.toFixed(0)} ms at the 99th percentile`),
    ...said(
      memory.after - memory.before > mostGrown,
      `memory grew from ${memory.before.toFixed(0)} to ${memory.after.toFixed(0)} MB`,
    ),
  ];
}

export function dripFaults({ genuine, crashed }: Dripped): string[] {
  const slow = Object.entries(genuine).flatMap(([door, { refused, p99 }]) => [
    ...(refused > 0 ? [`drip: ${refused} genuine requests of ${door} were refused`] : []),
    ...(p99 > longest ? [`drip: ${door} took ${p99.toFixed(0)} ms`] : []),
  ]);
  return crashed ? [...slow, "drip: the program ended"] : slow;
}

export function aftermathFaults(after: Aftermath): string[] {
  const { unanswered, setAside, counted, series, canaries, unhandled, endedWell } = after;
  return [
    ...unanswered.map((name) => `afterwards: ${name} is not answered`),
    ...(setAside === 0 ? [] : [`afterwards: ${setAside} messages were given up`]),
    ...(counted.accepted === counted.stored
      ? []
      : [`afterwards: ${counted.accepted} messages were counted, ${counted.stored} are stored`]),
    ...(series <= mostSeries ? [] : [`afterwards: ${series} kinds of door events are counted`]),
    ...(canaries === 0 ? [] : [`afterwards: ${canaries} log lines hold a secret or a text`]),
    ...(unhandled === 0 ? [] : [`afterwards: ${unhandled} unhandled errors in the log`]),
    ...(endedWell ? [] : ["afterwards: it did not end well"]),
  ];
}
