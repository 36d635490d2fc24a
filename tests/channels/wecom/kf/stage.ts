import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { wecomApi } from "../../../../src/channels/wecom/api.ts";
import { type Kf, type KfOptions, type KfPort, kf } from "../../../../src/channels/wecom/kf/kf.ts";
import type { CallbackPort } from "../../../../src/channels/wecom/port.ts";
import type { Choice, OutcomeKind } from "../../../../src/core/outcome.ts";
import { atTheEnd, platformEdges } from "../../../../src/handoff/edges.ts";
import { readWords } from "../../../../src/handoff/words.ts";
import { anyHour } from "../../../../src/knowledge/read.ts";
import {
  type Ledger,
  openLedger,
  type TurnInput,
  type TurnResult,
} from "../../../../src/ledger/ledger.ts";
import { startWorker } from "../../../../src/ledger/worker.ts";
import { startWecom, type Wecom, type WecomOptions } from "../../../emulators/wecom/emulator.ts";
import { fakePort } from "../fakePort.ts";
import { memoryTokens } from "../memoryTokens.ts";

export const account = "wkAJ2GCAAAZSfhHCt7IFSvLKtMPxyJTw";
export const choices: readonly Choice[] = [
  { label: "专利质押", text: "专利质押怎么申请" },
  { label: "人工服务", text: "转人工" },
];
const corp = { corpId: "ww6a112864f8022910", secret: "a-secret-of-the-app" } as const;
const keys = { token: "QDG6eK", aesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C" } as const;

/** A clock that a test moves; it runs on in between. */
export interface Clock {
  now(): Date;
  pass(hours: number): void;
}

export interface Stage {
  readonly wecom: Wecom;
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** Starts the program on the record; it is called back from then on. */
  run(more?: Partial<KfOptions>): Promise<Running>;
  close(): Promise<void>;
}

export interface Running {
  readonly kf: Kf;
  readonly port: ReturnType<typeof fakePort>;
  readonly api: ReturnType<typeof wecomApi>;
  /** Waits until all that WeCom knows has been pulled, handled and answered. */
  settled(): Promise<void>;
  /** Ends as a deployment ends it; callbacks then reach nobody. */
  stop(): Promise<void>;
}

/** WeCom, a record and the program between them. */
export async function stage(options: Partial<WecomOptions> = {}): Promise<Stage> {
  let ahead = 0;
  const clock: Clock = {
    now: () => new Date(Date.now() + ahead),
    pass: (hours) => {
      ahead += hours * 3_600_000;
    },
  };
  const wecom = await startWecom({
    ...corp,
    kf: { ...keys, accounts: [{ openKfId: account }] },
    clock: clock.now,
    settings: { retryAfter: [0, 10, 10], ...options.settings },
    ...options,
  });
  const ledger = await openLedger(":memory:", { now: clock.now });
  const running = new Set<Running>();
  const clocked = { words: readWords(), service: () => anyHour, now: clock.now };
  const edges = platformEdges(clocked);

  return {
    wecom,
    ledger,
    clock,
    async run(more = {}) {
      const port = fakePort();
      const { failures, address, count, report } = port;
      const api = wecomApi({
        apiRoot: wecom.url,
        ...corp,
        tokens: memoryTokens(),
        busyPauseMs: 1,
        now: clock.now,
      });
      const { cursor, lease, choice, servedByStaff } = ledger;
      const record: Omit<KfPort, keyof CallbackPort> = {
        ...{ cursor, lease, choice, servedByStaff },
        acceptPage: (page) => ledger.acceptPage(page, edges),
        async setOwner(channel, contact, owner, servicer) {
          await ledger.setOwner(channel, contact, owner, servicer, edges);
        },
      };
      const channel = kf({
        api,
        port: { failures, address, count, report, ...record },
        corpId: corp.corpId,
        ...keys,
        now: clock.now,
        ...more,
      });
      const server = createServer(getRequestListener(channel.routes.fetch));
      await new Promise<void>((listening) => {
        server.listen(0, "127.0.0.1", listening);
      });
      wecom.point({ kf: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
      const worker = startWorker(
        ledger,
        async (input) => atTheEnd(clocked, input, await answer(input)),
        { "wecom-kf": channel.sender },
        { policy: () => "resend", now: clock.now, pollMs: 50 },
      );
      channel.start();
      const self: Running = {
        kf: channel,
        port,
        api,
        async settled() {
          // A send may bring an event, an event a pull, a pull a send.
          for (let round = 0; round < 3; round += 1) {
            await wecom.quiet();
            await channel.idle();
            await worker.idle();
          }
        },
        async stop() {
          running.delete(self);
          wecom.point({ kf: "http://127.0.0.1:1/" });
          await channel.stop();
          await worker.stop();
          server.closeAllConnections();
          await new Promise((closed) => server.close(closed));
        },
      };
      running.add(self);
      return self;
    },
    async close() {
      for (const each of running) await each.stop();
      await ledger.close();
      await wecom.close();
    },
  };
}

/** Answers with what was asked, greets who arrives, and offers the choices to whoever asks for them. */
const answer = async ({ message, session }: TurnInput): Promise<TurnResult> => {
  const { text, arrival, returned, attachment } = message;
  const say = (words: string, kind: OutcomeKind, offered: readonly Choice[] = []) => ({
    session,
    outcome: { kind, text: words, citations: [], choices: offered, effects: [] },
    intent: "help",
    confidence: 1,
  });
  if (returned === true) return say("接下来由我回答", "say");
  if (arrival === true) return say("您好，我是知问", "say", choices);
  if (attachment !== undefined) return say(`收到${attachment.kind}`, "say");
  if (text === "菜单") return say("请选", "clarify", choices);
  if (text === "长") return say("这是一句话。".repeat(700), "answer");
  return say(`答：${text}`, "answer");
};
