import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { Kysely } from "kysely";
import { ZhiwenError } from "../core/errors.ts";
import { accept } from "./accept.ts";
import { CommitLane } from "./commitLane.ts";
import { counts } from "./counts.ts";
import { gaps } from "./gaps.ts";
import { beat, endInstance, heartbeatMs, newInstance, sayFarewell } from "./instances.ts";
import type { Ledger } from "./ledger.ts";
import { migrate } from "./migrate.ts";
import { deliveries, dueDeliveries, requeue, settle } from "./outbox.ts";
import { recover } from "./recover.ts";
import { request, requestsOf } from "./requests.ts";
import type { Schema } from "./schema.ts";
import { Scrubber } from "./scrub.ts";
import { sqliteDialect } from "./sqlite.ts";
import type { CrashPoint, Store } from "./store.ts";
import { storeError } from "./storeError.ts";
import { conversationOf, transcript, waiting } from "./transcript.ts";
import { turn } from "./turn.ts";

export type { CrashPoint } from "./store.ts";

export interface LedgerOptions {
  /** Largest size of the file in bytes; beyond it writes fail as on a full disk. */
  readonly maxBytes?: number;
  readonly now?: () => Date;
  /** For tests: called at named points, where it may end the process. */
  readonly crash?: (point: CrashPoint) => void;
}

/**
 * Opens the record at `path`, making folder and file when missing; `:memory:` keeps it in memory.
 * @throws ZhiwenError when the file is no record of this program, was written by a newer version,
 * or cannot be opened.
 */
export async function openLedger(path: string, options: LedgerOptions = {}): Promise<Ledger> {
  const inMemory = path === ":memory:";
  const db = new Kysely<Schema>({
    dialect: sqliteDialect({
      path,
      ...(options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes }),
    }),
  });
  const now = options.now ?? (() => new Date());
  const lane = new CommitLane(db);
  const instance = newInstance();
  const scrubber = inMemory ? undefined : new Scrubber(db, lane, path);
  try {
    if (!inMemory) await makeFolder(dirname(path));
    await migrate(db);
    // What an erasure before a crash left in the file goes now.
    await scrubber?.scrub();
    await lane.write((tx) => beat(tx, instance, new Date()));
  } catch (error) {
    endInstance(instance);
    await db.destroy().catch(() => undefined);
    throw storeError(`could not open the record ${path}`, error);
  }
  const store: Store = {
    db,
    lane,
    instance,
    openedAt: now().toISOString(),
    now,
    crash: options.crash ?? (() => undefined),
    forget: async () => await scrubber?.scrub(),
  };
  const heart = inMemory ? undefined : startHeart(store);
  return assemble(store, async () => {
    clearInterval(heart);
    await scrubber?.close();
    // A record that cannot be written any more is closed all the same.
    await lane.write((tx) => sayFarewell(tx, instance)).catch(() => undefined);
    await lane.close();
    endInstance(instance);
    await db.destroy();
  });
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new ZhiwenError(
      "ledger",
      `the folder ${folder} cannot be made`,
      "name another folder in DATA_DIR, or give the process permission to make this one",
      { cause: error },
    );
  }
}

function assemble(store: Store, shut: () => Promise<void>): Ledger {
  const listeners = new Set<() => void>();
  let closing: Promise<void> | undefined;
  return {
    accept: async (message) => {
      const accepted = await accept(store, message);
      if (!accepted.repeat) for (const listener of listeners) listener();
      return accepted;
    },
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    waiting: (limit) => waiting(store, limit),
    turn: (conversation, step, options = {}) => turn(store, conversation, step, options),
    transcript: (conversation, after = 0, limit = 200) =>
      transcript(store, conversation, after, limit),
    conversationOf: (channel, contact) => conversationOf(store, channel, contact),
    dueDeliveries: (channels, limit, now) => dueDeliveries(store, channels, limit, now),
    settle: (id, fence, result) => settle(store, id, fence, result),
    recover: (policy) => recover(store, policy),
    deliveries: ({ state, limit = 100 }) => deliveries(store, state, limit),
    requeue: (id) => requeue(store, id),
    requestsOf: (channel, contact) => requestsOf(store, channel, contact),
    request: (receipt) => request(store, receipt),
    gaps: (limit = 100) => gaps(store, limit),
    counts: () => counts(store),
    close: async () => {
      closing ??= shut();
      await closing;
    },
  };
}

function startHeart(store: Store): NodeJS.Timeout {
  // A beat that fails is no error of its own: whoever writes next meets the same trouble.
  const tick = () =>
    void store.lane.write((tx) => beat(tx, store.instance, new Date())).catch(() => undefined);
  return setInterval(tick, heartbeatMs).unref();
}
