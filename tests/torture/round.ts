import { openSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { random } from "../emulators/telegram/random.ts";
import { startPostgres } from "../setup/postgres.ts";
import { startRedis } from "../setup/redis.ts";
import type { Way } from "./contact.ts";
import { startFaults } from "./faults.ts";
import { startFront } from "./front.ts";
import { incidents } from "./incidents.ts";
import { judge, type Verdict } from "./judge.ts";
import {
  type Kills,
  killsDone,
  type Lives,
  type LivesOptions,
  newKills,
  startLives,
} from "./lives.ts";
import { startPlatforms } from "./platforms.ts";
import { damage, postgresQuery, type Query, readRecord, sqliteQuery, unsettled } from "./record.ts";
import { startTraffic } from "./traffic.ts";

export interface RoundOptions {
  readonly store: "sqlite" | "postgres";
  readonly kills: number;
  /** Accepted messages, at least. */
  readonly messages: number;
  readonly seed: number;
  /** Customers at a time on each way in. */
  readonly people: Readonly<Record<Way, number>>;
  readonly think: { readonly least: number; readonly more: number };
  /** Whether the last fifth of the kills and what follows have Telegram polled instead of calling. */
  readonly polling: boolean;
  /** Keeps log and record although nothing was wrong. */
  readonly keep?: boolean;
  /** Told now and then how far it is. */
  readonly progress?: (line: string) => void;
}

export interface Round {
  readonly options: RoundOptions;
  readonly kills: Kills;
  readonly verdict: Verdict;
  readonly platformFaults: Readonly<Record<string, number>>;
  readonly incidents: Readonly<Record<string, number>>;
  /** Requests of the platforms by the status they were answered with. */
  readonly answered: Readonly<Record<number, number>>;
  readonly seconds: number;
  /** The folder with the log and a file's record; undefined once removed, for nothing was wrong. */
  readonly left: string | undefined;
}

const progressEveryMs = 5_000;
/** Replies are tried again with pauses of minutes; what takes longer is not settled. */
const settleWithinMs = 6 * 60_000;

/** The world the instances stand in: their record and how to look at it. */
interface World {
  readonly environment: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly instances: number;
  readonly life: LivesOptions["life"];
  readonly incidents: ReturnType<typeof incidents> | undefined;
  damage(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Torments the program on one kind of record, then compares what was said with what is there. */
export async function torment(options: RoundOptions): Promise<Round> {
  const { kills: wanted, messages, seed, polling, progress = () => undefined } = options;
  const began = Date.now();
  const chance = random(seed);
  const folder = await mkdtemp(join(tmpdir(), "zhiwen-torture-"));
  const path = join(folder, "log.jsonl");
  const log = { path, file: openSync(path, "a") };
  const world = options.store === "sqlite" ? onSqlite(folder) : await onPostgres();
  const kills = newKills(wanted);
  const lives: Lives[] = [];
  const front = await startFront(() => lives.flatMap((each) => each.port() ?? []));
  const platforms = await startPlatforms(front.port, seed);
  const environment = () => ({
    PORT: "0",
    LOG_LEVEL: "warn",
    ...world.environment,
    ...platforms.environment(polling && killsDone(kills) >= wanted * 0.8),
  });
  const trouble = () => world.incidents?.trouble() ?? false;
  for (let number = 0; number < world.instances; number += 1) {
    lives.push(startLives({ kills, environment, log, chance, life: world.life, trouble }));
  }
  const faults = startFaults(platforms, chance);
  const { people, think } = options;
  const traffic = startTraffic({ platforms, chance, people, think });
  const tell = (doing: string) => {
    const { said, accepted } = traffic.figures();
    const seconds = Math.round((Date.now() - began) / 1_000);
    progress(
      `${options.store} ${seconds} s, ${doing}: ${killsDone(kills)} kills, ${said} said, ${accepted} accepted`,
    );
  };
  let doing = "killing";
  const timer = setInterval(() => tell(doing), progressEveryMs);
  const codes: (number | undefined)[] = [];
  const late: string[] = [];
  try {
    // Incidents are spread evenly over the kills: four rounds of the four kinds.
    for (let happened = 0; killsDone(kills) < wanted; await sleep(50)) {
      if (world.incidents === undefined || killsDone(kills) < ((happened + 0.5) * wanted) / 16) {
        continue;
      }
      await world.incidents.next();
      happened += 1;
    }
    await Promise.all(lives.map(({ killed }) => killed));
    doing = "calm";
    while (traffic.figures().accepted < messages) await sleep(100);
    doing = "finishing";
    faults.stop();
    await within(settleWithinMs, traffic.finish(), () => late.push("customers wait for ever"));
    doing = "settling";
    await settled();
    for (const each of lives) codes.push(await each.stop());
  } finally {
    clearInterval(timer);
    faults.stop();
    await Promise.all(lives.map((each) => each.stop()));
  }
  tell("stopped");
  const rows = await readRecord(world.query);
  const verdict = judge(traffic.contacts, rows);
  const others = [
    ...(await world.damage()).map((what) => `the record is damaged: ${what}`),
    ...kills.ends.map((end) => `a process ended by itself: ${end}`),
    ...codes.flatMap((code) => (code === 0 ? [] : [`SIGTERM ended with ${code}`])),
    ...platforms.wecom.problems().map(({ part, problem }) => `WeCom minds: ${part}, ${problem}`),
    ...late,
  ];
  const violations = [
    ...verdict.violations,
    ...others.map((what) => ({ fault: "other" as const, what })),
  ];
  await platforms.close();
  await front.close();
  await world.close();
  const kept = violations.length > 0 || options.keep === true;
  if (!kept) rmSync(folder, { recursive: true });
  return {
    options,
    kills,
    verdict: { ...verdict, violations },
    platformFaults: faults.counts,
    incidents: world.incidents?.counts ?? {},
    answered: front.answered,
    seconds: Math.round((Date.now() - began) / 1_000),
    left: kept ? folder : undefined,
  };

  /** Waits for the last pull, the last turn and the last reply. */
  async function settled(): Promise<void> {
    const until = Date.now() + settleWithinMs;
    const { wecom, telegram } = platforms;
    // A callback that was lost last of all is made up for by the next poll, within a minute.
    const missing = async () =>
      telegram.pending() + (await untaken()) + (await unsettled(world.query));
    while ((await missing()) > 0 && Date.now() < until) await sleep(500);
    await within(30_000, wecom.quiet(), () => late.push("callbacks or streams go on for ever"));
  }

  /** Messages of 微信客服 that no pull has brought yet. */
  async function untaken(): Promise<number> {
    const ofKf = traffic.contacts.filter(({ way }) => way === "wecom-kf");
    const said = ofKf.reduce((sum, contact) => sum + contact.said.length, 0);
    const [row] = await world.query(
      `select count(*) as n from inbox i join conversations c on c.id = i.conversation
       where c.channel = 'wecom-kf'`,
    );
    return Math.max(0, said - Number((row as { n: number | string }).n));
  }
}

function onSqlite(folder: string): World {
  const path = join(folder, "zhiwen.db");
  return {
    environment: { DATA_DIR: folder },
    query: sqliteQuery(path),
    instances: 1,
    life: { least: 300, more: 1_900 },
    incidents: undefined,
    damage: () => damage(path),
    close: async () => undefined,
  };
}

async function onPostgres(): Promise<World> {
  const postgres = await startPostgres();
  const redis = await startRedis();
  const url = await postgres.fresh();
  return {
    environment: { DATABASE_URL: url, REDIS_URL: redis.url },
    query: postgresQuery(postgres, new URL(url).pathname.slice(1)),
    instances: 2,
    // One of the two is to be there most of the time.
    life: { least: 800, more: 4_500 },
    incidents: incidents(postgres, redis),
    damage: async () => [],
    async close() {
      await redis.stop();
      await postgres.stop();
    },
  };
}

async function within(ms: number, work: Promise<void>, late: () => void): Promise<void> {
  const ended = new AbortController();
  const timeout = sleep(ms, undefined, { signal: ended.signal }).then(late, () => undefined);
  await Promise.race([work, timeout]);
  ended.abort();
}
