import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildApp } from "../../../src/app.ts";
import { readConfig } from "../../../src/config.ts";
import { listen } from "../../../src/http/listen.ts";
import { type Ledger, openLedger } from "../../../src/ledger/ledger.ts";
import { createLog } from "../../../src/log.ts";
import { callbackPaths, credentials } from "../../emulators/page/environment.ts";
import { startTelegram, type Telegram } from "../../emulators/telegram/emulator.ts";
import { startWecom, type Wecom } from "../../emulators/wecom/emulator.ts";

/** The whole program on a record on the disk, with both platforms and one clock for all of them. */
export interface Office {
  readonly origin: string;
  readonly ledger: Ledger;
  readonly telegram: Telegram;
  readonly wecom: Wecom;
  now(): Date;
  /** Sets the clock, which goes on from there. */
  set(time: string): void;
  pass(minutes: number): void;
  /** From now on what was written is handled. */
  open(): Promise<void>;
  close(): Promise<void>;
}

/** @param time where the clock begins; on a Tuesday morning the office is open */
export async function openOffice(time = "2026-11-17T01:30:00Z"): Promise<Office> {
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  const set = (to: string) => {
    ahead = Date.parse(to) - Date.now();
  };
  set(time);
  const folder = mkdtempSync(join(tmpdir(), "zhiwen-desk-"));
  const telegram = await startTelegram({ token: credentials.telegramToken, clock: now });
  const { token, aesKey } = credentials;
  const wecom = await startWecom({
    corpId: credentials.corpId,
    secret: credentials.secret,
    clock: now,
    kf: { token, aesKey, callbackUrl: `http://127.0.0.1:9${callbackPaths.kf}` },
  });
  const config = readConfig({
    DATA_DIR: folder,
    LOG_LEVEL: "error",
    TELEGRAM_BOT_TOKEN: credentials.telegramToken,
    TELEGRAM_API_ROOT: telegram.url,
    WECOM_CORP_ID: credentials.corpId,
    WECOM_SECRET: credentials.secret,
    WECOM_KF_TOKEN: token,
    WECOM_KF_AES_KEY: aesKey,
    WECOM_API_ROOT: wecom.url,
  });
  const ledger = await openLedger(config.record, { now });
  const app = await buildApp(config, createLog("error"), { ledger, now });
  const server = await listen(app.http, 0, { grace: 200 });
  wecom.point({ kf: `http://127.0.0.1:${server.port}${callbackPaths.kf}` });
  return {
    origin: `http://localhost:${server.port}`,
    ledger,
    telegram,
    wecom,
    now,
    set,
    pass: (minutes) => {
      ahead += minutes * 60_000;
    },
    open: () => app.run(),
    async close() {
      await server.close();
      await app.close();
      await telegram.close();
      await wecom.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
