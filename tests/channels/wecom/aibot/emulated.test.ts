import { Hono } from "hono";
import { afterEach, describe, expect, test } from "vitest";
import { aibot } from "../../../../src/channels/wecom/aibot/aibot.ts";
import { wording } from "../../../../src/channels/wecom/aibot/wording.ts";
import { listen } from "../../../../src/http/listen.ts";
import { startWecom, type WecomOptions } from "../../../emulators/wecom/emulator.ts";
import { keys } from "./callback.ts";
import { record } from "./record.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Two instances before an emulated WeCom; callbacks go to one of them, then the other. */
async function emulated(settings: WecomOptions["settings"] = {}) {
  const wecom = await startWecom({
    corpId: "ww6a112864f8022910",
    secret: "unused",
    bot: keys,
    seed: 3,
    settings: { retryAfter: [0, 5, 5], pollEvery: 20, ...settings },
  });
  closing.push(() => wecom.close());
  const all = record();
  const instances = [1, 2].map(() =>
    aibot({ way: "callback", ...keys, apiRoot: wecom.url, port: all.port(), firstWait: 60 }),
  );
  let turn = 0;
  const site = new Hono().all("/bot", async (c) => {
    turn += 1;
    const { search } = new URL(c.req.url);
    const routes = instances[turn % 2]?.routes;
    if (routes === undefined) throw new Error("no instance");
    return await routes.request(`/${search}`, c.req.raw);
  });
  const { port, close } = await listen(site, 0);
  closing.push(close);
  wecom.point({ bot: `http://127.0.0.1:${port}/bot` });
  const [first] = instances;
  if (first === undefined) throw new Error("no instance");
  return { wecom, all, first };
}

type Emulated = Awaited<ReturnType<typeof emulated>>;

function shown(user: ReturnType<Emulated["wecom"]["botUser"]>, from = "bot") {
  return user.shown().filter((one) => one.from === from);
}

