import type { Delivery } from "../../../../src/core/delivery.ts";
import { now } from "./callbacks.ts";

/** A reply to a member, on its first try. */
export function delivery(more: Partial<Delivery> = {}): Delivery {
  return {
    id: "d-1",
    fence: 1,
    conversation: "c-1",
    channel: "wecom-app",
    contact: "zhangsan",
    seq: 1,
    state: "sending",
    speaker: "bot",
    text: "您好",
    kind: "say",
    citations: [],
    choices: [],
    messageId: "1000002/1",
    handle: { userid: "ZhangSan" },
    attempts: 1,
    partsSent: 0,
    bounces: 0,
    sentSince: 0,
    contactAt: now,
    createdAt: now,
    dueAt: now,
    ...more,
  };
}

export const choices = [
  { label: "继续登记", text: "继续登记专家服务" },
  { label: "取消", text: "取消" },
];
