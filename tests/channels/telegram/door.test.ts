import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { connect } from "../../../src/channels/telegram/api.ts";
import { telegramWebhook } from "../../../src/channels/telegram/door.ts";
import { intake } from "../../../src/channels/telegram/intake.ts";
import { malformed, unauthentic, wrongMethods } from "../../emulators/telegram/forge.ts";
import { startBotApi, token } from "./botApi.ts";
import { type FakePort, fakePort } from "./fakePort.ts";
import { bot, inGroup, mention, pressed, written } from "./updates.ts";

const secret = "s3cret-S3CRET_0123456789";
const path = "/channels/telegram";
const header = "X-Telegram-Bot-Api-Secret-Token";
const pressedAt = new Date("2026-11-17T02:03:04Z");

const api = await startBotApi();
afterAll(() => api.close());

function setUp(me = async () => bot) {
  const port = fakePort();
  const now = () => pressedAt;
  const taken = intake(port, connect({ token, apiRoot: api.url }), { id: bot.id, me, now });
  const app = telegramWebhook(port, secret, taken);
  const post = (
    body: string | Uint8Array,
    headers: Record<string, string> = { [header]: secret },
  ) => app.request(path, { method: "POST", headers, body } as RequestInit);
  const tell = (update: unknown) => post(JSON.stringify(update));
  return { port, app, post, tell, taken };
}

const question = written({ text: "评估费多少？" });

describe("the webhook", () => {
  test("answers 200 once the message is stored, not before", async () => {
    const { port, tell } = setUp();
    const stored = Promise.withResolvers<void>();
    port.beforeStore = () => stored.promise;
    let status: number | undefined;
    const response = (async () => {
      status = (await tell(question)).status;
    })();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(status).toBeUndefined();
    stored.resolve();
    await response;
    expect(status).toBe(200);
    expect(port.accepted).toMatchObject([{ id: "4242/m31", contact: "7", text: "评估费多少？" }]);
    expect(port.counted).toEqual(["accepted"]);
  });

  test("a repeat is 200 as well, so that Telegram stops", async () => {
    const { port, tell } = setUp();
    expect((await tell(question)).status).toBe(200);
    expect((await tell(question)).status).toBe(200);
    expect(port.accepted).toHaveLength(1);
    expect(port.counted).toEqual(["accepted", "repeat"]);
  });

  test("a bot that takes another's place counts anew: what is written to it is no repeat", async () => {
    const { port, tell, taken } = setUp();
    await tell(question);
    const another = intake(port, connect({ token, apiRoot: api.url }), {
      id: bot.id + 1,
      me: async () => bot,
      now: () => pressedAt,
    });
    await another.take(written({ text: "利率多少？" }));
    port.offered.set("7 r-1", [{ label: "是", text: "是的" }]);
    await tell(pressed({ data: "r-1:0" }));
    await another.take(pressed({ data: "r-1:0" }));
    await Promise.all([taken.idle(), another.idle()]);
    expect(port.accepted.map(({ text }) => text)).toEqual([
      "评估费多少？",
      "利率多少？",
      "是的",
      "是的",
    ]);
    expect(port.counted).not.toContain("repeat");
  });

  test("a store that is down gives 503 and the message comes again", async () => {
    const { port, tell } = setUp();
    port.beforeStore = () => {
      throw new Error("disk full");
    };
    const refused = await tell(question);
    expect(refused.status).toBe(503);
    expect(refused.headers.get("Retry-After")).toBe("5");
    expect(await refused.text()).not.toContain("disk");
    port.beforeStore = () => {};
    expect((await tell(question)).status).toBe(200);
    expect(port.accepted).toHaveLength(1);
    expect(port.counted).toEqual(["not-stored", "accepted"]);
  });

  test("what is nothing to us is 200 and counted", async () => {
    const { port, tell } = setUp();
    expect((await tell({ update_id: 1, telepathy: {} })).status).toBe(200);
    expect((await tell(written({ text: 7 }))).status).toBe(200);
    expect(port.counted).toEqual(["ignored", "unreadable"]);
    expect(port.accepted).toEqual([]);
  });

  test("who blocks the bot and who is back is told", async () => {
    const { port, tell } = setUp();
    const chat = { id: 7, type: "private" };
    for (const status of ["kicked", "member"]) {
      const from = { id: 7, is_bot: false };
      await tell({ update_id: 1, my_chat_member: { chat, from, new_chat_member: { status } } });
    }
    expect(port.reach).toEqual([
      ["7", false],
      ["7", true],
    ]);
  });

  test("a group's message waits at Telegram until the bot knows its name; private ones do not", async () => {
    let known = false;
    const me = async () => {
      if (!known) throw new Error("Telegram is not reached");
      return bot;
    };
    const { port, tell } = setUp(me);
    const text = "@zhiwen_bot 你好";
    const update = inGroup({ text, entities: [mention(text, "@zhiwen_bot")] });
    expect((await tell(update)).status).toBe(503);
    expect((await tell(question)).status).toBe(200);
    known = true;
    expect((await tell(update)).status).toBe(200);
    expect(port.accepted.map(({ contact }) => contact)).toEqual(["7", "-1001234567890:7"]);
  });
});