async function until(true_: () => boolean): Promise<void> {
  const end = performance.now() + 5_000;
  while (!true_()) {
    if (performance.now() > end) throw new Error("it did not come to pass");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe("called back by WeCom", () => {
  test("the address is verified", async () => {
    const { wecom } = await emulated();
    expect(await wecom.verify("bot")).toMatchObject({ ok: true });
  });

  const choices = [{ label: "怎么申请", text: "专利资助怎么申请" }];

  test("a question is answered with a card, whose press is answered by its own address", async () => {
    const { wecom, all, first } = await emulated();
    all.answer = ({ text }) =>
      text === "补多少？" ? { text: "最高50万元。", choices } : "分三步。";
    const user = wecom.botUser("zhang.san");
    await user.write("补多少？");
    await wecom.quiet();
    expect(shown(user)).toMatchObject([
      { text: "最高50万元。", complete: true },
      { choices: [{ label: "怎么申请" }] },
    ]);
    expect(wecom.calls("aibot/response")).toBe(0);

    const card = shown(user)[1];
    await user.press(card?.id ?? "", card?.choices[0]?.id ?? "");
    await wecom.quiet();
    expect(all.messages.map(({ text }) => text)).toEqual(["补多少？", "专利资助怎么申请"]);
    expect(shown(user)[1]?.text).toContain("已选：怎么申请");
    expect(await all.pump(first.sender)).toBe(1);
    expect(shown(user)[2]?.text).toBe("分三步。");
    expect(wecom.calls("aibot/response")).toBe(1);
    expect(wecom.problems()).toEqual([]);
  });

  test("a card comes with the end of a slow reply too, once", async () => {
    const { wecom, all } = await emulated();
    const user = wecom.botUser("zhang.san");
    await user.write("补多少？");
    await until(() => shown(user)[0]?.text === wording.progress);
    const [message] = all.messages;
    if (message === undefined) throw new Error("nothing was stored");
    all.say(message, { text: "最高50万元。", choices });
    await wecom.quiet();
    expect(shown(user)).toMatchObject([{ text: "最高50万元。" }, { choices: [{}] }]);
    expect(wecom.problems()).toEqual([]);
  });

  test.each([
    ["in a group", { group: "wrGROUP" }, choices],
    ["that a button would cut off", {}, [{ label: "企业专利导航项目资金支持怎么申请", text: "?" }]],
  ])("choices %s are numbered lines", async (_, place, offered) => {
    const { wecom, all } = await emulated();
    all.answer = () => ({ text: "最高50万元。", choices: offered });
    const user = wecom.botUser("zhang.san", place);
    await user.write("补多少？");
    await wecom.quiet();
    expect(shown(user)).toMatchObject([{ text: `最高50万元。\n1. ${offered[0]?.label}` }]);
    expect(wecom.problems()).toEqual([]);
  });

  test("a slow reply grows out of the stream, whichever instance is polled", async () => {
    const { wecom, all } = await emulated();
    const user = wecom.botUser("zhang.san");
    await user.write("补多少？");
    await until(() => shown(user)[0]?.text === wording.progress);
    const [message] = all.messages;
    if (message === undefined) throw new Error("nothing was stored");
    const delivery = all.say(message, "最高50万元。");
    await wecom.quiet();
    expect(shown(user)).toMatchObject([{ text: "最高50万元。", complete: true }]);
    expect(all.state(delivery)).toBe("sent");
    expect(wecom.problems()).toEqual([]);
  });

  test("duplicates and repeats of a callback make one message", async () => {
    const { wecom, all } = await emulated();
    wecom.faults.duplicateCallbacks(1);
    all.answer = ({ text }) => `听到：${text}`;
    const user = wecom.botUser("zhang.san");
    for (const text of ["一", "二", "三"]) {
      await user.write(text);
      await wecom.quiet();
    }
    expect(all.messages.map(({ text }) => text)).toEqual(["一", "二", "三"]);
    expect(shown(user).map(({ text }) => text)).toEqual(["听到：一", "听到：二", "听到：三"]);
    expect(all.counts.get("repeat")).toBeGreaterThanOrEqual(3);
  });

  test("a store that is down for a moment loses nothing", async () => {
    const { wecom, all } = await emulated({ retryAfter: [10, 400, 400] });
    all.answer = ({ text }) => `听到：${text}`;
    all.down = true;
    const user = wecom.botUser("zhang.san");
    await user.write("在吗");
    await until(() => (all.counts.get("not-stored") ?? 0) > 0);
    all.down = false;
    await wecom.quiet();
    expect(shown(user)).toMatchObject([{ text: "听到：在吗", complete: true }]);
    expect(all.messages).toHaveLength(1);
  });

  test("who comes in is welcomed once a day", async () => {
    const { wecom, all } = await emulated();
    all.answer = ({ arrival }) => (arrival ? "您好！" : "听到");
    const user = wecom.botUser("zhang.san");
    await user.arrive();
    await user.arrive();
    await wecom.quiet();
    expect(shown(user)).toMatchObject([{ text: "您好！" }]);
    expect(wecom.problems()).toEqual([]);
  });

  test("members of one group are told apart", async () => {
    const { wecom, all } = await emulated();
    all.answer = ({ text, contact }) => `${contact}：${text}`;
    const zhang = wecom.botUser("zhang.san", { group: "wrGROUP" });
    const li = wecom.botUser("li.si", { group: "wrGROUP" });
    await zhang.write("质押融资");
    await li.mixed("这份材料");
    await wecom.quiet();
    expect(
      shown(zhang)
        .map(({ text }) => text)
        .sort(),
    ).toEqual(["wrGROUP/li.si：这份材料", "wrGROUP/zhang.san：质押融资"]);
  });

  test("pictures, files and voice reach the program", async () => {
    const { wecom, all } = await emulated();
    all.answer = () => "收到";
    const user = wecom.botUser("zhang.san");
    for (const kind of ["image", "file", "voice"] as const) {
      await user.send(kind);
      await wecom.quiet();
    }
    expect(all.messages.map(({ attachment }) => attachment?.kind)).toEqual([
      "image",
      "file",
      undefined,
    ]);
    expect(all.messages[2]?.text).not.toBe("");
  });

  test("a verdict is counted with its reasons, and names the reply", async () => {
    const { wecom, all } = await emulated();
    all.answer = () => "最高50万元。";
    const user = wecom.botUser("zhang.san");
    await user.write("补多少？");
    await wecom.quiet();
    await user.feedback(shown(user)[0]?.id ?? "", 2, { content: "不对", reasons: [3, 99] });
    await wecom.quiet();
    expect(all.counts.get("feedback-inaccurate")).toBe(1);
    expect(all.counts.get("feedback-inaccurate/wrong")).toBe(1);
    expect(all.judgements).toEqual([
      { delivery: "d-1", verdict: "inaccurate", reasons: ["wrong"] },
    ]);
    expect(wecom.problems()).toEqual([]);
  });

  test("a reply nobody polls for leaves by the address, once, and its repeat is refused", async () => {
    let time = new Date();
    const { wecom, all } = await emulated({ pollFor: 1 });
    const late = aibot({
      way: "callback",
      ...keys,
      apiRoot: wecom.url,
      port: all.port(),
      now: () => time,
    });
    const user = wecom.botUser("zhang.san");
    await user.write("补多少？");
    await wecom.quiet();
    const [message] = all.messages;
    if (message === undefined) throw new Error("nothing was stored");
    // The outbox's clock: past the polls, within the hour.
    time = new Date(time.getTime() + 60_000);
    const handle = { ...message.handle, notBefore: "" };
    const first = all.say({ ...message, handle }, "最高50万元。");
    const second = all.say({ ...message, id: "again", handle }, "再说一遍");
    await all.pump(late.sender);
    expect(all.state(first)).toBe("sent");
    expect(all.state(second)).toBe("failed");
    expect(all.reason(second)).toMatch(/works once/);
    expect(shown(user).at(-1)?.text).toBe("最高50万元。");
    expect(wecom.calls("aibot/response")).toBe(2);
    await user.feedback(shown(user).at(-1)?.id ?? "", 1);
    await wecom.quiet();
    expect(all.judgements).toEqual([{ delivery: first, verdict: "accurate", reasons: [] }]);
  });

  test("nothing but WeCom's own replies is ever written to a log-like place", async () => {
    const { wecom, all } = await emulated();
    all.answer = () => "回答里的秘密";
    const user = wecom.botUser("zhang.san");
    await user.write("客户写的秘密");
    await wecom.quiet();
    const told = JSON.stringify([[...all.counts.keys()], all.errors.map(String)]);
    expect(told).not.toMatch(/秘密|zhang|response_code/);
  });
});
