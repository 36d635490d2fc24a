import { describe, expect, test } from "vitest";
import { aibot } from "../../../../src/channels/wecom/aibot/aibot.ts";
import { wording } from "../../../../src/channels/wecom/aibot/wording.ts";
import type { Message } from "../../../../src/core/message.ts";
import { answered, apiRoot, call, calledBack, keys, poll, textMessage } from "./callback.ts";
import { type Record, record } from "./record.ts";

function only(all: Record): Message {
  expect(all.messages).toHaveLength(1);
  const [message] = all.messages;
  if (message === undefined) throw new Error("nothing was stored");
  return message;
}

describe("a message", () => {
  test("is stored, then answered at once where the reply is there", async () => {
    const all = record();
    all.answer = () => ({
      text: "最高50万元。",
      choices: [{ label: "怎么申请", text: "怎么申请" }],
    });
    const bot = calledBack(all.port());
    const said = await answered(await call(bot, textMessage("补多少？")));
    expect(said?.msgtype).toBe("stream_with_template_card");
    expect(said?.stream).toMatchObject({ finish: true, content: "最高50万元。" });
    expect(said?.template_card).toMatchObject({
      task_id: "d-1",
      button_list: [{ text: "怎么申请", key: "0" }],
    });
    expect(said?.stream?.feedback?.id).toBe(said?.stream?.id);
    const message = only(all);
    expect(message).toMatchObject({
      contact: "zhang.san",
      text: "补多少？",
      channel: "wecom-aibot",
    });
    expect(message.handle?.["responseUrl"]).toMatch(/^https:\/\/wecom\.test\/cgi-bin\//);
    expect(all.state("d-1")).toBe("sent");
  });

  test("is answered when the reply comes within the wait", async () => {
    const all = record();
    const bot = calledBack(all.port(), { firstWait: 3_000 });
    const response = call(bot, textMessage("补多少？"));
    setTimeout(() => all.say(only(all), "最高50万元。"), 200);
    expect((await answered(await response))?.stream).toMatchObject({ finish: true });
  });

  test("is answered too where no notice of the reply comes", async () => {
    const all = record();
    const bot = calledBack(all.port({ hears: false }), { firstWait: 3_000 });
    const response = call(bot, textMessage("补多少？"));
    setTimeout(() => all.say(only(all), "最高50万元。"), 100);
    expect((await answered(await response))?.stream).toMatchObject({ finish: true });
  });

  test("whose reply takes longer is told so, well within five seconds", async () => {
    const all = record();
    const bot = aibot({ way: "callback", ...keys, apiRoot, port: all.port() });
    const began = performance.now();
    const said = await answered(await call(bot, textMessage("补多少？")));
    expect(performance.now() - began).toBeLessThan(4_000);
    expect(said?.stream).toMatchObject({ finish: false, content: wording.progress });
  });

  test("that comes twice is stored once and answered the same", async () => {
    const all = record();
    all.answer = () => "最高50万元。";
    const bot = calledBack(all.port());
    const message = textMessage("补多少？");
    const first = await answered(await call(bot, message));
    const second = await answered(await call(bot, message));
    expect(second?.stream?.content).toBe(first?.stream?.content);
    expect(second?.stream?.finish).toBe(true);
    only(all);
    expect(all.counts.get("repeat")).toBe(1);
  });

  test("that cannot be stored is refused, so that WeCom sends it again", async () => {
    const all = record();
    all.down = true;
    const bot = calledBack(all.port());
    const message = textMessage("补多少？");
    expect((await call(bot, message)).status).toBe(503);
    all.down = false;
    all.answer = () => "最高50万元。";
    expect((await answered(await call(bot, message)))?.stream?.finish).toBe(true);
    only(all);
  });

  test("is not refused because its reply cannot be looked up", async () => {
    const all = record();
    const port = all.port();
    const bot = calledBack({ ...port, replyTo: () => Promise.reject(new Error("gone")) });
    expect((await answered(await call(bot, textMessage("在吗"))))?.stream?.finish).toBe(false);
    only(all);
    expect(all.errors).toHaveLength(1);
  });
});

describe("a stream", () => {
  /** A message whose reply is not there yet, and its stream's id. */
  async function begun(all: Record, more: object = {}) {
    const bot = calledBack(all.port());
    const said = await answered(await call(bot, textMessage("补多少？", more)));
    const id = said?.stream?.id ?? "";
    expect(said?.stream?.finish).toBe(false);
    return { bot, id };
  }

  test("is finished by another instance than it was begun by, also after a restart", async () => {
    const all = record();
    const { id } = await begun(all);
    const other = calledBack(all.port());
    expect((await answered(await call(other, poll(id))))?.stream).toMatchObject({
      id,
      finish: false,
      content: wording.progress,
    });
    const delivery = all.say(only(all), "最高50万元。");
    const restarted = calledBack(all.port());
    const last = await answered(await call(restarted, poll(id)));
    expect(last?.stream).toEqual({ id, finish: true, content: "最高50万元。" });
    expect(all.state(delivery)).toBe("sent");
  });

  test("that is polled again after its end says the same again", async () => {
    const all = record();
    const { bot, id } = await begun(all);
    all.say(only(all), "最高50万元。");
    const first = await answered(await call(bot, poll(id)));
    expect(await answered(await call(bot, poll(id)))).toEqual(first);
  });

  test("polled by two at once is claimed once and shown by both, sooner or later", async () => {
    const all = record();
    const { bot, id } = await begun(all);
    const delivery = all.say(only(all), "最高50万元。");
    const both = await Promise.all([call(bot, poll(id)), call(calledBack(all.port()), poll(id))]);
    const said = await Promise.all(both.map(answered));
    expect(said.some((one) => one?.stream?.finish)).toBe(true);
    expect((await answered(await call(bot, poll(id))))?.stream?.finish).toBe(true);
    expect(all.state(delivery)).toBe("sent");
  });

  test("is not another person's to poll", async () => {
    const all = record();
    const { bot, id } = await begun(all);
    const delivery = all.say(only(all), "李四不该看到");
    const said = await answered(await call(bot, poll(id, { from: { userid: "li.si" } })));
    expect(said?.stream).toMatchObject({ finish: false, content: wording.progress });
    expect(all.state(delivery)).toBe("queued");
  });

  test("of a group is each member's own", async () => {
    const all = record();
    const group = { chattype: "group", chatid: "wrGROUP", text: { content: "@知问 补多少？" } };
    const { bot, id } = await begun(all, group);
    expect(only(all)).toMatchObject({ contact: "wrGROUP/zhang.san", text: "补多少？" });
    all.say(only(all), "最高50万元。");
    const said = await answered(
      await call(bot, poll(id, { chattype: "group", chatid: "wrGROUP" })),
    );
    expect(said?.stream).toMatchObject({ finish: true, content: "最高50万元。" });
  });

  test.each(["S1", "z1-", "z1-t4ykdz-", "z1-t4ykdz-Zm9v!", "z1-zzzzzzzz-Zm9v", "'; --"])(
    "with an id that is not ours (%s) ends with an apology",
    async (id) => {
      const all = record();
      const said = await answered(await call(calledBack(all.port()), poll(id)));
      expect(said?.stream).toEqual({ id, finish: true, content: wording.unknownStream });
    },
  );

  test("too old to be polled much longer ends honestly; the reply then leaves by the address", async () => {
    let time = new Date("2026-11-21T02:00:00Z");
    const now = () => time;
    const all = record(now);
    const posts: { url: string; body: string }[] = [];
    const bot = calledBack(all.port(), {
      now,
      fetch: async (url, init) => {
        posts.push({ url, body: String(init.body) });
        return Response.json({ errcode: 0, errmsg: "ok" });
      },
    });
    const said = await answered(await call(bot, textMessage("补多少？")));
    const id = said?.stream?.id ?? "";
    time = new Date("2026-11-21T02:05:40Z");
    const late = await answered(await call(bot, poll(id)));
    expect(late?.stream).toEqual({ id, finish: true, content: wording.late });
    const delivery = all.say(only(all), "最高50万元。");
    expect(await all.pump(bot.sender)).toBe(1);
    expect(all.state(delivery)).toBe("sent");
    expect(posts).toHaveLength(1);
    expect(posts[0]?.url).toMatch(
      new RegExp(`^${apiRoot}/cgi-bin/aibot/response\\?response_code=`),
    );
    expect(JSON.parse(posts[0]?.body ?? "")).toEqual({
      msgtype: "markdown",
      markdown: { content: "最高50万元。", feedback: { id: delivery } },
    });
  });

  test("ends when a person has taken the conversation over", async () => {
    const all = record();
    const { bot, id } = await begun(all);
    all.owner = "waiting";
    const said = await answered(await call(bot, poll(id)));
    expect(said?.stream).toMatchObject({ finish: true, content: wording.staff });
  });

  test("still brings the reply that hands the conversation over", async () => {
    const all = record();
    const { bot, id } = await begun(all);
    all.owner = "waiting";
    all.say(only(all), "已为您转人工。");
    const said = await answered(await call(bot, poll(id)));
    expect(said?.stream).toMatchObject({ finish: true, content: "已为您转人工。" });
  });

  test("never shows a reply that was not to leave", async () => {
    const all = record();
    const { bot, id } = await begun(all);
    const delivery = all.say({ ...only(all), handle: {} }, "机器人不该再说话");
    await all.pump(async () => ({ state: "failed", reason: "a person took over" }));
    expect(all.state(delivery)).toBe("failed");
    const said = await answered(await call(bot, poll(id)));
    expect(said?.stream).toMatchObject({ finish: true, content: wording.withdrawn });
  });

  test("comes before the outbox: the reply is not due while polls are expected", async () => {
    const all = record();
    const { bot, id } = await begun(all);
    const delivery = all.say(only(all), "最高50万元。");
    expect(await all.pump(bot.sender)).toBe(0);
    expect((await answered(await call(bot, poll(id))))?.stream?.finish).toBe(true);
    expect(all.state(delivery)).toBe("sent");
  });
});
