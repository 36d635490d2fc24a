/** What the attacked program is set up with; made up. Strings called canaries must never be logged. */

/** One set of keys for all WeCom doors: the worst case for mixing them up. */
export const keys = {
  token: "canarytokenofforge",
  aesKey: "Zm9yZ2UtY2FuYXJ5LWtleS1ub3QtYS1zZWNyZXQtMDE",
  corpId: "wwcanaryforge000001",
} as const;

export const secrets = {
  wecom: "canary-secret-of-the-corp",
  telegram: "1000000003:canary-token-of-the-telegram-bot",
  webhook: "canary-webhook-secret_4f1c",
} as const;

export const agentId = 1_000_003;
export const openKfId = "wkforge";

/** Stands in every text that is sent: no log line may hold it. */
export const plaintext = "canaryplaintext";

export const canaries: readonly string[] = [
  keys.token,
  keys.aesKey,
  secrets.wecom,
  secrets.telegram,
  secrets.webhook,
  plaintext,
];

/** Who writes: the ids say how the request was made, so that the record shows what was let in. */
export const writers = {
  genuine: (n: number) => `genuine${n % 60}`,
  forged: (n: number) => `forged${n % 1_000}`,
  hostile: (n: number) => `hostile${n % 300}`,
} as const;

/** The same in Telegram, where people are numbers. */
export const people = {
  genuine: (n: number) => 5_550_000_000 + (n % 60),
  forged: (n: number) => 6_660_000_000 + (n % 1_000),
  hostile: (n: number) => 7_770_000_000 + (n % 300),
} as const;

export const paths = {
  telegram: "/channels/telegram",
  "wecom-app": "/channels/wecom/app",
  "wecom-kf": "/channels/wecom/kf",
  "wecom-aibot": "/channels/wecom/aibot",
  web: "/api/messages",
} as const;

export type DoorName = keyof typeof paths;
export const doorNames = Object.keys(paths) as DoorName[];
