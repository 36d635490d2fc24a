import type { Channel } from "../../src/core/channel.ts";
import type { Outcome } from "../../src/core/outcome.ts";
import type { Session } from "../../src/core/session.ts";
import { createDesk } from "../../src/handoff/createDesk.ts";
import type { HandoffPort } from "../../src/handoff/port.ts";
import { handoffStep } from "../../src/handoff/step.ts";
import { readWords } from "../../src/handoff/words.ts";
import type { Service } from "../../src/knowledge/entry.ts";
import { anyHour } from "../../src/knowledge/read.ts";
import { openLedger, type TurnInput, type TurnResult } from "../../src/ledger/ledger.ts";

export const li = { id: "s-li", name: "小李" };
export const wang = { id: "s-wang", name: "小王" };

/** Saturday evening, and a Monday morning within office hours. */
export const saturday = new Date("2026-11-21T20:00:00+08:00");
export const monday = new Date("2026-11-23T10:00:00+08:00");

export const officeService: Service = {
  ...anyHour,
  hours: {
    weekly: {
      monday: ["09:00-12:00", "14:00-17:30"],
      tuesday: ["09:00-12:00", "14:00-17:30"],
    },
    closed: [],
    extra: {},
  },
};

type Said = Partial<Outcome> & { readonly misses?: number };

/** A real record with the real handoff parts around a bot that says what it is told to. */
export async function stage(options: { service?: Service; at?: Date } = {}) {
  let time = options.at ?? monday;
  let staffed = true;
  let inClient = false;
  let bot: (input: TurnInput) => Said = () => ({ kind: "answer", text: "机器人的回答" });
  const took: { contact: string; text: string }[] = [];
  let client: Awaited<ReturnType<NonNullable<HandoffPort["handOver"]>>> = { kind: "pool" };
  const changed: string[] = [];
  const gone = new Set<string>();
  const ledger = await openLedger(":memory:", { now: () => time });
  const port: HandoffPort = {
    record: ledger.desk,
    words: readWords(),
    service: () => options.service ?? anyHour,
    now: () => time,
    staffed: async () => staffed,
    gone: async () => gone,
    changed: (conversation) => void changed.push(conversation),
    servedInClient: (channel) => inClient && channel === "wecom-kf",
    handOver: async (channel, contact, text) => {
      if (channel !== "wecom-kf") return undefined;
      took.push({ contact, text });
      return client;
    },
    reach: ({ channel }) =>
      channel === "wecom-kf"
        ? { can: false, why: "the customer wrote more than 48 h ago" }
        : { can: true },
    requeue: (delivery) => ledger.requeue(delivery),
  };
  const desk = createDesk(port, () => () => undefined);
  const step = handoffStep(
    port,
    () => ({
      desk: { topic: "subsidy" },
      capsule: { question: "能补多少", slots: [], passages: [], receipts: [] },
    }),
    async (input): Promise<TurnResult> => {
      const { misses, ...outcome } = bot(input);
      const { choices = [] } = outcome;
      const session: Session = { ...input.session, misses: misses ?? 0, choices };
      const blank = { kind: "say", text: "", citations: [], choices: [], effects: [] } as const;
      return { session, outcome: { ...blank, ...outcome }, intent: "subsidy", confidence: 1 };
    },
  );
  let written = 0;

  return {
    ledger,
    port,
    desk,
    changed,
    gone,
    took,
    setTime: (to: Date) => {
      time = to;
    },
    pass: (minutes: number) => {
      time = new Date(time.getTime() + minutes * 60_000);
    },
    setStaffed: (to: boolean) => {
      staffed = to;
    },
    serveInClient: (with_: typeof client) => {
      inClient = true;
      client = with_;
    },
    botSays: (outcome: Said) => {
      bot = () => outcome;
    },
    now: () => time,
    /** Writes as a contact and has it handled; the conversation. */
    async write(text: string, contact = "c1", channel: Channel = "telegram"): Promise<string> {
      const id = `m${++written}`;
      const { conversation } = await ledger.accept({ id, channel, contact, text, at: time });
      await ledger.turn(conversation, step);
      return conversation;
    },
    /** Sends what is due; what the contact saw. */
    async sent(): Promise<string[]> {
      const seen: string[] = [];
      for (;;) {
        const due = await ledger.dueDeliveries(["telegram", "web", "wecom-kf"], 50, time);
        if (due.length === 0) return seen;
        for (const { id, fence, text } of due) {
          seen.push(text);
          await ledger.settle(id, fence, { state: "sent" });
        }
      }
    },
    newest: (conversation: string) => ledger.desk.newestHandoff(conversation),
    close: () => ledger.close(),
  };
}

export type Stage = Awaited<ReturnType<typeof stage>>;

/** The bot's word that a person is wanted. */
export const wanted = { kind: "handoff", reason: "asked", text: "已记下。" } as const;
