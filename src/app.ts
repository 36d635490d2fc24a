/** The only file that sees the whole: it puts the parts together and starts nothing by itself. */
import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { intents } from "../intents/index.ts";
import { createPolish } from "./answering/polish.ts";
import { auditedDesk } from "./app/auditedDesk.ts";
import { watchAudit } from "./app/auditWatch.ts";
import { watchBacklog, within } from "./app/backlog.ts";
import { briefingOf } from "./app/briefing.ts";
import { createChanges } from "./app/changes.ts";
import { doorsOf, type OpenChannel, openChannels } from "./app/channels.ts";
import { openConsole } from "./app/console.ts";
import { type HandoffClock, startHandoffClock } from "./app/handoffClock.ts";
import { createHandoffs } from "./app/handoffs.ts";
import { openedPassage } from "./app/passage.ts";
import { channelPorts, createNotices, type Notices } from "./app/ports.ts";
import { reporter } from "./app/reporter.ts";
import { staffGroupPort } from "./app/staffGroup.ts";
import { webChat, webRates } from "./channels/web/door.ts";
import type { Config } from "./config.ts";
import type { Channel } from "./core/channel.ts";
import type { AmbiguityPolicy, Delivery, Sender, SendResult } from "./core/delivery.ts";
import { ZhiwenError } from "./core/errors.ts";
import { type Assistant, createAssistant } from "./dialogue/assistant.ts";
import { platformEdges } from "./handoff/edges.ts";
import { officeHours } from "./handoff/hours.ts";
import { handoffStep } from "./handoff/step.ts";
import { addressOf } from "./http/address.ts";
import { createMetrics } from "./http/metrics.ts";
import { createHttp, type Health, type Http } from "./http/server.ts";
import { problemText } from "./knowledge/problem.ts";
import { type Knowledge, readKnowledge } from "./knowledge/read.ts";
import { watchFolders } from "./knowledge/watch.ts";
import { type Ledger, openLedger, type TurnInput } from "./ledger/ledger.ts";
import { startWorker, type Worker } from "./ledger/worker.ts";
import type { Log } from "./log.ts";
import { openShared, type Shared } from "./session/shared.ts";

export interface App {
  /** Everything served over HTTP; testable by `http.request()` without a port. */
  readonly http: Http;
  /** The platforms that are on, beside the web chat. */
  readonly channels: readonly Channel[];
  /** Starts handling accepted messages, those of an earlier run first. */
  run(): Promise<void>;
  /** Finishes the turns under way. */
  close(): Promise<void>;
}

export interface AppParts {
  readonly ledger?: Ledger;
  readonly shared?: Shared;
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
  const shared =
    parts.shared ??
    (await openShared(config.redisUrl, {
      report: (error) => log.warn({ err: error }, "redis"),
      ...(config.redisSecret === undefined ? {} : { secret: config.redisSecret }),
    }));
  const hot = shared.sessions === undefined ? {} : { sessions: shared.sessions };
  const ledger = parts.ledger ?? (await openLedger(config.record, hot));
  const report = reporter(log);
  const metrics = createMetrics(() => ledger.counts());
  const notices = createNotices(shared);
  // We speak plain HTTP, so an https address means that a proxy is in front.
  const proxies = config.publicUrl?.startsWith("https:") === true ? 1 : 0;
  const backlog = watchBacklog(ledger);
  const instances = shared.presence("instances");
  const self = randomBytes(6).toString("hex");
  const beat = () => void instances.beat(self, { host: hostname() });
  let heart: NodeJS.Timeout | undefined;
  const settled = (delivery: Delivery, { state }: Pick<SendResult, "state">) => {
    const { channel, acceptedAt, conversation, kind } = delivery;
    deskChanges.tell(conversation);
    if (state === "retry") return;
    metrics.delivered(channel, state, acceptedAt && since(acceptedAt));
    // Before it has left, the platform's client must not have the conversation.
    if (kind === "handoff") {
      handoffs.told(conversation).catch((error: unknown) => report(error, "handoff"));
    }
  };
  const staffGroup = staffGroupPort({
    ledger,
    desk: () =>
      auditedDesk(handoffs.desk, ledger.accounts, "telegram", (error) => report(error, "audit")),
    assistant: () => assistant,
    publicUrl: config.publicUrl,
  });
  const ports = channelPorts({
    ...{ ledger, shared, metrics, notices, backlog, report, proxies },
    staffGroup,
    judged: (judgement) => log.info(judgement, "feedback"),
    settled,
    desk: {
      edges: () => platformEdges(handoffs.port),
      changed: (conversation) => deskChanges.tell(conversation),
    },
  });
  const channels = openChannels(config, { ...ports, now });
  let worker: Worker | undefined;
  let clock: HandoffClock | undefined;
  const deskChanges = createChanges(shared, "desk");
  const staffChanges = createChanges(shared, "staff");
  const handoffs = createHandoffs({
    ledger,
    changes: deskChanges,
    assistant: () => assistant,
    now,
    aibot: config.aibot?.way,
    client: clientOf(channels),
  });

