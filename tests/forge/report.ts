import { cpus, totalmem } from "node:os";
import type { Aftermath } from "./aftermath.ts";
import type { Verdict } from "./assault.ts";
import type { Started } from "./boot.ts";
import type { Dripped } from "./drip.ts";
import type { Timing } from "./timing.ts";

export interface Run {
  readonly command: string;
  readonly commit: string;
  readonly verdicts: readonly Verdict[];
  readonly dripped: Dripped;
  readonly timings: readonly Timing[];
  readonly aftermath: Aftermath;
  readonly matrix: Started;
  readonly starts: Started;
  readonly faults: readonly string[];
}

/** RESULTS.md of a run. */
export function report(run: Run): string {
  const { verdicts, dripped, timings, aftermath, matrix, starts, faults } = run;
  const cpu = cpus();
  const kinds = ["forged", "copy", "void", "hostile"];
  return [
    "# Doors under attack, measured",
    "",
    "Written by `npm run forge`; do not edit.",
    "",
    `- Date: ${new Date().toISOString().slice(0, 10)}`,
    `- Machine: ${cpu.length} × ${cpu[0]?.model.trim() ?? "unknown CPU"}, ${(totalmem() / 1e9).toFixed(0)} GB`,
    `- Node ${process.version}, commit ${run.commit}`,
    `- Command: \`${run.command}\``,
    "- The real program as a process, its record a SQLite file, the emulated platforms behind it, attacker and",
    "  platforms on the same machine. All WeCom doors have the same keys, the worst case for mixing them up.",
    "",
    `## ${faults.length === 0 ? "All held" : "Not as it must be"}`,
    "",
    ...(faults.length === 0 ? ["Nothing was found."] : faults.map((fault) => `- ${fault}`)),
    "",
    "## Door by door",
    "",
    "Forged: must be refused. Copy: a genuine request again, as it was or bent; refused or known as a repeat.",
    "Void: rightly signed, to be passed over. Hostile: rightly signed, anything inside; may be stored.",
    "",
    table(
      [
        "door",
        "sent",
        ...kinds,
        "accepted forged",
        "crashes",
        "5xx",
        "seconds",
        "memory MB, before · most · after",
      ],
      verdicts.map(({ door, sent, accepted, crashed, seconds, memory }) => [
        door,
        sent.total,
        ...kinds.map((kind) => sent.byKind[kind] ?? 0),
        accepted.length + sent.breaches.filter(({ what }) => what === "forged and taken").length,
        crashed ? 1 : 0,
        Object.entries(sent.byStatus).reduce(
          (sum, [status, n]) => sum + (Number(status) >= 500 ? n : 0),
          0,
        ),
        seconds.toFixed(0),
        [memory.before, memory.most, memory.after].map((mb) => mb.toFixed(0)).join(" · "),
      ]),
    ),
    "",
    "By status; 0: the connection was closed without an answer, -2: the attacker hung up.",
    "",
    statusTable(verdicts),
    "",
    "Genuine requests in between, from the attacker's own address (web: from another):",
    "",
    table(
      [
        "door",
        "sent",
        "not 200",
        "not stored",
        "stored twice",
        "stored, not answered",
        "p50 ms",
        "p99 ms",
        "most ms",
      ],
      verdicts.map(({ door, genuine }) => [
        door,
        genuine.sent,
        genuine.refused.length,
        genuine.missing.length,
        genuine.twice.length,
        genuine.kept,
        genuine.p50.toFixed(1),
        genuine.p99.toFixed(1),
        genuine.max.toFixed(1),
      ]),
    ),
    "",
    "## Slow drip",
    "",
    `${dripped.sockets} connections, one byte each 500 ms. The server had closed ${dripped.closed} of them, the last after ${dripped.lastClosed.toFixed(0)} s.`,
    "",
    table(
      ["door", "genuine", "not 200", "p99 ms"],
      Object.entries(dripped.genuine).map(([door, { sent, refused, p99 }]) => [
        door,
        sent,
        refused,
        p99.toFixed(1),
      ]),
    ),
    "",
    "## Time of a refusal",
    "",
    "Median microseconds, wrong in the first or in the last character. By chance: the difference between two series of the same request.",
    "",
    table(
      ["what", "wrong at the start", "wrong at the end", "by chance"],
      timings.map(({ what, wrongAtStart, wrongAtEnd, byChance }) => [
        what,
        ...[wrongAtStart, wrongAtEnd, byChance].map((us) => us.toFixed(1)),
      ]),
    ),
    "",
    "## Set-ups",
    "",
    table(
      ["how", "tried", "ended, naming variable and fix", "served, the right doors shut", "faults"],
      [
        [
          "every variable, every two of a group",
          matrix.tried,
          matrix.stopped,
          matrix.served,
          matrix.faults.length,
        ],
        ["as a process", starts.tried, starts.stopped, starts.served, starts.faults.length],
      ],
    ),
    "",
    "## Afterwards",
    "",
    `Not answered: ${aftermath.unanswered.join(", ") || "nobody"}. Messages given up: ${aftermath.setAside}. Log lines with a secret or a text: ${aftermath.canaries}. Unhandled errors: ${aftermath.unhandled}. Errors logged:`,
    "",
    ...aftermath.errors
      .slice(0, 12)
      .map(({ message, count }) => `- ${count} × ${message.replaceAll("|", "/")}`),
    "",
  ].join("\n");
}

function statusTable(verdicts: readonly Verdict[]): string {
  const statuses = [...new Set(verdicts.flatMap(({ sent }) => Object.keys(sent.byStatus)))].sort(
    (a, b) => Number(a) - Number(b),
  );
  return table(
    ["door", ...statuses],
    verdicts.map(({ door, sent }) => [
      door,
      ...statuses.map((status) => sent.byStatus[status] ?? 0),
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
