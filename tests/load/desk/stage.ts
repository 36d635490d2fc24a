import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startPostgres } from "../../setup/postgres.ts";
import { startRedis } from "../../setup/redis.ts";
import { startSink } from "../sink.ts";
import { type Subject, start } from "../subject.ts";
import { now } from "./clock.ts";
import { marks } from "./customers.ts";
import { office } from "./office.ts";

/** The program in one process with SQLite, or in two on one PostgreSQL and Redis. */
export type RecordKind = "sqlite" | "shared";

export interface Stage {
  readonly subjects: readonly Subject[];
  /** Where staff have their pages. */
  readonly pages: Subject;
  /** Where customers' messages come in. */
  readonly door: Subject;
  /** What the ledger opens. */
  readonly record: string;
  /** How many messages of the bot and the service a chat was sent. */
  answers(chat: number): number;
  /** When a marked message reached its customer, each time it did. */
  reached(mark: number): readonly number[];
  openOffice(): Promise<void>;
  close(): Promise<void>;
}

/** Starts all of it; the office is closed at first. */
export async function stage(kind: RecordKind): Promise<Stage> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const each of closing.splice(0).toReversed()) await each();
  };
  try {
    const folder = mkdtempSync(join(tmpdir(), "zhiwen-desk-"));
    closing.push(async () => rmSync(folder, { recursive: true, force: true }));
    const hours = office(folder);
    hours.close();

    const answers = new Map<number, number>();
    const reached = new Map<number, number[]>();
    const sink = await startSink((chat, { text }) => {
      const mark = [...String(text).matchAll(marks)][0]?.[1];
      if (mark === undefined) answers.set(chat, (answers.get(chat) ?? 0) + 1);
      else reached.set(Number(mark), [...(reached.get(Number(mark)) ?? []), now()]);
    });
    closing.push(sink.close);

    const env: Record<string, string> = { KNOWLEDGE_DIR: hours.folder };
    if (kind === "shared") {
      const postgres = await startPostgres();
      closing.push(postgres.stop);
      const redis = await startRedis();
      closing.push(redis.stop);
      env["DATABASE_URL"] = await postgres.fresh();
      env["REDIS_URL"] = redis.url;
    }
    const subjects: Subject[] = [];
    const startOne = async () => {
      const subject = await start("zhiwen", { apiRoot: sink.url, paced: true, env });
      closing.push(subject.stop);
      subjects.push(subject);
      return subject;
    };
    const pages = await startOne();
    const door = kind === "shared" ? await startOne() : pages;
    return {
      subjects,
      pages,
      door,
      record: env["DATABASE_URL"] ?? join(pages.folder, "data", "zhiwen.db"),
      answers: (chat) => answers.get(chat) ?? 0,
      reached: (mark) => reached.get(mark) ?? [],
      async openOffice() {
        hours.open();
        await until("the office opens", () =>
          subjects.every(({ folder: own }) =>
            readFileSync(join(own, "log"), "utf8").includes("new knowledge is live"),
          ),
        );
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Resolves once it holds; throws where that takes longer than a minute. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const end = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`[load] waited in vain: ${what}`);
    await sleep(50);
  }
}
