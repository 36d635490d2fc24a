/** Who and what there is in every run: few of each, so that they meet often. */
import type { Channel } from "../../src/core/channel.ts";
import type { StaffRef } from "../../src/core/staff.ts";
import type { Service } from "../../src/knowledge/entry.ts";

export const contacts = [
  { channel: "telegram", contact: "tg-1" },
  { channel: "wecom-kf", contact: "kf-1" },
  { channel: "wecom-kf", contact: "kf-2" },
  { channel: "web", contact: "web-1" },
] as const satisfies readonly { channel: Channel; contact: string }[];

export const channels = ["telegram", "wecom-kf", "web"] as const;

export const staff = [
  { id: "s1", name: "小李" },
  { id: "s2", name: "小王" },
  { id: "s3", name: "小赵" },
] as const satisfies readonly StaffRef[];

/** Members who serve in the platform's own client. */
export const servicers = ["zhang", "chen"] as const;

const day = ["09:00-12:00", "14:00-17:30"];
export const service: Service = {
  hours: {
    weekly: { monday: day, tuesday: day, wednesday: day, thursday: day, friday: day },
    closed: [],
    extra: {},
  },
  waits: { escalate: 3, giveUp: 15, answer: 5, idle: 60 },
  followUpDays: 3,
};

/** A Friday morning, in office hours. */
export const start = Date.parse("2026-11-20T01:30:00Z");
export const minute = 60_000;
export const day24 = 24 * 60 * minute;

/** What can be sent twice without being seen twice is sent again when nobody knows. */
export const policy = (channel: Channel): "resend" | "hold" =>
  channel === "wecom-kf" ? "resend" : "hold";
