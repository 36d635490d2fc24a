/*
 * Reads what strace saw of a server (`-f -yy -tt`) and tells of every webhook call whether a sync of
 * the record's log lay between its arrival and its 200.
 */

/** One line of a trace that matters here, in the order things happened. */
export type Step =
  | { readonly kind: "read"; readonly socket: string; readonly data: string }
  | { readonly kind: "write"; readonly socket: string; readonly data: string }
  | { readonly kind: "log"; readonly data: string }
  | { readonly kind: "sync" }
  | { readonly kind: "closed"; readonly socket: string };

interface Call {
  readonly pid: string;
  readonly name: string;
  readonly args: string;
  readonly result: string;
}

/**
 * Puts the two halves of an interrupted call together. Such a call counts from where it ended, but
 * a write to a socket from where it began: the other side may have had it by then.
 */
export function stepReader(log: RegExp): (line: string) => Step[] {
  const begun = new Map<string, { name: string; args: string }>();
  return (line) => {
    const [, pid = "", rest = ""] = /^(?:\[pid\s+)?(\d+)\]?\s+[\d:.]+\s+(.*)$/.exec(line) ?? [];
    const half = /^(\w+)\((.*)<unfinished \.\.\.>$/.exec(rest);
    if (half !== null) {
      const [, name = "", args = ""] = half;
      begun.set(pid, { name, args });
      return writes.has(name) ? stepOf({ pid, name, args, result: "1" }, log) : [];
    }
    const other = /^<\.\.\. (\w+) resumed>(.*)\s+= (.*)$/.exec(rest);
    if (other !== null) {
      const [, name = "", args = "", result = ""] = other;
      const first = begun.get(pid);
      begun.delete(pid);
      if (first?.name !== name) return [];
      const steps = stepOf({ pid, name, args: `${first.args}${args}`, result }, log);
      return steps.filter(({ kind }) => kind !== "write");
    }
    const whole = /^(\w+)\((.*)\)\s+= (.*)$/.exec(rest);
    if (whole === null) return [];
    const [, name = "", args = "", result = ""] = whole;
    return stepOf({ pid, name, args, result }, log);
  };
}

const reads = new Set(["read", "recvfrom", "recvmsg", "readv"]);
const writes = new Set(["write", "writev", "sendto", "sendmsg"]);
const logWrites = new Set(["pwrite64", "pwritev", "write"]);
const syncs = new Set(["fsync", "fdatasync"]);

function stepOf({ name, args, result }: Call, log: RegExp): Step[] {
  // A descriptor as -yy shows it: `21</tmp/zhiwen.db-wal>`, `30<TCP:[127.0.0.1:1->127.0.0.1:2]>`.
  const [, number = "", target = ""] =
    /^(\d+)<(TCP(?:v6)?:\[.*?->.*?\](?=>)|[^>]*)>/.exec(args) ?? [];
  const succeeded = /^\d/.test(result);
  if (log.test(target)) {
    if (syncs.has(name)) return /^0\b/.test(result) ? [{ kind: "sync" }] : [];
    return logWrites.has(name) && succeeded ? [{ kind: "log", data: args }] : [];
  }
  if (!target.startsWith("TCP")) return [];
  const socket = `${number} ${target}`;
  if (name === "close") return [{ kind: "closed", socket }];
  if (!succeeded) return [];
  if (reads.has(name) && !/^0\b/.test(result)) return [{ kind: "read", socket, data: args }];
  return writes.has(name) ? [{ kind: "write", socket, data: args }] : [];
}

export interface Proof {
  /** Webhook calls that were answered 200. */
  readonly acknowledged: number;
  /** Answered otherwise, by status. */
  readonly refused: ReadonlyMap<string, number>;
  readonly syncs: number;
  /** Calls whose 200 each sync let go: group commit. */
  readonly mostAtOnce: number;
  readonly violations: readonly string[];
}

interface Asked {
  readonly socket: string;
  readonly marker: string;
  state: "arrived" | "written" | "synced";
}

/**
 * Every call has to carry a marker that the record then holds. In this order: the call is read, its
 * marker is written to the log, the log is synced with success, the 200 is written.
 *
 * @param marker finds it in what a socket was given
 */
export function prover(marker: RegExp): { take(step: Step): void; proof(): Proof } {
  const open = new Map<string, Asked>();
  const heard = new Map<string, string>();
  const refused = new Map<string, number>();
  const violations: string[] = [];
  let acknowledged = 0;
  let syncs = 0;
  let sinceSync = 0;
  let mostAtOnce = 0;

  const arrived = (socket: string, data: string) => {
    const before = heard.get(socket);
    if (before === undefined && !data.includes("POST /channels/")) return;
    const text = `${before ?? ""}${data}`;
    const found = marker.exec(text)?.[1];
    if (found === undefined) {
      heard.set(socket, text);
      return;
    }
    heard.delete(socket);
    open.set(socket, { socket, marker: found, state: "arrived" });
  };

  const answered = (socket: string, data: string) => {
    const status = /HTTP\/1\.1 (\d{3})/.exec(data)?.[1];
    const asked = open.get(socket);
    if (status === undefined || asked === undefined) return;
    open.delete(socket);
    if (status !== "200") {
      refused.set(status, (refused.get(status) ?? 0) + 1);
      return;
    }
    acknowledged += 1;
    sinceSync += 1;
    mostAtOnce = Math.max(mostAtOnce, sinceSync);
    if (asked.state !== "synced") {
      violations.push(
        `${asked.marker}: 200 ${asked.state === "arrived" ? "before it was written" : "after the write, before a sync"}`,
      );
    }
  };

  return {
    take(step) {
      switch (step.kind) {
        case "read":
          return arrived(step.socket, step.data);
        case "write":
          return answered(step.socket, step.data);
        case "log":
          for (const asked of open.values()) {
            if (asked.state === "arrived" && step.data.includes(asked.marker)) {
              asked.state = "written";
            }
          }
          return;
        case "sync":
          syncs += 1;
          sinceSync = 0;
          for (const asked of open.values()) {
            if (asked.state === "written") asked.state = "synced";
          }
          return;
        case "closed":
          heard.delete(step.socket);
          open.delete(step.socket);
          return;
        default:
          throw new Error(`unknown step ${(step satisfies never as Step).kind}`);
      }
    },
    proof: () => ({ acknowledged, refused, syncs, mostAtOnce, violations }),
  };
}
