import { describe, expect, test } from "vitest";
import { appKeys, botKeys } from "./corp.ts";
import { type Forgery, forge, forgeries, forgeVerification, mutated, replay } from "./forge.ts";
import { tinyBot } from "./tinyBot.ts";

const at = new Date("2026-11-21T02:00:00Z");

/** What the tiny bot cannot judge: the envelope is its reader's concern, the cipher is good. */
const envelopeOnly: readonly Forgery[] = ["huge"];

describe.each([
  ["xml", appKeys, "<xml><MsgType><![CDATA[text]]></MsgType></xml>"],
  ["json", botKeys, '{"msgtype":"text"}'],
] as const)("%s", (format, keys, message) => {
  test("a strict receiver takes the genuine requests and refuses the others", async () => {
    const bot = await tinyBot(keys);
    for (const kind of forgeries) {
      if (envelopeOnly.includes(kind)) continue;
      const { url, genuine, ...request } = forge(kind, { url: bot.url, keys, format, message, at });
      const { status } = await fetch(url, request);
      expect([kind, status]).toEqual([kind, genuine ? 200 : 403]);
    }
    expect(bot.received.map((each) => each.message)).toEqual([message, message, message]);
    await bot.close();
  });

  test("all are different, and a replay is the same", () => {
    const from = { url: "http://127.0.0.1/callback", keys, format, message, at, nonce: "5" };
    const all = forgeries.map((kind) => forge(kind, from));
    expect(new Set(all.map(({ url, body }) => `${url} ${body}`)).size).toBe(forgeries.length);
    const [first] = all;
    expect(first && replay(first)).toEqual(first);
    expect(forge("huge", from).body.length).toBeGreaterThan(1024 * 1024);
  });

  test("a changed request is refused, or brings the same message", async () => {
    const bot = await tinyBot(keys);
    const good = forge("none", { url: bot.url, keys, format, message, at });
    let step = 0;
    const roll = () => {
      step += 1;
      return (step * 0.618_034) % 1;
    };
    let refused = 0;
    for (let number = 0; number < 200; number += 1) {
      const { url, ...request } = mutated(good, roll);
      refused += (await fetch(url, request)).status === 403 ? 1 : 0;
    }
    expect(refused).toBeGreaterThan(100);
    expect(refused + bot.received.length).toBe(200);
    for (const received of bot.received) expect(received.message).toBe(message);
    await bot.close();
  });
});

test("verifications: the good one is echoed, the others are not", async () => {
  const bot = await tinyBot(appKeys);
  const from = { url: bot.url, keys: appKeys, at, echo: "1616140317555161061" };
  const ask = async (kind: Parameters<typeof forgeVerification>[0]) => {
    const answer = await fetch(forgeVerification(kind, from).url);
    return [answer.status, await answer.text()];
  };
  expect(await ask("none")).toEqual([200, from.echo]);
  for (const kind of [
    "wrongSignature",
    "wrongReceiveId",
    "noEcho",
    "noQuery",
    "rawPlus",
  ] as const) {
    expect([kind, (await ask(kind))[0]]).toEqual([kind, 403]);
  }
  await bot.close();
});
