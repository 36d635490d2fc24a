import type { Channel } from "../../core/channel.ts";

/** What one platform message holds; a longer text leaves in parts. */
export interface ChannelLimit {
  readonly most: number;
  /** `bytes` of UTF-8, or `characters` in UTF-16 units. */
  readonly unit: "bytes" | "characters";
}

/** As the channels' senders cut: telegram/sender, wecom/app, wecom/kf, wecom/aibot. */
export const channelLimits: Readonly<Record<Channel, ChannelLimit>> = {
  telegram: { most: 4_096, unit: "characters" },
  "wecom-app": { most: 2_048, unit: "bytes" },
  "wecom-kf": { most: 2_048, unit: "bytes" },
  "wecom-aibot": { most: 20_480, unit: "bytes" },
  web: { most: 4_000, unit: "characters" },
  terminal: { most: 4_000, unit: "characters" },
};

/** Of what staff write at once, in characters as a person counts them. */
export const longestAnswer = 4_000;
