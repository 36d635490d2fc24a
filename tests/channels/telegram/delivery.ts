import type { Delivery } from "../../../src/core/delivery.ts";

/** A reply about to leave, to the person 7 unless told. */
export function delivery(fields: Partial<Delivery> = {}): Delivery {
  const at = new Date(1_795_226_400_000);
  return {
    id: "r-1",
    fence: 1,
    conversation: "c1",
    channel: "telegram",
    contact: "7",
    seq: 1,
    state: "sending",
    speaker: "bot",
    text: "评估费由银行承担。",
    kind: "answer",
    citations: [],
    choices: [],
    messageId: "4242/m31",
    handle: {},
    attempts: 1,
    partsSent: 0,
    bounces: 0,
    sentSince: 0,
    contactAt: at,
    createdAt: at,
    dueAt: at,
    ...fields,
  };
}
