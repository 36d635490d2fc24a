import { callbackPaths, credentials } from "../emulators/page/environment.ts";
import { startTelegram, type Telegram } from "../emulators/telegram/emulator.ts";
import { startWecom, type Wecom } from "../emulators/wecom/emulator.ts";

/** WeCom and Telegram, both calling the program at one address. */
export interface Platforms {
  readonly wecom: Wecom;
  readonly telegram: Telegram;
  /** What the program's environment has to hold; with `polling` it asks Telegram for updates. */
  environment(polling: boolean): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Two, so that they are pulled beside each other. */
export const kfAccounts = ["wkTorture00000000000000000000001", "wkTorture00000000000000000000002"];
const publicUrl = "https://bot.example";
const webhookSecret = "torture-webhook-not-a-secret";

/** @param port where the program is reached */
export async function startPlatforms(port: number, seed: number): Promise<Platforms> {
  const bot = `http://127.0.0.1:${port}`;
  const { token, aesKey } = credentials;
  const telegram = await startTelegram({
    token: credentials.telegramToken,
    seed,
    reach: (url) => url.replace(publicUrl, bot),
    webhook: { firstRetry: 300, longestRetry: 2_000 },
  });
  const wecom = await startWecom({
    corpId: credentials.corpId,
    secret: credentials.secret,
    app: {
      agentId: credentials.agentId,
      token,
      aesKey,
      callbackUrl: `${bot}${callbackPaths.app}`,
    },
    kf: {
      token,
      aesKey,
      callbackUrl: `${bot}${callbackPaths.kf}`,
      accounts: kfAccounts.map((openKfId) => ({ openKfId })),
    },
    bot: {
      token: credentials.botToken,
      aesKey: credentials.botAesKey,
      callbackUrl: `${bot}${callbackPaths.bot}`,
    },
    seed,
    // How long WeCom waits before its three repeats is not documented: as long as a restart takes.
    settings: { retryAfter: [300, 1_000, 2_000], keep: 5_000 },
  });
  return {
    wecom,
    telegram,
    environment: (polling) => ({
      TELEGRAM_BOT_TOKEN: credentials.telegramToken,
      TELEGRAM_API_ROOT: telegram.url,
      ...(polling ? {} : { PUBLIC_URL: publicUrl, TELEGRAM_WEBHOOK_SECRET: webhookSecret }),
      WECOM_CORP_ID: credentials.corpId,
      WECOM_SECRET: credentials.secret,
      WECOM_AGENT_ID: String(credentials.agentId),
      WECOM_TOKEN: token,
      WECOM_AES_KEY: aesKey,
      WECOM_API_ROOT: wecom.url,
      WECOM_BOT_TOKEN: credentials.botToken,
      WECOM_BOT_AES_KEY: credentials.botAesKey,
    }),
    async close() {
      await telegram.close();
      await wecom.close();
    },
  };
}
