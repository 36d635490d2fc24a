import { Agent, request } from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";
import type { FaultBoard } from "./faults.ts";
import type { Update } from "./types.ts";
import type { Pending, Updates } from "./updates.ts";

export interface WebhookTiming {
  /** How long the bot may hold a request, in milliseconds. */
  readonly timeout?: number;
  /** Milliseconds before a refused update comes again: doubled every time from the first. */
  readonly firstRetry?: number;
  readonly longestRetry?: number;
}

export interface Hook {
  readonly url: string;
  readonly secret: string | undefined;
  readonly maxConnections: number;
}

export interface WebhookSender {
  set(hook: Hook | undefined): void;
  hook(): Hook | undefined;
  /** The last failure, as getWebhookInfo tells it. */
  lastError(): { readonly date: number; readonly message: string } | undefined;
  close(): void;
}

interface Lane {
  readonly waiting: Pending[];
  state: "idle" | "ready" | "busy" | "resting";
}

interface Delivered {
  readonly ok: boolean;
  readonly problem: string;
  /** Seconds the bot asked to wait. */
  readonly retryAfter: number | undefined;
  /** A method the bot put into its response. */
  readonly reply: unknown;
}

/**
 * Posts updates to the bot: of one chat one after another while the request is held, of different
 * chats up to `maxConnections` at a time; what is not answered with 2xx comes again.
 */
export function webhookSender(parts: {
  readonly updates: Updates;
  readonly faults: FaultBoard;
  readonly timing: WebhookTiming;
  /** Where a public address is really served, as DNS would tell. */
  readonly reach: (url: string) => string;
  readonly now: () => number;
  readonly chance: () => number;
  /** Runs a method that came as the response to an update. */
  readonly onReply: (reply: unknown) => void;
}): WebhookSender {
  const { updates, faults, timing, reach, now, chance, onReply } = parts;
  const { timeout = 60_000, firstRetry = 1000, longestRetry = 60_000 } = timing;
  const agents = {
    plain: new Agent({ keepAlive: true, maxSockets: 100 }),
    secure: new SecureAgent({ keepAlive: true, maxSockets: 100 }),
  };
  const timers = new Set<NodeJS.Timeout>();
  const lanes = new Map<number, Lane>();
  const ready: number[] = [];
  let hook: Hook | undefined;
  let active = 0;
  let generation = 0;
  let lastError: { date: number; message: string } | undefined;

  const line = (pending: Pending) => {
    const lane = lanes.get(pending.lane) ?? { waiting: [], state: "idle" as const };
    lanes.set(pending.lane, lane);
    lane.waiting.push(pending);
    if (lane.state === "idle") makeReady(pending.lane, lane);
  };
  const makeReady = (key: number, lane: Lane) => {
    lane.state = "ready";
    ready.push(key);
  };
  const pump = () => {
    while (hook !== undefined && active < hook.maxConnections) {
      const key = ready.shift();
      if (key === undefined) return;
      const lane = lanes.get(key);
      if (lane === undefined) continue;
      lane.state = "busy";
      active += 1;
      void serve(hook, generation, key, lane);
    }
  };

  /** One attempt at the head of a lane, then what comes of it. */
  async function serve(to: Hook, started: number, key: number, lane: Lane): Promise<void> {
    const place = faults.shuffled() ? Math.floor(chance() * lane.waiting.length) : 0;
    const [pending] = lane.waiting.splice(place, 1);
    if (pending === undefined) throw new Error("[telegram] a lane without updates was served");
    const result = await post(agents, reach(to.url), to.secret, pending.update, timeout);
    if (started !== generation) return;
    active -= 1;
    if (result.ok) {
      updates.confirm(pending.update.update_id);
      onReply(result.reply);
      if (faults.twice()) lane.waiting.unshift(pending);
    } else if (updates.expired(pending)) {
      updates.confirm(pending.update.update_id);
    } else {
      lastError = { date: Math.floor(now() / 1000), message: result.problem };
      lane.waiting.unshift(pending);
      pending.attempts += 1;
      const wait = Math.min(firstRetry * 2 ** (pending.attempts - 1), longestRetry);
      rest(key, lane, result.retryAfter === undefined ? wait : result.retryAfter * 1000);
    }
    if (lane.state === "busy") {
      if (lane.waiting.length > 0) makeReady(key, lane);
      else lanes.delete(key);
    }
    pump();
  }
  const rest = (key: number, lane: Lane, milliseconds: number) => {
    lane.state = "resting";
    const timer = setTimeout(() => {
      timers.delete(timer);
      makeReady(key, lane);
      pump();
    }, milliseconds);
    timers.add(timer);
  };
  const stop = () => {
    generation += 1;
    active = 0;
    lanes.clear();
    ready.length = 0;
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
  };

  updates.onPush((pending) => {
    if (hook === undefined) return;
    line(pending);
    pump();
  });
  return {
    set(wanted) {
      stop();
      hook = wanted;
      lastError = undefined;
      if (hook === undefined) return;
      for (const pending of updates.pending()) line(pending);
      pump();
    },
    hook: () => hook,
    lastError: () => lastError,
    close() {
      stop();
      hook = undefined;
      agents.plain.destroy();
      agents.secure.destroy();
    },
  };
}

function post(
  agents: { readonly plain: Agent; readonly secure: SecureAgent },
  url: string,
  secret: string | undefined,
  update: Update,
  timeout: number,
): Promise<Delivered> {
  const body = Buffer.from(JSON.stringify(update));
  return new Promise((resolve) => {
    const failed = (problem: string) =>
      resolve({ ok: false, problem, retryAfter: undefined, reply: undefined });
    const secure = url.startsWith("https:");
    const open = secure ? secureRequest : request;
    const call = open(
      url,
      {
        agent: secure ? agents.secure : agents.plain,
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          "Content-Length": body.length,
          ...(secret === undefined ? {} : { "X-Telegram-Bot-Api-Secret-Token": secret }),
        },
        timeout,
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", () => failed("Connection reset by peer"));
        response.on("end", () => {
          const status = response.statusCode ?? 0;
          const after = Number.parseInt(response.headers["retry-after"] ?? "", 10);
          resolve({
            ok: status >= 200 && status < 300,
            problem: `Wrong response from the webhook: ${status} ${response.statusMessage ?? ""}`,
            retryAfter: Number.isNaN(after) ? undefined : Math.min(Math.max(after, 0), 3600),
            reply: replied(Buffer.concat(parts).toString("utf8")),
          });
        });
      },
    );
    let late = false;
    call.on("timeout", () => {
      late = true;
      call.destroy();
    });
    call.on("error", (error: NodeJS.ErrnoException) => {
      if (late) failed("Read timeout expired");
      else
        failed(error.code === "ECONNREFUSED" ? "Connection refused" : "Connection reset by peer");
    });
    call.end(body);
  });
}

function replied(body: string): unknown {
  if (!body.startsWith("{")) return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
