import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import {
  type AibotChannel,
  aibot,
  type Connects,
} from "../../../../src/channels/wecom/aibot/aibot.ts";
import type { AibotPort } from "../../../../src/channels/wecom/aibot/port.ts";
import { wording } from "../../../../src/channels/wecom/aibot/wording.ts";
import { startWecom, type Wecom } from "../../../emulators/wecom/emulator.ts";
import { type Record, record } from "./record.ts";

const bot = { botId: "AIBOTTEST", secret: "the-secret-of-the-bot" };
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + 8_000;
  while (!isSo()) {
    if (performance.now() > end) throw new Error("it did not come to pass");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const pace = { lease: 1_500, lookForLease: 50, afterKick: 150, afterRefusal: 60_000 };

async function wecomWith(settings = {}): Promise<{ wecom: Wecom; all: Record }> {
  const wecom = await startWecom({
    corpId: "ww6a112864f8022910",
    secret: "unused",
    botConnection: bot,
    seed: 5,
    settings,
  });
  closing.push(() => wecom.close());
  return { wecom, all: record() };
}

function instance(wecom: Wecom, port: AibotPort, more: Partial<Connects> = {}): AibotChannel {
  const way = { way: "connection", ...bot, url: wecom.botUrl, pace, ...more } as const;
  const channel = aibot({ ...way, apiRoot: wecom.url, port });
  closing.push(() => channel.stop());
  return channel;
}

async function connected(settings = {}) {
  const { wecom, all } = await wecomWith(settings);
  const channel = instance(wecom, all.port());
  await channel.start();
  await until(() => channel.canSend());
  return { wecom, all, channel };
}

function shown(user: ReturnType<Wecom["botUser"]>) {
  return user.shown().filter(({ from }) => from === "bot");
}

/** Somebody else's program that connects as the same bot. */
async function stranger(wecom: Wecom): Promise<WebSocket> {
  const socket = new WebSocket(wecom.botUrl);
  closing.push(async () => socket.terminate());
  await new Promise((resolve) => socket.once("open", resolve));
  const answer = new Promise((resolve) => socket.once("message", resolve));
  const body = { bot_id: bot.botId, secret: bot.secret };
  const headers = { req_id: "aibot_subscribe_1" };
  socket.send(JSON.stringify({ cmd: "aibot_subscribe", headers, body }));
  await answer;
  return socket;
}

describe("over the connection", () => {
  test("a question is answered under its own request, with the choices on a card", async () => {
    const { wecom, all } = await connected();
    const choices = [{ label: "怎么申请", text: "专利资助怎么申请" }];
    all.answer = ({ text }) =>
      text === "补多少？" ? { text: "最高50万元。", choices } : "分三步。";
    const user = wecom.botUser("zhang.san");
    await user.write("补多少？");
    await until(() => shown(user).length === 2);
    expect(shown(user)[0]).toMatchObject({ text: "最高50万元。", complete: true });
    const card = shown(user)[1];
    expect(card?.choices).toMatchObject([{ label: "怎么申请" }]);
    await until(() => all.state("d-1") === "sent");

    await user.press(card?.id ?? "", card?.choices[0]?.id ?? "");
    await until(() => shown(user).length === 3);
    expect(all.messages.map(({ text }) => text)).toEqual(["补多少？", "专利资助怎么申请"]);
    expect(shown(user)[1]?.text).toContain("已选：怎么申请");
    expect(shown(user)[2]?.text).toBe("分三步。");
    expect(wecom.problems()).toEqual([]);
  });

  test("a verdict on a reply names it, whether it left as an answer or of its own", async () => {
    const { wecom, all } = await connected();
    all.answer = () => "最高50万元。";
    const user = wecom.botUser("zhang.san");
    await user.write("补多少？");
    await until(() => shown(user).length === 1);
    wecom.faults.fail("aibot_respond_msg", 846_605);
    await user.write("补多少？");
    await until(() => shown(user).length === 2);
    for (const { id } of shown(user)) await user.feedback(id, 2, { reasons: [2] });
    await until(() => all.judgements.length === 2);
    expect(all.judgements).toEqual(
      ["d-1", "d-2"].map((delivery) => ({
        ...{ delivery, verdict: "inaccurate", reasons: ["incomplete"] },
      })),
    );
    expect(all.counts.get("feedback-inaccurate/incomplete")).toBe(2);
  });

  test("who comes in is welcomed", async () => {
    const { wecom, all } = await connected();
    all.answer = () => "您好！";
    const user = wecom.botUser("zhang.san");
    await user.arrive();
    await until(() => shown(user).length === 1);
    expect(shown(user)[0]?.text).toBe("您好！");
    await until(() => all.state("d-1") === "sent");
  });

  test("a group's members are told apart and answered in the group", async () => {
    const { wecom, all } = await connected();
    const choices = [{ label: "怎么申请", text: "怎么申请" }];
    all.answer = ({ text, contact }) => ({ text: `${contact}：${text}`, choices });
    const user = wecom.botUser("zhang.san", { group: "wrGROUP" });
    await user.write("质押融资");
    await until(() => shown(user).length === 1);
    expect(shown(user)[0]?.text).toBe("wrGROUP/zhang.san：质押融资\n1. 怎么申请");
  });

  test("a reply whose connection is gone leaves as the bot's own message", async () => {
    const { wecom, all, channel } = await connected();
    const user = wecom.botUser("zhang.san");
    await user.write("补多少？");
    await until(() => all.messages.length === 1);
    wecom.bot.cut();
    await until(() => !channel.canSend());
    await until(() => channel.canSend());
    const [message] = all.messages;
    if (message === undefined) throw new Error("nothing was stored");
    const delivery = all.say(message, "最高50万元。");
    await until(() => all.state(delivery) === "sent");
    expect(shown(user).map(({ text }) => text)).toEqual(["最高50万元。"]);
    expect(wecom.log().map(({ path }) => path)).toContain("aibot_send_msg");
  });

  test("a request that WeCom no longer knows is no dead end", async () => {
    const { wecom, all } = await connected();
    wecom.faults.fail("aibot_respond_msg", 846_605);
    all.answer = () => "最高50万元。";
    const user = wecom.botUser("zhang.san");
    await user.write("补多少？");
    await until(() => all.state("d-1") === "sent");
    expect(shown(user).map(({ text }) => text)).toEqual(["最高50万元。"]);
  });

  test("a refusal is kept as a reason; too many is tried again later", async () => {
    const { wecom, all } = await connected();
    wecom.faults.fail("aibot_respond_msg", 45_002);
    all.answer = () => "最高50万元。";
    const user = wecom.botUser("zhang.san");
    await user.write("一");
    await until(() => all.state("d-1") === "failed");
    expect(all.reason("d-1")).toMatch(/45002/);
    wecom.faults.fail("aibot_respond_msg", 45_009);
    await user.write("二");
    await until(() => all.reason("d-2") !== undefined);
    expect(all.state("d-2")).toBe("queued");
  });

  test("a card that is refused still has its choices told", async () => {
    const { wecom, all } = await connected();
    wecom.faults.fail("aibot_send_msg", 40_058);
    const choices = [{ label: "怎么申请", text: "怎么申请" }];
    all.answer = () => ({ text: "最高50万元。", choices });
    const user = wecom.botUser("zhang.san");
    await user.write("补多少？");
    await until(() => all.state("d-1") === "sent");
    expect(shown(user).map(({ text }) => text)).toEqual(["最高50万元。", "1. 怎么申请"]);
  });

  test("a person who comes after the text keeps the card from leaving, which is no error", async () => {
    const { wecom, all } = await wecomWith();
    const port = all.port();
    let asked = 0;
    let settled = 0;
    const channel = instance(wecom, {
      ...port,
      async progress() {
        asked++;
        return false;
      },
      async settle(...end) {
        settled++;
        return await port.settle(...end);
      },
    });
    await channel.start();
    await until(() => channel.canSend());
    const choices = [{ label: "怎么申请", text: "怎么申请" }];
    all.answer = () => ({ text: "最高50万元。", choices });
    const user = wecom.botUser("zhang.san");
    await user.write("补多少？");
    await until(() => asked === 1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(shown(user).map(({ text }) => text)).toEqual(["最高50万元。"]);
    expect(settled).toBe(0);
    expect(all.errors).toEqual([]);
  });

  test("a send cut off before WeCom's word on it is uncertain, not sent and not lost", async () => {
    const { wecom, all } = await connected();
    wecom.faults.dropAfter("aibot_respond_msg");
    all.answer = () => "最高50万元。";
    await wecom.botUser("zhang.san").write("补多少？");
    await until(() => all.state("d-1") === "uncertain");
  });

  test("a message that cannot be stored at first is stored in the end", async () => {
    const { wecom, all } = await connected();
    all.answer = () => "最高50万元。";
    all.down = true;
    const user = wecom.botUser("zhang.san");
    await user.write("补多少？");
    await until(() => all.errors.length > 0);
    all.down = false;
    await until(() => shown(user).length === 1);
    expect(all.messages).toHaveLength(1);
  });

  test("a message that cannot be stored at all is not passed over in silence", async () => {
    const { wecom, all } = await wecomWith();
    const full = () => Promise.reject(new Error("the disk is full"));
    const channel = instance(wecom, { ...all.port(), accept: full });
    await channel.start();
    await until(() => channel.canSend());
    const user = wecom.botUser("zhang.san");
    await user.write("补多少？");
    await until(() => shown(user).length === 1);
    expect(shown(user)[0]?.text).toBe(wording.notStored);
    expect(all.counts.get("not-stored")).toBe(1);
  });

  test("what it tells of holds no secret and nothing of what people write", async () => {
    const { wecom, all } = await connected();
    all.answer = () => "回答里的秘密";
    const user = wecom.botUser("zhang.san");
    await user.write("客户写的秘密");
    await until(() => shown(user).length === 1);
    wecom.bot.cut();
    await until(() => (all.counts.get("disconnected") ?? 0) > 0);
    const told = JSON.stringify([[...all.counts.keys()], all.errors.map(String)]);
    expect(told).not.toMatch(/秘密|zhang|the-secret/);
  });
});

describe("one connection among all instances", () => {
  test("the second waits, takes over when the first stops, and neither kicks the other", async () => {
    const { wecom, all } = await wecomWith();
    all.answer = ({ text }) => `听到：${text}`;
    const first = instance(wecom, all.port());
    const second = instance(wecom, all.port());
    await first.start();
    await until(() => first.canSend());
    await second.start();
    const user = wecom.botUser("zhang.san");
    await user.write("一");
    await until(() => shown(user).length === 1);
    expect(second.canSend()).toBe(false);

    await first.stop();
    await until(() => second.canSend());
    await user.write("二");
    await until(() => shown(user).length === 2);
    expect(all.counts.get("kicked")).toBeUndefined();
    expect(all.errors).toEqual([]);
  });

  test("an instance without the connection leaves a reply to the one that has it", async () => {
    const { wecom, all, channel } = await connected();
    const other = instance(wecom, all.port());
    await other.start();
    const user = wecom.botUser("zhang.san");
    await user.write("补多少？");
    await until(() => all.messages.length === 1);
    const [message] = all.messages;
    if (message === undefined) throw new Error("nothing was stored");
    // Another message's reply, which no instance waits for.
    const delivery = all.say({ ...message, id: "other", handle: {} }, "最高50万元。");
    await all.pump(other.sender);
    expect(all.state(delivery)).toBe("queued");
    expect(all.reason(delivery)).toMatch(/does not have the bot's connection/);
    await until(() => new Date() > new Date(message.at.getTime() + 1_100));
    await all.pump(channel.sender);
    expect(all.state(delivery)).toBe("sent");
    expect(shown(user).map(({ text }) => text)).toEqual(["最高50万元。"]);
  });

  test("one that has lost its lease closes, so that the next can connect", async () => {
    const { wecom, all, channel } = await connected();
    all.dropLease();
    const second = instance(wecom, all.port());
    await second.start();
    await until(() => second.canSend());
    await until(() => !channel.canSend());
    expect(wecom.bot.live()).toBe(true);
    expect(all.counts.get("kicked")).toBeUndefined();
  });

  test("one that cannot ask the record any more closes before its lease runs out", async () => {
    const { all, channel } = await connected();
    all.down = true;
    await until(() => !channel.canSend());
    expect(all.lease()).toBeUndefined();
    all.down = false;
    await until(() => channel.canSend());
  });

  test("kicked by a stranger it reports, waits and comes back", async () => {
    const { wecom, all, channel } = await connected();
    await stranger(wecom);
    await until(() => !channel.canSend());
    await until(() => all.errors.length === 1);
    expect(String(all.errors[0])).toMatch(/another program connected as this bot/);
    expect(all.counts.get("kicked")).toBe(1);
    await until(() => channel.canSend());
    expect(all.counts.get("connected")).toBe(2);
  });

  test("a secret that is refused is reported, and not tried again and again", async () => {
    const { wecom, all } = await wecomWith();
    const channel = instance(wecom, all.port(), { secret: "a-wrong-one" });
    await channel.start();
    await until(() => all.counts.get("secret-refused") === 1);
    expect(String(all.errors[0])).toMatch(/WECOM_BOT_SECRET/);
    expect(String(all.errors[0])).not.toContain("a-wrong-one");
    expect(wecom.log().filter(({ path }) => path === "aibot_subscribe").length).toBeLessThan(6);
    expect(channel.canSend()).toBe(false);
  }, 20_000);

  test("stopping while there is nothing to connect to does not hang", async () => {
    const { wecom, all } = await wecomWith();
    const channel = instance(wecom, all.port(), { url: "ws://127.0.0.1:9/aibot" });
    await channel.start();
    await until(() => (all.counts.get("sdk-error") ?? 0) > 0);
    await channel.stop();
    expect(channel.canSend()).toBe(false);
    expect(all.lease()).toBeUndefined();
  });

  test("doctor looks whether WeCom can be reached, without connecting", async () => {
    const { wecom, all, channel } = await connected();
    expect(await channel.check()).toEqual([]);
    expect(channel.canSend()).toBe(true);
    const lost = instance(wecom, all.port(), { url: "ws://127.0.0.1:9/aibot" });
    expect((await lost.check()).map(String)).toEqual([
      expect.stringMatching(/not reached.*WECOM_BOT_URL/),
    ]);
  });
});
