/** The only file that sees the whole: it puts the parts together and starts nothing by itself. */
import { EventEmitter } from "node:events";
import { join } from "node:path";
import { intents } from "../intents/index.ts";
import { createPolish } from "./answering/polish.ts";
import { webChat } from "./channels/web/door.ts";
import type { Config } from "./config.ts";
import { ZhiwenError } from "./core/errors.ts";
import { type Assistant, createAssistant } from "./dialogue/assistant.ts";
import { createHttp, type Http } from "./http/server.ts";
import { problemText } from "./knowledge/problem.ts";
import { type Knowledge, readKnowledge } from "./knowledge/read.ts";
import { watchFolders } from "./knowledge/watch.ts";
import { type Ledger, openLedger } from "./ledger/ledger.ts";
import { startWorker, type Worker } from "./ledger/worker.ts";
import type { Log } from "./log.ts";

export interface App {
  /** Everything served over HTTP; testable by `http.request()` without a port. */
  readonly http: Http;
  /** Starts handling accepted messages, those of an earlier run first. */
  run(): Promise<void>;
  /** Finishes the turns under way. */
  close(): Promise<void>;
}

export interface AppParts {
  readonly ledger?: Ledger;
  readonly now?: () => Date;
}

/** The knowledge of the configured folders; what is malformed stops the start, naming its line. */
function loadKnowledge(config: Config, log?: Log): Knowledge {
  const { knowledge, problems } = readKnowledge({
    seeds: config.seedsDir,
    knowledge: config.knowledgeDir,
  });
  const wrong = problems.filter(({ bearable }) => bearable !== true);
  if (wrong.length > 0) {
    const shown = wrong.slice(0, 5).map(problemText).join("\n");
    throw new ZhiwenError(
      "knowledge",
      `${wrong.length} errors\n${shown}`,
      "mend them, then run: zhiwen knowledge check",
    );
  }
  if (knowledge.digests.length === 0) {
    throw new ZhiwenError(
      "knowledge",
      `no digest in ${config.seedsDir}`,
      "set SEEDS_DIR to a folder of digests",
    );
  }
  if (problems.length > 0) {
    log?.warn({ count: problems.length }, "entries to look at: zhiwen knowledge check lists them");
  }
  return knowledge;
}

export function loadAssistant(config: Config, log?: Log): Assistant {
  return createAssistant({
    knowledge: loadKnowledge(config, log),
    intents,
    intentsFolder: config.intentsDir,
    polish: config.model === undefined ? undefined : createPolish(config.model),
  });
}

export async function buildApp(config: Config, log: Log, parts: AppParts = {}): Promise<App> {
  const now = parts.now ?? (() => new Date());
  // One release of the knowledge is one value: a turn keeps the one it began with.
  let assistant = loadAssistant(config, log);
  const ledger = parts.ledger ?? (await openLedger(join(config.dataDir, "zhiwen.db")));
  const changes = new EventEmitter().setMaxListeners(0);
  let worker: Worker | undefined;

  const step: Parameters<typeof startWorker>[1] = async ({ message, session, requests }) => {
    const started = performance.now();
    const turn = await assistant.turn({ message, session, requests, now: now() });
    log.info(
      {
        channel: message.channel,
        length: message.text.length,
        intent: turn.intent,
        outcome: turn.outcome.kind,
        blocked: turn.blocked,
        ms: Math.round(performance.now() - started),
      },
      "turn",
    );
    return turn;
  };

  const web = webChat(
    {
      async accept(message) {
        const { repeat } = await ledger.accept(message);
        changes.emit(message.contact);
        worker?.wake();
        return { repeat };
      },
      async transcript(contact, after) {
        const conversation = await ledger.conversationOf("web", contact);
        return conversation === undefined ? [] : ledger.transcript(conversation, after);
      },
      passage(id) {
        const found = assistant.answering.knowledge.passages.get(id);
        if (found === undefined) return undefined;
        const { digest, passage } = found;
        return {
          title: digest.title,
          publisher: digest.publisher,
          date: digest.date,
          section: passage.section,
          text: passage.text,
          ...(digest.number === undefined ? {} : { number: digest.number }),
        };
      },
      onChange(contact, listener) {
        changes.on(contact, listener);
        return () => changes.off(contact, listener);
      },
    },
    {
      secureCookies: config.publicUrl?.startsWith("https:") === true,
      report: (error) => log.error({ err: error }, "web"),
    },
  );

  const http = createHttp({
    web,
    async health() {
      const { waiting, setAside, failed } = await ledger.counts();
      return {
        ok: true,
        checks: {
          ledger: "ok",
          waiting: String(waiting),
          setAside: String(setAside),
          failed: String(failed),
        },
      };
    },
    report: (error, where) => log.error({ err: error, where }, "http"),
  });

  /** A release with errors is not taken: the one in service stays, and the log says what is wrong. */
  const reload = () => {
    try {
      assistant = loadAssistant(config, log);
      log.info({ digests: assistant.answering.knowledge.digests.length }, "new knowledge is live");
    } catch (error) {
      log.error({ err: error }, "the changed knowledge has errors: the old one stays in service");
    }
  };
  let unwatch = () => {};

  return {
    http,
    async run() {
      unwatch = watchFolders([config.seedsDir, config.knowledgeDir], reload);
      await ledger.recover(() => "resend");
      worker = startWorker(
        ledger,
        step,
        {
          // The page reads the transcript; its delivery is to be told that there is more of it.
          web: async ({ contact }) => {
            changes.emit(contact);
            return { state: "sent" };
          },
        },
        { onError: (error, doing) => log.error({ err: error, doing }, "worker"), now },
      );
      worker.wake();
    },
    async close() {
      unwatch();
      await worker?.stop();
      await ledger.close();
    },
  };
}
