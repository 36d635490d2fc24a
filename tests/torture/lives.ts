import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type CrashPoint, crashPoints } from "../../src/ledger/store.ts";
import type { Orders } from "./child.ts";
import { type Instance, launch } from "./instance.ts";

/** How many kills there are to be, shared by all instances. */
export interface Kills {
  readonly wanted: number;
  readonly done: Record<CrashPoint | "random" | "starting", number>;
  /** Starts that ended by themselves while a server they need was away. */
  refusedStarts: number;
  /** Processes that ended by themselves with nothing to excuse it. */
  readonly ends: string[];
}

export function newKills(wanted: number): Kills {
  const done = {
    "after-accept": 0,
    "before-commit": 0,
    "after-commit": 0,
    "before-settle": 0,
    random: 0,
    starting: 0,
  };
  return { wanted, done, refusedStarts: 0, ends: [] };
}

export function killsDone({ done }: Kills): number {
  return Object.values(done).reduce((sum, each) => sum + each, 0);
}

export interface LivesOptions {
  readonly kills: Kills;
  /** Read at every start. */
  readonly environment: () => Readonly<Record<string, string>>;
  /** Where it says what it says, and the same as a path. */
  readonly log: { readonly file: number; readonly path: string };
  readonly chance: () => number;
  /** Milliseconds it lives once it takes requests: from, and how much more at most. */
  readonly life: { readonly least: number; readonly more: number };
  /** True while a server it needs may be away. */
  readonly trouble: () => boolean;
}

/** One instance of the program: killed and started again until there were kills enough. */
export interface Lives {
  /** Its port while it takes requests. */
  port(): number | undefined;
  /** Resolves once no more kills are wanted; it goes on serving. */
  readonly killed: Promise<void>;
  /** SIGTERM, and the exit code. */
  stop(): Promise<number | undefined>;
}

/** Times a point is passed before the process ends there. */
const passes = [1, 1, 2, 3, 7, 20, 60];
/** One life in so many ends before it has started. */
const earlyOneIn = 15;
const restartPauseMs = 200;

export function startLives(options: LivesOptions): Lives {
  const { kills, chance, life, trouble } = options;
  const enough = Promise.withResolvers<void>();
  let current: Instance | undefined;
  let port: number | undefined;
  let stopping = false;
  let point = Math.floor(chance() * crashPoints.length);

  /** Every second life ends at a point, each point in its turn. */
  function nextOrders(): Orders | undefined {
    if (chance() < 0.4) return undefined;
    point = (point + 1) % crashPoints.length;
    const nth = passes[Math.floor(chance() * passes.length)] ?? 1;
    return { point: crashPoints[point] ?? "after-accept", nth };
  }

  async function live(last: boolean): Promise<void> {
    const orders = last ? undefined : nextOrders();
    const instance = launch(options.environment(), orders, options.log.file);
    current = instance;
    const troubled = trouble();
    const early = !last && orders === undefined && chance() < 2.5 / earlyOneIn;
    if (early) void sleep(chance() * 1_500).then(instance.kill);
    const opened = await instance.ready;
    port = opened;
    if (!last && !early && opened !== undefined) {
      // A point nobody comes by must not keep it alive for ever.
      const time = life.least + chance() * life.more + (orders === undefined ? 0 : 1_500);
      void Promise.race([sleep(time), instance.gone]).then(instance.kill);
    }
    const gone = await instance.gone;
    port = undefined;
    if (gone.kind === "killed") kills.done[opened === undefined ? "starting" : gone.at] += 1;
    else if (!stopping) {
      if (troubled || trouble()) kills.refusedStarts += 1;
      else kills.ends.push(`exit code ${gone.code}: ${tail(options.log.path)}`);
      await sleep(restartPauseMs);
    }
  }

  async function run(): Promise<void> {
    while (!stopping) {
      const last = killsDone(kills) >= kills.wanted;
      if (last) enough.resolve();
      await live(last);
    }
  }
  const ended = run();

  return {
    port: () => port,
    killed: enough.promise,
    async stop() {
      stopping = true;
      current?.stop();
      const gone = await current?.gone;
      await ended;
      return gone?.kind === "exited" ? gone.code : undefined;
    },
  };
}

/** The last words of a log. */
function tail(path: string): string {
  return readFileSync(path, "utf8").trimEnd().split("\n").slice(-3).join(" ⏎ ").slice(-600);
}
