import { assemble } from "./assemble.ts";
import { beat, endInstance, heartbeatMs, newInstance, sayFarewell, timeOf } from "./instances.ts";
import type { Ledger, SessionCache } from "./ledger.ts";
import type { Upgrade } from "./migrate.ts";
import { openPostgres } from "./openPostgres.ts";
import { openSqlite } from "./openSqlite.ts";
import { postgresPlace } from "./postgres.ts";
import type { Backing, CrashPoint, Store } from "./store.ts";
import { storeError } from "./storeError.ts";

export type { CrashPoint } from "./store.ts";

export interface LedgerOptions {
  /** Largest size of the file in bytes; beyond it writes fail as on a full disk. SQLite only. */
  readonly maxBytes?: number;
  /** Writes that may wait; further ones are refused at once. 5,000 unless told. */
  readonly mostWaiting?: number;
  readonly now?: () => Date;
  /**
   * When tables are made or brought up to date; always unless told. `when-new` refuses a record of an
   * older version, which another program may be at work on; `never` refuses also to make one.
   */
  readonly upgrade?: Upgrade;
  /** A hot copy of sessions in front of the record. */
  readonly sessions?: SessionCache;
  /** For tests: called at named points, where it may end the process. */
  readonly crash?: (point: CrashPoint) => void;
}

/**
 * Opens the record at a place, which is
 * - the path of a file, made with its folder when missing: SQLite, for instances on one machine;
 * - `:memory:`, which keeps it in memory, each opening its own;
 * - `postgres://user:password@host:port/database`, which must exist: any number of instances share
 *   it. `sslmode=verify-full` and `sslrootcert` ask for TLS. A pooler in between must keep sessions.
 * @throws NoRecord when nothing is there, and nothing is to be made.
 * @throws ZhiwenError when the place holds no record of this program, or one written by a newer
 * version, or by an older one that is not to be brought up to date, when it cannot be opened, or when its server would lose commits in a power cut.
 */
export async function openLedger(place: string, options: LedgerOptions = {}): Promise<Ledger> {
  const onPostgres = /^postgres(ql)?:\/\//.test(place);
  const now = options.now ?? (() => new Date());
  const instance = newInstance();
  let backing: Backing | undefined;
  try {
    backing = await (onPostgres ? openPostgres : openSqlite)(place, options);
    // What an erasure before a crash left behind goes now.
    await backing.scrub();
    await beatOnce(backing, instance);
  } catch (error) {
    endInstance(instance);
    await backing?.close().catch(() => undefined);
    throw storeError(
      `could not open the record ${onPostgres ? postgresPlace(place) : place}`,
      error,
    );
  }
  const { db, lane, clock, scrub, endScrub, close } = backing;
  const store: Store = {
    db,
    lane,
    instance,
    openedAt: now().toISOString(),
    now,
    ...(clock === undefined ? {} : { clock }),
    claims: new Map(),
    crash: options.crash ?? (() => undefined),
    ...(options.sessions === undefined ? {} : { sessions: options.sessions }),
    forget: scrub,
  };
  const heart = startHeart(store);
  return assemble(store, async () => {
    clearInterval(heart);
    await endScrub();
    // A record that cannot be written any more is closed all the same.
    await lane.write((tx) => sayFarewell(tx, instance)).catch(() => undefined);
    await lane.close();
    endInstance(instance);
    await close();
  });
}

async function beatOnce(store: Pick<Store, "lane" | "clock">, instance: string): Promise<void> {
  await store.lane.write(async (tx) => await beat(tx, instance, await timeOf(tx, store)));
}

function startHeart(store: Store): NodeJS.Timeout {
  // A beat that fails is no error of its own: whoever writes next meets the same trouble.
  const tick = () => void beatOnce(store, store.instance).catch(() => undefined);
  return setInterval(tick, heartbeatMs).unref();
}
