import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { startTelegram } from "../emulators/telegram/emulator.ts";
import { startWecom } from "../emulators/wecom/emulator.ts";
import { zhiwen } from "./zhiwen.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

const token = "1234567:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const corp = { corpId: "ww0123456789abcdef", secret: "right-secret" };
const app = { agentId: 1000002, token: "apptoken", aesKey: "a".repeat(43) };

async function environment() {
  const telegram = await startTelegram({ token });
  const kf = { token: "kftoken", aesKey: app.aesKey, accounts: [{ openKfId: "wk1" }] };
  const wecom = await startWecom({ ...corp, app, kf });
  open.push(telegram, wecom);
  return {
    DATA_DIR: mkdtempSync(join(tmpdir(), "zhiwen-doctor-")),
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_API_ROOT: telegram.url,
    WECOM_CORP_ID: corp.corpId,
    WECOM_SECRET: corp.secret,
    WECOM_AGENT_ID: String(app.agentId),
    WECOM_TOKEN: app.token,
    WECOM_AES_KEY: app.aesKey,
    WECOM_API_ROOT: wecom.url,
  };
}

test("finds nothing where all is well", async () => {
  const { code, stdout } = await zhiwen(["doctor"], await environment());
  expect(stdout).toContain("all is well");
  for (const part of ["record", "telegram", "wecom-kf", "wecom-app"]) {
    expect(stdout).toContain(`ok    ${part}`);
  }
  expect(code).toBe(0);
});

test("says of each part what is wrong and the fix, and shows no secret", async () => {
  const { code, stdout } = await zhiwen(["doctor"], {
    ...(await environment()),
    TELEGRAM_BOT_TOKEN: `7654321:${"B".repeat(35)}`,
    WECOM_SECRET: "wrong-secret",
    REDIS_URL: "redis://127.0.0.1:1",
    PUBLIC_URL: "http://127.0.0.1:1",
    TELEGRAM_WEBHOOK_SECRET: "hook",
  });
  expect(code).toBe(1);
  for (const part of ["redis", "telegram", "wecom-kf", "wecom-app", "callbacks"]) {
    expect(stdout, part).toContain(`WRONG ${part}`);
  }
  expect(stdout).toContain("ok    record");
  expect(stdout).not.toMatch(/BBBB|wrong-secret|apptoken/);
});
