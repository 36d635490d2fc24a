import { cpus, totalmem } from "node:os";
import { ways } from "./contact.ts";
import type { ByWay } from "./judge.ts";
import { killsDone } from "./lives.ts";
import type { Round } from "./round.ts";

const names = {
  "wecom-kf": "微信客服",
  "wecom-app": "WeCom app",
  "wecom-aibot": "AI bot",
  telegram: "Telegram",
} as const;

/** The results as Markdown. */
export function report(rounds: readonly Round[], command: string): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GB`;
  return `# Torture

Written by \`npm run torture\`; do not edit.

- Date: ${new Date().toISOString().slice(0, 10)}
- Machine: ${machine}; node ${process.version}
- Command: \`${command}\`
- The real program against the emulators of both platforms. Every customer's words, screen and the
  record's tables are compared at the end: what was accepted is there once, was handled once and in
  its order, has one reply, the right one, and each form made one request.
- Accepted: the platform got 200 (app, AI bot), confirmed the update (Telegram) or gave the message
  to a pull whose place is stored (微信客服).

${rounds.map(section).join("\n")}`;
}

function section({ options, kills, verdict, ...round }: Round): string {
  const { figures, violations } = verdict;
  const lines = (label: string, by: ByWay) => row([label, ...ways.map((way) => by[way]), sum(by)]);
  const count = (...faults: readonly string[]) =>
    violations.filter(({ fault }) => faults.includes(fault)).length;
  return `## ${options.store === "sqlite" ? "SQLite, one instance" : "PostgreSQL and Redis, two instances"}

${round.seconds} s, seed ${options.seed}. **${violations.length === 0 ? "Nothing violated." : `${violations.length} VIOLATIONS.`}**

| what must be 0 | |
|---|---|
${row(["accepted, then lost", count("lost")])}
${row(["processed twice", count("twice", "answered twice")])}
${row(["out of order", count("disorder", "replies in disorder")])}
${row(["without a reply, or with a wrong one", count("unanswered", "wrong answer", "unknown reply")])}
${row(["messages or replies not settled, or set aside", count("unsettled", "set aside")])}
${row(["replies marked as sent that nobody saw", count("never seen")])}
${row([`requests too many or too few, of ${figures.forms} forms`, count("requests")])}
${row(["anything else", count("other")])}

${row(["", ...ways.map((way) => names[way]), "all"])}
|---|${ways.map(() => "---|").join("")}---|
${lines("messages accepted", figures.accepted)}
${lines("repeats of the platform, recognised", figures.repeats)}
${lines("stored though the platform had given up", figures.unheard)}
${lines("replies sent", figures.sent)}
${lines("replies uncertain", figures.uncertain)}
${lines("replies failed", figures.failed)}
${lines("replies a customer saw twice", figures.seenTwice)}
${row(["seconds to the answer: median", ...ways.map((way) => seconds(figures.waits[way], 0.5)), ""])}
${row(["seconds to the answer: 99 %", ...ways.map((way) => seconds(figures.waits[way], 0.99)), ""])}
${lines("unseen, of messages given up or called twice at once", figures.unheardUnseen)}

- ${killsDone(kills)} SIGKILLs: ${list(kills.done)}
- Starts refused while PostgreSQL was away: ${kills.refusedStarts}
- Servers: ${list(round.incidents)}
- Faults of the platforms asked for: ${list(round.platformFaults)}; besides 2 % of callbacks and updates
  twice, 2 % late, 1 % of callbacks lost
- Requests of the platforms by status: ${list(round.answered)}
- Why replies failed or are uncertain: ${list(figures.reasons)}
${
  violations.length === 0
    ? ""
    : `\n${violations
        .slice(0, 40)
        .map(({ fault, what }) => `- ${fault}: ${what.replaceAll("\n", " ")}`)
        .join("\n")}\n\nLog and record: ${round.left}\n`
}`;
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(" | ")} |`;
}

function sum(by: ByWay): number {
  return ways.reduce((total, way) => total + by[way], 0);
}

function seconds(waits: readonly number[], share: number): string {
  const at = waits.toSorted((a, b) => a - b)[Math.floor(waits.length * share)];
  return at === undefined ? "-" : (at / 1_000).toFixed(1);
}

function list(counts: Readonly<Record<string | number, number>>): string {
  const entries = Object.entries(counts).filter(([, count]) => count > 0);
  return entries.map(([name, count]) => `${name} ${count}`).join(", ") || "none";
}
