/** The transports a contact can write through. */
export const channels = [
  "telegram",
  "wecom-app",
  "wecom-kf",
  "wecom-aibot",
  "web",
  "terminal",
] as const;

export type Channel = (typeof channels)[number];
