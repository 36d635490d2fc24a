import type { Keys } from "./crypto.ts";
import { startWecom, type Wecom, type WecomOptions } from "./emulator.ts";
import { type Client, client, type TinyBot, tinyBot } from "./tinyBot.ts";

export const corpId = "ww6a112864f8022910";
export const secret = "secret-of-the-app";
const aesKey = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C";
export const appKeys: Keys = { token: "QDG6eK", aesKey, receiveId: corpId };
export const kfKeys: Keys = { token: "KFtoken", aesKey, receiveId: corpId };
export const botKeys: Keys = { token: "BOTtoken", aesKey, receiveId: "" };

/** A corp with all ways in, each with a tiny bot behind it, on a clock a test may move. */
export interface Corp {
  readonly wecom: Wecom;
  readonly app: TinyBot;
  readonly kf: TinyBot;
  readonly bot: TinyBot;
  readonly call: Client;
  pass(ms: number): void;
  close(): Promise<void>;
}

export async function corp(settings: WecomOptions["settings"] = {}): Promise<Corp> {
  let time = Date.parse("2026-11-21T02:00:00Z");
  const [app, kf, bot] = await Promise.all([appKeys, kfKeys, botKeys].map(tinyBot));
  if (app === undefined || kf === undefined || bot === undefined) throw new Error("no bots");
  const wecom = await startWecom({
    corpId,
    secret,
    clock: () => new Date(time),
    seed: 7,
    app: { ...appKeys, agentId: 1000002, callbackUrl: app.url },
    kf: {
      ...kfKeys,
      callbackUrl: kf.url,
      accounts: [
        { openKfId: "wkFirst" },
        { openKfId: "wkOther", managed: false },
        { openKfId: "wkThird" },
      ],
    },
    bot: { ...botKeys, botId: "AIBOT1", name: "知问", callbackUrl: bot.url },
    botConnection: { botId: "AIBOT2", secret: "secret-of-the-bot" },
    settings: { retryAfter: [0, 20, 20], pollEvery: 10, ...settings },
  });
  return {
    wecom,
    app,
    kf,
    bot,
    call: client(wecom, corpId, secret),
    pass: (ms) => {
      time += ms;
    },
    close: async () => {
      await wecom.close();
      await Promise.all([app, kf, bot].map((each) => each.close()));
    },
  };
}
