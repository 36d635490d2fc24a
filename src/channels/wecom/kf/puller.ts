import { setTimeout as sleep } from "node:timers/promises";
import { type FreshTokens, type PullParts, pull } from "./pull.ts";

export interface PullerOptions extends Omit<PullParts, "signal"> {
  /** Runs after a pull that {@link Puller.poll} asked for, while no other can come in between. */
  readonly afterPoll?: (openKfid: string, signal: AbortSignal) => Promise<void>;
  /** Milliseconds between tries for a lease that another instance has; 300 unless told. */
  readonly leasePauseMs?: number;
  /** First pause after a failure, in milliseconds; doubles up to a minute. 1000 unless told. */
  readonly failurePauseMs?: number;
}

export interface Puller {
  /**
   * Asks for a pull that begins after this call. One asked for during a pull follows it; one that
   * fails is tried again until it succeeds. Never throws.
   */
  ring(openKfid: string, token?: string): void;
  /** The same without a callback: a safety net that may miss its turn. */
  poll(openKfid: string): void;
  /** Resolves when nothing that was asked for is left to do. */
  idle(): Promise<void>;
  /** Ends after the page under way. */
  stop(): Promise<void>;
}

interface Account {
  wanted: boolean;
  polled: boolean;
  token: { readonly value: string; readonly at: number } | undefined;
  running: Promise<void> | undefined;
  /** Ends a pause that a callback may cut short. */
  rouse: (() => void) | undefined;
}

/** Valid for 10 minutes (WeCom doc 94670), less the time a call takes. */
const tokenMs = 9.5 * 60_000;
/** Short, so that the end of an instance holds up nobody for long; renewed while it pulls. */
const leaseMs = 10_000;
const renewEveryMs = 3_000;
const longestPauseMs = 60_000;

/**
 * Pulls accounts, each by one pull at a time: in this process by a flag, among instances by a
 * lease. Who finds the lease taken waits for it, since the pull under way may have begun before
 * the message that the callback announced.
 */
export function puller(options: PullerOptions): Puller {
  const { port, now, afterPoll, leasePauseMs = 300, failurePauseMs = 1_000 } = options;
  const accounts = new Map<string, Account>();
  const stopping = new AbortController();
  const { signal } = stopping;

  function want(openKfid: string, account: Account): void {
    if (signal.aborted) return;
    account.wanted = true;
    account.running ??= run(openKfid, account);
  }

  function accountOf(openKfid: string): Account {
    const known = accounts.get(openKfid);
    if (known !== undefined) return known;
    const account: Account = {
      wanted: false,
      polled: false,
      token: undefined,
      running: undefined,
      rouse: undefined,
    };
    accounts.set(openKfid, account);
    return account;
  }

  async function run(openKfid: string, account: Account): Promise<void> {
    for (let failures = 0; account.wanted && !signal.aborted; ) {
      account.wanted = false;
      const end = await attempt(openKfid, account);
      if (end.kind === "done") {
        failures = 0;
        continue;
      }
      account.wanted = true;
      if (end.kind === "busy") await pause(leasePauseMs);
      if (end.kind !== "failed") continue;
      port.report(end.error, "kf pull");
      if (end.moved) failures = 0;
      const own = Math.min(failurePauseMs * 2 ** failures, longestPauseMs);
      failures += 1;
      await pause(end.waitMs ?? own, end.limited ? undefined : account);
    }
    // At once with the last look at the flag: nobody can ask in between and not be heard.
    account.running = undefined;
  }

  async function attempt(openKfid: string, account: Account) {
    try {
      const lease = await port.lease(`kf-pull/${openKfid}`, leaseMs);
      if (lease === undefined) return { kind: "busy" } as const;
      // A call that WeCom is slow to answer takes longer than the lease. One lost is harmless:
      // the record refuses the page of whoever comes second.
      const beat = setInterval(() => void lease.renew().catch(() => false), renewEveryMs);
      try {
        const end = await pull(openKfid, lease, tokensOf(account), { ...options, signal });
        if (end.kind === "done" && account.polled) {
          account.polled = false;
          await afterPoll?.(openKfid, signal);
        }
        return end;
      } finally {
        clearInterval(beat);
        await lease.release();
      }
    } catch (error) {
      return { kind: "failed", error, waitMs: undefined, limited: false, moved: false } as const;
    }
  }

  function tokensOf(account: Account): FreshTokens {
    return {
      get() {
        const { token } = account;
        return token !== undefined && now().getTime() - token.at < tokenMs
          ? token.value
          : undefined;
      },
      drop(value) {
        if (account.token?.value === value) account.token = undefined;
      },
    };
  }

  /** Waits; a callback's new token may cut it short where an account is given. */
  async function pause(ms: number, account?: Account): Promise<void> {
    const roused = new AbortController();
    if (account !== undefined) account.rouse = () => roused.abort();
    const ends = account === undefined ? signal : AbortSignal.any([signal, roused.signal]);
    await sleep(ms, undefined, { signal: ends }).catch(() => undefined);
    if (account !== undefined) account.rouse = undefined;
  }

  return {
    ring(openKfid, token) {
      const account = accountOf(openKfid);
      if (token !== undefined) {
        account.token = { value: token, at: now().getTime() };
        account.rouse?.();
      }
      want(openKfid, account);
    },
    poll(openKfid) {
      const account = accountOf(openKfid);
      account.polled = true;
      want(openKfid, account);
    },
    async idle() {
      for (;;) {
        const running = [...accounts.values()].flatMap((account) => account.running ?? []);
        if (running.length === 0) return;
        await Promise.all(running);
      }
    },
    async stop() {
      stopping.abort();
      await Promise.all([...accounts.values()].map((account) => account.running));
    },
  };
}
