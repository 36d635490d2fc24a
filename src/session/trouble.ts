import { Late } from "./within.ts";

/** Why Redis cannot be used now. Holds neither password nor key nor value. */
export interface Trouble {
  /**
   * `away`: not there or not answering. `refusing`: there, and taking no writes. `settings`: it will
   * not serve us until somebody corrects something.
   */
  readonly kind: "away" | "refusing" | "settings";
  readonly problem: string;
  readonly fix: string;
}

/** First word of an error reply, such as `WRONGTYPE`; undefined for what is no error reply. */
export function replyCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.name !== "ReplyError") return undefined;
  return /^[A-Z]+/.exec(error.message)?.[0] ?? "ERR";
}

/**
 * What an error says about Redis as a whole; undefined when it is about one command only. The
 * error itself is not passed on: ioredis hangs the command's arguments on it, the password too.
 */
export function troubleOf(error: unknown): Trouble | undefined {
  const code = replyCode(error);
  if (code === undefined) return away(error);
  const message = error instanceof Error ? error.message : "";
  if (code === "WRONGPASS" || message.includes("invalid password")) {
    return settings("refuses the password", "correct user and password in REDIS_URL");
  }
  if (code === "NOAUTH") {
    return settings("asks for a password", "put it into REDIS_URL: redis://:PASSWORD@HOST:6379");
  }
  if (message.includes("DB index")) {
    return settings("has no database of that number", "correct the number at the end of REDIS_URL");
  }
  const meaning = refusals[code];
  if (meaning === undefined) return undefined;
  return { kind: "refusing", problem: `Redis ${meaning[0]} (${code})`, fix: meaning[1] };
}

/** The user may connect and may not do what we need. */
export const notPermitted: Trouble = settings(
  "does not permit this user to run scripts on zhiwen:* (NOPERM)",
  "give the user of REDIS_URL ~zhiwen:* &zhiwen:* +@all -@admin -@dangerous +info",
);

const refusals: Readonly<Record<string, readonly [problem: string, fix: string]>> = {
  OOM: ["is full", "raise its maxmemory, or give it less to hold"],
  READONLY: ["is a replica", "name the master in REDIS_URL"],
  MISCONF: ["cannot save to its disk and takes no writes", "see its log"],
  NOREPLICAS: ["takes no writes without its replicas", "see its log"],
  LOADING: ["is still loading its data", "wait"],
  BUSY: ["is held up by a script", "see SLOWLOG, end it with SCRIPT KILL"],
  MASTERDOWN: ["is a replica that lost its master", "see its log"],
  CLUSTERDOWN: ["is a cluster that is down", "see its log"],
  MOVED: ["is a cluster", "name a single Redis in REDIS_URL"],
};

function settings(problem: string, fix: string): Trouble {
  return { kind: "settings", problem: `Redis ${problem}`, fix };
}

function away(error: unknown): Trouble {
  const fix = "see whether it runs and REDIS_URL names it; until then each instance works alone";
  if (error instanceof Late) {
    return { kind: "away", problem: `Redis gave ${error.message}`, fix };
  }
  // ioredis's words for its own time limit, met in a handshake.
  if (error instanceof Error && error.message === "Command timed out") {
    return { kind: "away", problem: "Redis gave no answer", fix };
  }
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const told = typeof code === "string" && /^[A-Z_0-9]+$/.test(code) ? ` (${code})` : "";
  return { kind: "away", problem: `Redis cannot be reached${told}`, fix };
}