  const bot = async ({ message, session, requests }: TurnInput) => {
    const started = performance.now();
    const { hours } = assistant.answering.knowledge.service;
    const turn = await assistant.turn({
      message,
      session,
      requests,
      now: now(),
      ...((await handoffs.port.staffed(message.channel))
        ? { staffHours: officeHours(hours).told }
        : {}),
    });
    const ms = performance.now() - started;
    const { channel } = message;
    metrics.turn(channel, turn.outcome.kind, ms / 1_000);
    if (turn.blocked > 0) metrics.guarded(turn.blocked);
    log.info(
      {
        channel,
        length: message.text.length,
        intent: turn.intent,
        outcome: turn.outcome.kind,
        blocked: turn.blocked,
        ms: Math.round(ms),
      },
      "turn",
    );
    return turn;
  };
  const step = handoffStep(
    handoffs.port,
    briefingOf(() => assistant),
    bot,
  );

  const web = webChat(
    {
      async accept(message) {
        const { repeat } = await within(backlog, () => ledger.accept(message));
        if (repeat) metrics.repeated("web");
        else metrics.accepted("web");
        return { repeat };
      },
      async transcript(contact, after) {
        const conversation = await ledger.conversationOf("web", contact);
        return conversation === undefined ? [] : ledger.transcript(conversation, after);
      },
      passage: (id) => openedPassage(assistant, id),
      onChange: (contact, listener) => notices.on("web", contact, listener),
    },
    {
      secureCookies: proxies === 1,
      address: (c) => addressOf(c, proxies),
      limits: {
        contact: shared.rateLimit("web-contact", webRates.contact),
        address: shared.rateLimit("web-address", webRates.address),
      },
      report: (error) => report(error, "web"),
    },
  );

  const desk = openConsole({
    ledger,
    shared,
    handoffs,
    staffChanges,
    assistant: () => assistant,
    now,
    secureCookies: proxies === 1,
    address: (c) => addressOf(c, proxies),
    attachment: async (channel, attachment) =>
      (await channels.find(({ name }) => name === channel)?.attachment?.(attachment)) ?? {
        reason: "这个渠道的附件不能在这里打开。",
      },
    report,
  });

  const http = createHttp({
    web,
    desk,
    doors: doorsOf(channels),
    metrics,
    health: async () => await health(ledger, shared, await instances.list()),
    report,
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
  let unwatchAudit = () => {};

  return {
    http,
    channels: channels.map(({ name }) => name),
    async run() {
      unwatch = watchFolders([config.seedsDir, config.knowledgeDir], reload);
      await ledger.recover(policy);
      worker = startWorker(ledger, step, sendersOf(channels, notices), {
        now,
        policy,
        // Many short turns at once fill a commit; each is a millisecond of work at most.
        turns: 24,
        sends: 48,
        canSend: (name) => channels.find((each) => each.name === name)?.canSend?.() ?? true,
        onHandled({ channel, contact }, conversation) {
          backlog.release();
          notices.tell(channel, contact);
          deskChanges.tell(conversation);
        },
        onSettled: settled,
        onError: (error, doing) => log.error({ err: error, doing }, "worker"),
      });
      worker.wake();
      unwatchAudit = watchAudit(ledger.accounts, log, (error) => report(error, "audit"));
      clock = startHandoffClock(handoffs.port, ledger, (error) => report(error, "handoff"));
      beat();
      heart = setInterval(beat, 10_000).unref();
      for (const channel of channels) await channel.start();
    },
    async close() {
      unwatch();
      unwatchAudit();
      clearInterval(heart);
      backlog.stop();
      await Promise.all(channels.map((channel) => channel.stop()));
      await clock?.stop();
      await worker?.stop();
      deskChanges.close();
      staffChanges.close();
      notices.close();
      await ledger.close();
      await instances.leave(self);
      await shared.close();
    },
  };
}

/**
 * What becomes of a send that may have arrived. An answer twice is better than none; only where a
 * platform takes one reply a message is a second try no use.
 */
const policy: AmbiguityPolicy = (channel) => (channel === "wecom-aibot" ? "hold" : "resend");

/** The client of the platform that a conversation can be passed to. */
function clientOf(channels: readonly OpenChannel[]) {
  return channels.find(({ client }) => client !== undefined)?.client;
}

function sendersOf(
  channels: readonly OpenChannel[],
  notices: Notices,
): Partial<Record<Channel, Sender>> {
  const senders: Partial<Record<Channel, Sender>> = {
    // The page reads the transcript; its delivery is to be told that there is more of it.
    web: async ({ contact }) => {
      notices.tell("web", contact);
      return { state: "sent" };
    },
  };
  for (const { name, sender } of channels) senders[name] = sender;
  return senders;
}

function since(time: Date): number {
  return (Date.now() - time.getTime()) / 1_000;
}

/** Without the record nothing works; without Redis everything does, a little slower. */
async function health(
  ledger: Ledger,
  shared: Shared,
  instances: readonly unknown[],
): Promise<Health> {
  const { waiting, setAside, failed, uncertain } = await ledger.counts();
  const redis = shared.state();
  return {
    ok: true,
    checks: {
      ledger: "ok",
      ...(redis === undefined ? {} : { redis }),
    },
    counts: {
      ...(redis === undefined ? {} : { instances: instances.length }),
      ...{ waiting, setAside, failed, uncertain },
    },
  };
}
