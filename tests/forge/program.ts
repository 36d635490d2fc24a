import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTelegram, type Telegram } from "../emulators/telegram/emulator.ts";
import { startWecom, type Wecom } from "../emulators/wecom/emulator.ts";
import { type Child, startChild } from "./child.ts";
import { agentId, keys, openKfId, paths, people, secrets, writers } from "./settings.ts";

/** The program under attack, with both platforms behind it. */
export interface Program {
  readonly child: Child;
  readonly telegram: Telegram;
  readonly wecom: Wecom;
  /** The file of its record. */
  readonly record: string;
  stop(): Promise<void>;
}

/** Starts it with every channel on, all WeCom doors with the same keys. */
export async function startProgram(): Promise<Program> {
  const folder = mkdtempSync(join(tmpdir(), "zhiwen-forge-"));
  const port = await freePort();
  const at = (path: string) => `http://127.0.0.1:${port}${path}`;
  const { token, aesKey, corpId } = keys;
  const telegram = await startTelegram({ token: secrets.telegram, seed: 11 });
  const wecom = await startWecom({
    corpId,
    secret: secrets.wecom,
    seed: 11,
    app: { token, aesKey, agentId, callbackUrl: at(paths["wecom-app"]) },
    kf: { token, aesKey, callbackUrl: at(paths["wecom-kf"]), accounts: [{ openKfId }] },
    bot: { token, aesKey, callbackUrl: at(paths["wecom-aibot"]) },
    // Rings of ours carry no token, and each asks for a pull.
    settings: { tokenlessPerMinute: 1_000_000, keep: 50_000 },
  });
  // Those who write genuinely exist at their platform, so that they can be answered.
  for (let n = 0; n < 60; n += 1) {
    wecom.member(writers.genuine(n));
    telegram.person(people.genuine(n));
  }
  const child = await startChild({
    PORT: String(port),
    DATA_DIR: folder,
    LOG_LEVEL: "debug",
    PUBLIC_URL: at(""),
    TELEGRAM_BOT_TOKEN: secrets.telegram,
    TELEGRAM_WEBHOOK_SECRET: secrets.webhook,
    TELEGRAM_API_ROOT: telegram.url,
    WECOM_CORP_ID: corpId,
    WECOM_SECRET: secrets.wecom,
    WECOM_AGENT_ID: String(agentId),
    WECOM_TOKEN: token,
    WECOM_AES_KEY: aesKey,
    WECOM_BOT_TOKEN: token,
    WECOM_BOT_AES_KEY: aesKey,
    WECOM_API_ROOT: wecom.url,
  });
  const stop = async () => {
    await child.stop();
    await Promise.all([telegram.close(), wecom.close()]);
    rmSync(folder, { recursive: true, force: true });
  };
  if (child.port === 0) {
    await stop();
    throw new Error(`[forge] the program did not start: ${child.log().slice(-2_000)}`);
  }
  return { child, telegram, wecom, record: join(folder, "zhiwen.db"), stop };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