describe("a press", () => {
  const answers = () => api.calls.filter(({ method }) => method === "answerCallbackQuery");
  const offer = (port: FakePort, contact: string) =>
    port.offered.set(`${contact} r-1`, [
      { label: "是", text: "是的" },
      { label: "否", text: "不是" },
    ]);

  test("is accepted as what its button stands for, then answered", async () => {
    const { port, tell, taken } = setUp();
    api.calls.length = 0;
    offer(port, "7");
    expect((await tell(pressed({ data: "r-1:1" }))).status).toBe(200);
    await taken.idle();
    expect(port.accepted).toMatchObject([
      { id: "4242/b40-1", contact: "7", text: "不是", at: pressedAt },
    ]);
    expect(answers()).toMatchObject([{ params: { callback_query_id: "q1", text: "已选：否" } }]);
  });

  test("pressed again under a new update is one message", async () => {
    const { port, tell, taken } = setUp();
    api.calls.length = 0;
    offer(port, "7");
    await tell(pressed({ data: "r-1:0" }));
    await tell({ ...pressed({ data: "r-1:0", id: "q2" }), update_id: 555 });
    await taken.idle();
    expect(port.accepted).toHaveLength(1);
    expect(answers().map(({ params }) => params["text"])).toEqual(["已选：是", "已经选过：是"]);
  });

  test.each([
    ["somebody else's", { data: "r-1:0", from: { id: 8, is_bot: false } }],
    ["a forged reply", { data: "r-2:0" }],
    ["a choice beyond the last", { data: "r-1:2" }],
    ["not ours", { data: "menu/0" }],
  ])("%s is answered politely and nothing is accepted", async (_, fields) => {
    const { port, tell, taken } = setUp();
    api.calls.length = 0;
    offer(port, "7");
    expect((await tell(pressed(fields))).status).toBe(200);
    await taken.idle();
    expect(port.accepted).toEqual([]);
    expect(port.counted).toEqual(["forged-choice"]);
    expect(answers()).toHaveLength(1);
    expect(String(answers()[0]?.params["text"])).toContain("失效");
  });

  test("is stored even where its answer fails", async () => {
    const { port, tell, taken } = setUp();
    const { reply } = api;
    api.reply = () => ({ ok: false, error_code: 400, description: "query is too old" });
    offer(port, "7");
    expect((await tell(pressed({ data: "r-1:0" }))).status).toBe(200);
    await taken.idle();
    api.reply = reply;
    expect(port.accepted).toHaveLength(1);
    expect(port.counted).toEqual(["accepted", "call-failed"]);
  });
});

