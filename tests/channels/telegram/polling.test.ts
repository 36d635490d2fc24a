import { afterEach, describe, expect, test, vi } from "vitest";
import { startTelegram, type Telegram } from "../../emulators/telegram/emulator.ts";
import type { Faults } from "../../emulators/telegram/faults.ts";
import { token } from "./botApi.ts";
import { fakePort } from "./fakePort.ts";
import { program, yesNo } from "./program.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close();
});

async function setUp(...more: Parameters<typeof program> extends [unknown, ...infer M] ? M : []) {
  const server = await startTelegram({ token });
  open.push(server);
  const started = program(server, ...more);
  open.push({ close: () => started.channel.stop() });
  return { server, ...started };
}

const polls = (server: Telegram) => server.log().filter(({ method }) => method === "getUpdates");
const later = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("polling", () => {
  test("a conversation: a question, an answer with buttons, a press", async () => {
    const { server, channel, port, accepted, reply } = await setUp();
    channel.start();
    const person = server.person(7);
    await person.write("评估费多少？");
    await accepted(1);
    expect(await reply("由银行承担。还要再问吗？", yesNo)).toEqual({ state: "sent", parts: 1 });
    const shown = person.shown().at(-1);
    expect(shown).toMatchObject({ from: "bot", text: "由银行承担。还要再问吗？" });
    expect(shown?.choices.map(({ label }) => label)).toEqual(["是", "否"]);
    await person.press(shown?.id ?? "", shown?.choices[0]?.id ?? "");
    await accepted(2);
    expect(port.accepted.map(({ text }) => text)).toEqual(["评估费多少？", "是的"]);
    await vi.waitFor(() => expect(person.pressed()).toEqual([{ text: "已选：是", alert: false }]));
    expect(port.reported).toEqual([]);
  });

  test("a webhook left from before is taken away, what waits is kept", async () => {
    const { server, channel, accepted } = await setUp();
    await fetch(`${server.url}/bot${token}/setWebhook?url=https://nobody.invalid/hook`);
    await server.person(7).write("等着的");
    channel.start();
    await accepted(1);
    const { params } = server.log().find(({ method }) => method === "deleteWebhook") ?? {};
    expect(params).toMatchObject({ drop_pending_updates: false });
  });

  test("only the kinds that are read are asked for", async () => {
    const { server, channel, accepted } = await setUp();
    channel.start();
    await server.person(7).write("一");
    await accepted(1);
    expect(polls(server)[0]?.params).toMatchObject({
      allowed_updates: ["message", "edited_message", "callback_query", "my_chat_member"],
    });
  });

  test("everybody in a group is answered where and what they asked", async () => {
    const { server, channel, port, accepted, reply } = await setUp();
    channel.start();
    const group = server.group(-1001234567890, { title: "企业群" });
    await group.member(8).write("今天开会吗");
    await group.member(8).mention("涪陵补多少");
    await accepted(1);
    expect(port.accepted).toMatchObject([{ contact: "-1001234567890:8", text: "涪陵补多少" }]);
    await reply("一次补助50万元。", yesNo);
    const answer = group.messages().at(-1);
    expect(answer?.reply_to_message?.from?.id).toBe(8);
    // Another's press is not theirs to make; the asker's own is.
    const shown = group.shown().at(-1);
    await group.member(9).press(shown?.id ?? "", shown?.choices[0]?.id ?? "");
    await group.member(8).press(shown?.id ?? "", shown?.choices[1]?.id ?? "");
    await accepted(2);
    expect(port.accepted[1]).toMatchObject({ contact: "-1001234567890:8", text: "不是" });
    expect(port.counted).toContain("forged-choice");
  });

  test("each picture of an album, a sticker, an edit and a blocking come through", async () => {
    const { server, channel, port, accepted } = await setUp();
    channel.start();
    const person = server.person(7);
    await person.arrive();
    await person.album(["image", "image", "video"], "三张");
    await person.sticker();
    await person.write("改一下");
    await accepted(6);
    await person.edit(person.messages().at(-1)?.message_id.toString() ?? "", "改好了");
    await accepted(7);
    await person.block();
    await vi.waitFor(() => expect(port.reach).toEqual([["7", false]]));
    expect(
      port.accepted.map(({ text, arrival, attachment }) => arrival ?? attachment?.kind ?? text),
    ).toEqual([true, "image", "image", "video", "image", "改一下", "改好了"]);
    // One reply for the album, at its caption.
    expect(port.accepted.map(({ kept }) => kept === true)).toEqual([
      false,
      false,
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(port.counted).not.toContain("unreadable");
  });

  test("repeated, shuffled and lost on the way: each message is accepted once", async () => {
    const { server, channel, port, accepted } = await setUp();
    server.duplicateUpdates(0.4);
    server.reorder();
    server.dropAfter("getUpdates", 3);
    server.dropBefore("getUpdates", 2);
    server.fail("getUpdates", { error_code: 502, description: "Bad Gateway" }, 2);
    for (let at = 0; at < 30; at++) await server.person(7 + (at % 3)).write(`第${at}条`);
    channel.start();
    await accepted(30);
    expect(new Set(port.accepted.map(({ text }) => text)).size).toBe(30);
    await vi.waitFor(() => expect(server.pending()).toBe(0), 5_000);
    expect(port.accepted).toHaveLength(30);
  });

  test("what is not stored is not confirmed; one person's trouble does not hold up others", async () => {
    const { server, channel, port, accepted } = await setUp();
    let down = true;
    port.beforeStore = ({ contact }) => {
      if (down && contact === "7") throw new Error("disk full");
    };
    await server.person(7).write("一");
    await server.person(7).write("二");
    await server.person(8).write("三");
    channel.start();
    await accepted(1);
    await vi.waitFor(() =>
      expect(port.counted.filter((event) => event === "not-stored").length).toBeGreaterThan(1),
    );
    expect(port.accepted.map(({ text }) => text)).toEqual(["三"]);
    expect(server.pending()).toBe(3);
    down = false;
    await accepted(3);
    expect(port.accepted.map(({ text }) => text)).toEqual(["三", "一", "二"]);
    await vi.waitFor(() => expect(server.pending()).toBe(0), 5_000);
  });

  test("one person's messages keep their order while others go side by side", async () => {
    const { server, channel, port, accepted } = await setUp();
    let storing = 0;
    let most = 0;
    port.beforeStore = async () => {
      most = Math.max(most, ++storing);
      await later(5);
      storing -= 1;
    };
    for (let at = 0; at < 24; at++) await server.person(7 + (at % 4)).write(String(at));
    channel.start();
    await accepted(24);
    for (const contact of ["7", "8", "9", "10"]) {
      const own = port.accepted.filter((message) => message.contact === contact);
      const numbers = own.map(({ text }) => Number(text));
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
    expect(most).toBe(4);
  });

  test("stopping finishes what is under way and confirms it", async () => {
    const { server, channel, port } = await setUp();
    const stored = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    port.beforeStore = () => {
      begun.resolve();
      return stored.promise;
    };
    await server.person(7).write("一");
    channel.start();
    await begun.promise;
    let stopped = false;
    const stopping = channel.stop().then(() => {
      stopped = true;
    });
    await later(50);
    expect(stopped).toBe(false);
    stored.resolve();
    await stopping;
    expect(port.accepted).toHaveLength(1);
    expect(server.pending()).toBe(0);
    expect(port.leaseFree).toBe(true);
    const before = polls(server).length;
    await server.person(7).write("二");
    await later(100);
    expect(polls(server)).toHaveLength(before);
  });

  test("stopping does not wait for an empty poll", async () => {
    const { server, channel } = await setUp(undefined, { hold: 30 });
    channel.start();
    await vi.waitFor(() =>
      expect(server.log().some(({ method }) => method === "deleteWebhook")).toBe(true),
    );
    await later(50);
    const before = Date.now();
    await channel.stop();
    expect(Date.now() - before).toBeLessThan(5_000);
  });

  test("one instance polls; the next takes over when it stops", async () => {
    const port = fakePort();
    const { server, channel } = await setUp(undefined, { leaseFor: 300 }, port);
    const second = program(server, undefined, { leaseFor: 300 }, port);
    open.push({ close: () => second.channel.stop() });
    channel.start();
    await vi.waitFor(() => expect(port.leaseFree).toBe(false));
    second.channel.start();
    await server.person(7).write("一");
    await second.accepted(1);
    await later(400);
    const conflicts = () => server.log().filter(({ answer }) => answer?.ok === false);
    expect(conflicts()).toEqual([]);
    await channel.stop();
    await server.person(7).write("二");
    await second.accepted(2);
    expect(conflicts()).toEqual([]);
  });

  test("whoever loses the right to poll lets go of it", async () => {
    const { server, channel, port } = await setUp(undefined, { leaseFor: 150, hold: 30 });
    channel.start();
    await vi.waitFor(() => expect(port.leaseFree).toBe(false));
    port.renewable = false;
    await vi.waitFor(() => expect(port.leaseFree).toBe(true), 5_000);
    const before = polls(server).length;
    await later(200);
    expect(polls(server)).toHaveLength(before);
  });
});

describe("trouble with Telegram", () => {
  const troubles: readonly [string, (server: Faults) => void, RegExp][] = [
    [
      "the token is refused",
      (server) => server.fail("getUpdates", { error_code: 401, description: "Unauthorized" }),
      /TELEGRAM_BOT_TOKEN/,
    ],
    [
      "another polls",
      (server) =>
        server.fail("getUpdates", {
          error_code: 409,
          description: "Conflict: terminated by other getUpdates request",
        }),
      /another|other program/,
    ],
    ["the line is cut", (server) => server.dropBefore("getUpdates"), /TELEGRAM_API_ROOT/],
    [
      "too many calls",
      (server) =>
        server.fail("getUpdates", {
          error_code: 429,
          description: "Too Many Requests",
          retry_after: 1,
        }),
      /429/,
    ],
  ];
  test.each(troubles)("%s: reported with what to do, then tried again", async (_, fault, words) => {
    const { server, channel, port, accepted } = await setUp();
    fault(server);
    channel.start();
    await server.person(7).write("一");
    await accepted(1);
    expect(port.reported.map(String).join()).toMatch(words);
    expect(port.reported.map(String).join()).not.toContain(token.slice(5));
  });

  test("a webhook set meanwhile is taken away again", async () => {
    const { server, channel, accepted } = await setUp();
    channel.start();
    await server.person(7).write("一");
    await accepted(1);
    await fetch(`${server.url}/bot${token}/setWebhook?url=https://nobody.invalid/hook`);
    await server.person(7).write("二");
    await accepted(2);
  });

  test("the menu is set in Chinese and English once Telegram takes it", async () => {
    const { server, channel, port } = await setUp();
    server.fail("setMyCommands", { error_code: 500, description: "Internal Server Error" });
    channel.start();
    const set = () =>
      server.log().filter(({ method, answer }) => method === "setMyCommands" && answer?.ok);
    await vi.waitFor(() => expect(set()).toHaveLength(3), 5_000);
    expect(set().map(({ params }) => params["language_code"])).toEqual([undefined, "zh", "en"]);
    expect(port.reported).toHaveLength(1);
  });
});
