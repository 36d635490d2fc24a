import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import { type App, buildApp } from "../../src/app.ts";
import { callbackCrypto } from "../../src/channels/wecom/crypto.ts";
import { readConfig } from "../../src/config.ts";
import { type Ledger, openLedger } from "../../src/ledger/ledger.ts";
import { createLog } from "../../src/log.ts";

const keys = { token: "QDG6eK", aesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C" };
let app: App | undefined;
let ledger: Ledger;
afterEach(() => app?.close());

async function program(): Promise<App> {
  const settings = { WECOM_BOT_TOKEN: keys.token, WECOM_BOT_AES_KEY: keys.aesKey };
  ledger = await openLedger(":memory:");
  app = await buildApp(readConfig(settings), createLog("silent"), { ledger });
  return app;
}

async function figure(name: string): Promise<number | undefined> {
  const page = (await (await app?.http.request("/metrics"))?.text()) ?? "";
  const line = page.split("\n").find((each) => each.startsWith(`zhiwen_${name} `));
  return line === undefined ? undefined : Number(line.split(" ").at(-1));
}

test("a reply that a callback took with it is counted as delivered", async () => {
  const { run, http } = await program();
  await run();
  const body = {
    msgid: "m1",
    chattype: "single",
    from: { userid: "li.si" },
    msgtype: "text",
    text: { content: "你好" },
  };
  const sealed = callbackCrypto({ ...keys, receiveId: "" }).seal(JSON.stringify(body));
  const { encrypt, signature, timestamp, nonce } = sealed;
  const query = new URLSearchParams({ msg_signature: signature, timestamp, nonce });
  const callback = { method: "POST", body: JSON.stringify({ encrypt }) };
  await vi.waitFor(
    async () => {
      await http.request(`/channels/wecom/aibot?${query}`, callback);
      expect(await figure('deliveries_total{channel="wecom-aibot",state="sent"}')).toBe(1);
    },
    { timeout: 10_000 },
  );
  expect(await figure('answer_seconds_count{channel="wecom-aibot"}')).toBe(1);
});

test("the time of an answer begins where its message was accepted", async () => {
  const { run } = await program();
  const message = { id: "1", channel: "web", contact: "c", text: "你好", at: new Date() } as const;
  await ledger.accept(message);
  await sleep(400);
  await run();
  await vi.waitFor(async () => expect(await figure('answer_seconds_count{channel="web"}')).toBe(1));
  expect(await figure('answer_seconds_sum{channel="web"}')).toBeGreaterThanOrEqual(0.4);
});
