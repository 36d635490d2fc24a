import { setTimeout as sleep } from "node:timers/promises";
import type { Hono } from "hono";
import type { Sender } from "../../../core/delivery.ts";
import type { ZhiwenError } from "../../../core/errors.ts";
import { againLater } from "../againLater.ts";
import type { ApiRefused, WecomApi } from "../api.ts";
import type { XmlFields } from "../xml.ts";
import { listAccounts } from "./accounts.ts";
import { accountsError, check } from "./check.ts";
import { type KfClient, kfClient } from "./client.ts";
import { channel } from "./item.ts";
import type { KfPort } from "./port.ts";
import { puller } from "./puller.ts";
import { kfRoute, readKfEvent } from "./route.ts";
import { kfSender } from "./sender.ts";
import { takeBack } from "./takeBack.ts";

export type { KfClient } from "./client.ts";
export type { KfPort } from "./port.ts";

export interface KfOptions {
  readonly api: WecomApi;
  readonly port: KfPort;
  readonly corpId: string;
  /** Of the callback address. */
  readonly token: string;
  readonly aesKey: string;
  /** At the very first pull of an account, what is older than this is kept and not answered; 10 minutes unless told. */
  readonly historyMs?: number;
  /** Milliseconds between pulls that no callback asked for; a minute unless told. */
  readonly pollMs?: number;
  /** Milliseconds between readings of the list of accounts; 10 minutes unless told. */
  readonly accountsMs?: number;
  /** Milliseconds between looks at a session that staff have; 10 minutes unless told. */
  readonly takeBackMs?: number;
  readonly now?: () => Date;
}

export interface Kf {
  /** For `/channels/wecom/kf`. */
  readonly routes: Hono;
  /** Takes a decrypted callback that came to the app's address; false when it is not of 微信客服. */
  onKfEvent(fields: XmlFields): boolean;
  readonly sender: Sender;
  /** Where conversations may be passed to. */
  readonly client: KfClient;
  /** Pulls what came while nobody listened, then from time to time. */
  start(): void;
  /** Ends after the page under way. */
  stop(): Promise<void>;
  /** Resolves when all that was asked for so far has been pulled. */
  idle(): Promise<void>;
  /** What keeps it from working, for `zhiwen doctor`; empty when nothing does. */
  check(): Promise<readonly ZhiwenError[]>;
}

/** Whoever needs the list of accounts right after the start waits so long for it. */
const firstListMs = 3_000;

/** Whether the next minute brings the same answer. */
function lasting({ action }: ApiRefused): boolean {
  return action === "config" || action === "permanent";
}

/** 微信客服: customers of WeChat, pulled from WeCom account by account. */
export function kf(options: KfOptions): Kf {
  const { api, port, corpId, token, aesKey, historyMs = 10 * 60_000 } = options;
  const { pollMs = 60_000, accountsMs = 10 * 60_000, takeBackMs = 10 * 60_000 } = options;
  const now = options.now ?? (() => new Date());
  const pulls = puller({
    api,
    port,
    historyMs,
    now,
    afterPoll: takeBack({ api, port, now, everyMs: takeBackMs }),
  });
  const accounts = new Set<string>();
  const worthTelling = againLater(now);
  let known = false;
  /** When the list is to be read again. */
  let readNext = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> | undefined;
  let first: Promise<void> | undefined;

  /** Reads the list of accounts again; those that are new are pulled at once. */
  function readAccounts(): Promise<void> {
    reading ??= listed().finally(() => {
      reading = undefined;
    });
    first ??= reading;
    return reading;
  }

  /** Undefined where WeCom has not told them yet, and does not within the time. */
  async function knownAccounts(): Promise<readonly string[] | undefined> {
    if (!known) {
      const waited = sleep(firstListMs, undefined, { ref: false });
      await Promise.race([first ?? readAccounts(), waited]);
    }
    return known ? [...accounts] : undefined;
  }

  async function listed(): Promise<void> {
    const result = await listAccounts(api);
    // What an operator has to mend, such as an app that 微信客服 is not granted to, is not asked for
    // every minute; what goes by itself is.
    const rests = result.kind === "accounts" || (result.kind === "refused" && lasting(result));
    if (rests) readNext = now().getTime() + accountsMs;
    if (result.kind !== "accounts") {
      const error = accountsError(result);
      if (worthTelling(error.message)) port.report(error, "kf accounts");
      return;
    }
    known = true;
    const managed = result.accounts.filter((account) => account.managed);
    const ids = new Set(managed.map(({ openKfid }) => openKfid));
    for (const openKfid of accounts) if (!ids.has(openKfid)) accounts.delete(openKfid);
    for (const openKfid of ids) {
      if (accounts.has(openKfid)) continue;
      accounts.add(openKfid);
      pulls.poll(openKfid);
    }
  }

  async function poll(): Promise<void> {
    if (now().getTime() >= readNext) await readAccounts();
    for (const openKfid of accounts) {
      try {
        // Never released: one instance polls an account in that time, for the rate is limited.
        const turn = await port.lease(`kf-poll/${openKfid}`, Math.round(pollMs * 0.9));
        if (turn !== undefined) pulls.poll(openKfid);
      } catch (error) {
        port.report(error, "kf poll");
      }
    }
  }

  function onKfEvent(fields: XmlFields): boolean {
    const event = readKfEvent(fields);
    if (event === undefined) return false;
    port.count(channel, event.kind);
    if (event.kind === "ring") {
      pulls.ring(event.openKfid, event.token);
      return true;
    }
    for (const openKfid of event.removed) accounts.delete(openKfid);
    for (const openKfid of event.added) {
      accounts.add(openKfid);
      pulls.ring(openKfid);
    }
    void readAccounts();
    return true;
  }

  return {
    routes: kfRoute({ token, aesKey, receiveId: corpId }, port, onKfEvent),
    onKfEvent,
    sender: kfSender({ api, port, now }),
    client: kfClient({ api, port, now, accounts: knownAccounts }),
    start() {
      if (timer !== undefined) return;
      void readAccounts();
      timer = setInterval(() => void poll(), pollMs);
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      await pulls.stop();
      await reading;
    },
    async idle() {
      await reading;
      await pulls.idle();
    },
    check: () => check(api),
  };
}
