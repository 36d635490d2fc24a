import { ZhiwenError } from "../../../core/errors.ts";
import type { Lease } from "../../../core/lease.ts";
import type { ApiRefused, ApiUnreached, WecomApi } from "../api.ts";
import { channel } from "./item.ts";
import type { KfPort } from "./port.ts";
import { type Position, readPosition, writePosition } from "./position.ts";
import { readPage } from "./readPage.ts";
import { reopened } from "./reopened.ts";
import { syncMsg } from "./syncMsg.ts";

/** A callback's token, which lifts the strict limit on pulls. */
export interface FreshTokens {
  /** The newest that still holds. */
  get(): string | undefined;
  /** Forgets one that WeCom refused. */
  drop(token: string): void;
}

export interface PullParts {
  readonly api: WecomApi;
  readonly port: KfPort;
  /** At the very first pull, messages older than this many milliseconds are history. */
  readonly historyMs: number;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

export type PullEnd =
  /** All there was has been stored. */
  | { readonly kind: "done" }
  /** There is more, or another instance came in between: go on. */
  | { readonly kind: "again" }
  | {
      readonly kind: "failed";
      readonly error: ZhiwenError;
      readonly waitMs?: number;
      /** WeCom wants a pause even of those who have a token. */
      readonly limited: boolean;
      /** Some pages were stored before. */
      readonly moved: boolean;
    };

/** Pages of one pull; then others have their turn, and the next goes on. */
const mostPages = 50;
/** Empty answers that say there is more and move no cursor. */
const mostIdlePages = 20;
const configWaitMs = 10 * 60_000;

/**
 * Stores what an account has from where the record stands to its end, page by page; the caller
 * holds the account's lease. A page and the place behind it are stored together: a crash anywhere
 * gives the page again or not at all. Rejects when the record cannot be read or written.
 */
export async function pull(
  openKfid: string,
  lease: Lease,
  tokens: FreshTokens,
  { api, port, historyMs, now, signal }: PullParts,
): Promise<PullEnd> {
  const source = `${channel}/${openKfid}`;
  const count = (what: string) => port.count(channel, what);
  let kept = await standing();
  let fromOldest = false;
  let stored = 0;
  let idle = 0;
  const fail = (result: ApiRefused | ApiUnreached, withToken = false): PullEnd => ({
    ...failure(openKfid, result),
    limited: withToken && result.kind === "refused" && result.action === "wait",
    moved: stored > 0,
  });

  for (let pages = 0; pages < mostPages && !signal.aborted; pages += 1) {
    const { since, cursor } = readPosition(kept);
    const token = tokens.get();
    const from = { openKfid, cursor: fromOldest ? undefined : cursor, token };
    const page = await syncMsg(api, from);
    if (page.kind === "unreached") return fail(page);
    if (page.kind === "refused") {
      if (page.errcode === expiredToken && token !== undefined) {
        tokens.drop(token);
        count("token-expired");
        continue;
      }
      if (page.errcode === malformedParameter && from.cursor !== undefined) {
        // Cursors older than what WeCom keeps: from its oldest on, known messages are repeats.
        fromOldest = true;
        count("cursor-refused");
        continue;
      }
      return fail(page, token !== undefined);
    }
    const told = await readPage(page.list, {
      openKfid,
      now: now(),
      since,
      count,
      choice: (contact, delivery, index) => port.choice(channel, contact, delivery, index),
    });
    const steps = await reopened(told, { api, port });
    const next = writePosition({ since, cursor: page.next ?? cursor });
    const moved = next !== kept;
    if (moved || steps.length > 0) {
      const taken = await port.acceptPage({ source, from: kept, next, steps });
      if (taken === undefined) {
        count("page-raced");
        return { kind: "again" };
      }
      stored += 1;
    }
    if (!page.more) return { kind: "done" };
    idle = moved ? 0 : idle + 1;
    if (idle >= mostIdlePages) return fail(stuck);
    kept = next;
    fromOldest = false;
    if (!(await lease.renew())) return { kind: "again" };
  }
  return { kind: "again" };

  /**
   * Where the record stands. At the very first it is put down before anything is pulled, so that
   * whatever happens next the same messages are history.
   */
  async function standing(): Promise<string> {
    for (;;) {
      const found = await port.cursor(source);
      if (found !== undefined) return found;
      const since = new Date(now().getTime() - historyMs);
      const first: Position = { since, cursor: undefined };
      await port.acceptPage({ source, from: undefined, next: writePosition(first), steps: [] });
    }
  }
}

const expiredToken = 95007;
const malformedParameter = 40058;

const stuck: ApiUnreached = {
  kind: "unreached",
  certain: true,
  why: "WeCom says there is more and gives nothing",
};

function failure(openKfid: string, result: ApiRefused | ApiUnreached) {
  const [what, fix] =
    result.kind === "refused"
      ? [`errcode ${result.errcode}, ${result.meaning}`, fixOf(result)]
      : [result.why, later];
  const error = new ZhiwenError("wecom-kf", `${openKfid} could not be pulled: ${what}`, fix);
  if (result.kind === "unreached") return { kind: "failed", error } as const;
  const waitMs = result.action === "config" ? configWaitMs : result.retryAfterMs;
  return { kind: "failed", error, ...(waitMs === undefined ? {} : { waitMs }) } as const;
}

const later = "nothing is lost within 3 days: it is tried again";

function fixOf({ action }: ApiRefused): string {
  return action === "config"
    ? "check 微信客服 → 可调用接口的应用 and 通过API管理微信客服账号 in the admin console"
    : later;
}
