import { kfSender } from "../../../../src/channels/wecom/kf/sender.ts";
import { type Delivery, Halt, type SendResult } from "../../../../src/core/delivery.ts";
import { type Answered, type FakeApi, fakeApi } from "./fakeApi.ts";
import { kfRecord } from "./record.ts";
import { contact, minutesAgo, now } from "./sample.ts";

export function delivery(more: Partial<Delivery> = {}): Delivery {
  return {
    id: "d-1",
    fence: 1,
    conversation: "c-1",
    channel: "wecom-kf",
    contact,
    seq: 1,
    state: "sending",
    speaker: "bot",
    text: "您好",
    kind: "answer",
    citations: [],
    choices: [],
    messageId: "m1",
    handle: {},
    attempts: 1,
    partsSent: 0,
    bounces: 0,
    sentSince: 0,
    contactAt: minutesAgo(1),
    createdAt: now,
    dueAt: now,
    ...more,
  };
}

export interface Sent {
  /** `halted` where the sender let through that the rest must not leave. */
  readonly result: SendResult | { readonly state: "halted" };
  readonly api: FakeApi;
  readonly progress: number[];
  readonly errors: unknown[];
  readonly owner: string | undefined;
}

export interface SendOptions {
  readonly at?: Date;
  /** Whether a person has come, asked before each call that follows another. */
  readonly taken?: () => boolean;
}

/** Sends through an API that answers well, but for what is told of a path's first calls. */
export async function send(
  what: Delivery,
  answers: Readonly<Record<string, readonly Answered[]>> = {},
  { at = now, taken = () => false }: SendOptions = {},
): Promise<Sent> {
  const api = fakeApi((path, _, before) => answers[path]?.[before] ?? { errcode: 0, msgid: "x" });
  const record = kfRecord();
  const port = record.port();
  const progress: number[] = [];
  const sender = kfSender({ api, port, now: () => at });
  const result = await sender(what, async (parts) => {
    progress.push(parts);
    if (taken()) throw new Halt();
  }).catch((error: unknown) => {
    if (error instanceof Halt) return { state: "halted" } as const;
    throw error;
  });
  return { result, api, progress, errors: port.errors, owner: record.owners.get(contact) };
}

export const long = "这是一句话。".repeat(300);
export const sendMsg = (...answers: Answered[]) => ({ "kf/send_msg": answers });