describe("hostile calls", () => {
  test.each(unauthentic({ secret, update: question }))(
    "$name: 401 and unread",
    async ({ headers }) => {
      const { port, app } = setUp();
      let read = false;
      const body = new ReadableStream(
        {
          pull(controller) {
            read = true;
            controller.enqueue(Buffer.from(JSON.stringify(question)));
            controller.close();
          },
        },
        { highWaterMark: 0 },
      );
      const init = { method: "POST", headers, body, duplex: "half" } as RequestInit;
      expect((await app.request(path, init)).status).toBe(401);
      expect(read).toBe(false);
      expect(port.accepted).toEqual([]);
      expect(port.counted).toEqual(["bad-secret"]);
    },
  );

  test.each(malformed({ secret, update: question }))("$name: never a fault", async (forged) => {
    const { port, post } = setUp();
    const response = await post(forged.body, forged.headers);
    expect([200, 400, 413]).toContain(response.status);
    // What is left of the genuine update may be taken, under ids that are its own.
    for (const { contact, at } of port.accepted) {
      expect(contact).toMatch(/^\d+$/);
      expect(Number.isNaN(at.getTime())).toBe(false);
    }
    if (response.status !== 200) expect(port.accepted).toEqual([]);
  });

  test.each(wrongMethods({ secret, update: question }))("$name is no way in", async (forged) => {
    const { app, port } = setUp();
    const { method, headers, body } = forged;
    const init = { method, headers, ...(method === "GET" ? {} : { body }) } as RequestInit;
    expect((await app.request(path, init)).status).toBe(404);
    expect(port.accepted).toEqual([]);
  });

  test("a body that grows without end is cut off", async () => {
    const { app, port } = setUp();
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        sent += 65_536;
        if (sent > 64 * 1024 * 1024) controller.close();
        else controller.enqueue(Buffer.alloc(65_536, " "));
      },
    });
    const headers = { [header]: secret };
    const init = { method: "POST", headers, body, duplex: "half" } as RequestInit;
    expect((await app.request(path, init)).status).toBe(413);
    expect(sent).toBeLessThan(4 * 1024 * 1024);
    expect(port.accepted).toEqual([]);
  });

  test("who guesses the secret too often is told to wait, who knows it is not", async () => {
    const { port, post } = setUp();
    port.wrongSecretsLeft = 5;
    const from = (address: string, given: string) =>
      post(JSON.stringify(question), { [header]: given, "x-test-address": address });
    const statuses: number[] = [];
    for (let at = 0; at < 8; at++) statuses.push((await from("203.0.113.9", "guess")).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    // Behind a proxy that is not told of, Telegram calls from the same address as the guesser.
    expect((await from("203.0.113.9", secret)).status).toBe(200);
    expect(port.accepted).toHaveLength(1);
  });

  test("right secrets take nothing from the budget", async () => {
    const { port, tell } = setUp();
    port.wrongSecretsLeft = 0;
    for (let at = 0; at < 20; at++) expect((await tell(question)).status).toBe(200);
  });

  /** Any part of a genuine update replaced by anything, sent with and without the secret. */
  test("5,000 mutated bodies: never a fault, nothing without the secret", async () => {
    const anything = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom<unknown>("\u0000", "\ud800", 2 ** 60, -1, "__proto__", [], {}, "7", "@a"),
    );
    const updates = fc.constantFrom(
      question,
      written({ text: "/start x", media_group_id: "1" }),
      written({ photo: [{ file_id: "f" }], caption: "x", edit_date: 5 }, "edited_message"),
      inGroup({ text: "@zhiwen_bot 好", entities: [{ type: "mention", offset: 0, length: 11 }] }),
      pressed({ data: "r-1:0" }),
      {
        update_id: 3,
        my_chat_member: {
          chat: { id: 7, type: "private" },
          from: { id: 7, is_bot: false },
          new_chat_member: { status: "kicked" },
        },
      },
    );
    const cuts = fc.option(fc.nat({ max: 300 }), { nil: undefined, freq: 4 });
    const seen = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(
        updates,
        fc.array(fc.tuple(fc.nat(), anything), { maxLength: 3 }),
        cuts,
        fc.boolean(),
        async (update, changes, cut, known) => {
          const { port, post, taken } = setUp();
          let body = JSON.stringify(mutated(update, changes));
          if (cut !== undefined) body = body.slice(0, cut);
          const response = await post(body, known ? { [header]: secret } : { [header]: "guess" });
          await taken.idle();
          seen.set(response.status, (seen.get(response.status) ?? 0) + 1);
          expect(known ? [200, 400] : [401]).toContain(response.status);
          if (!known) expect(port.accepted).toEqual([]);
          for (const { contact, id } of port.accepted) {
            expect(contact).toMatch(/^(?:\d+|-\d+:\d+(?::\d+)?)$/);
            expect(id).toMatch(/^\d+\/[mebu][\d-]+$/);
          }
        },
      ),
      { numRuns: 5_000 },
    );
    expect([...seen.keys()].sort()).toEqual([200, 400, 401]);
  });
});

/** Replaces parts of a value; a number picks which. */
function mutated(value: unknown, changes: readonly (readonly [number, unknown])[]): unknown {
  let copy: unknown = structuredClone(value);
  for (const [pick, next] of changes) {
    const places = placesIn(copy);
    const place = places[pick % Math.max(1, places.length)];
    if (place === undefined) copy = next;
    else place.within[place.key] = next;
  }
  return copy;
}

interface Spot {
  readonly within: Record<string, unknown>;
  readonly key: string;
}

function placesIn(value: unknown): Spot[] {
  if (typeof value !== "object" || value === null) return [];
  const within = value as Record<string, unknown>;
  return Object.keys(within).flatMap((key) => [{ within, key }, ...placesIn(within[key])]);
}
