import { afterEach, describe, expect, test, vi } from "vitest";
import type { Wecom, WecomOptions } from "../../../emulators/wecom/emulator.ts";
import { account, type Stage, stage } from "./stage.ts";

const stages: Stage[] = [];
afterEach(async () => {
  for (const each of stages.splice(0)) await each.close();
});

async function open(options: Partial<WecomOptions> = {}): Promise<Stage> {
  const opened = await stage(options);
  stages.push(opened);
  return opened;
}

function heard(wecom: Wecom, user: string): string[] {
  const shown = wecom.customer(user).shown();
  return shown.filter(({ from }) => from === "bot").map(({ text }) => text);
}

/** What the contact wrote, as the record has it. */
async function recorded({ ledger }: Stage, user: string): Promise<string[]> {
  const conversation = await ledger.conversationOf("wecom-kf", `${account}/${user}`);
  if (conversation === undefined) return [];
  const entries = await ledger.transcript(conversation);
  return entries.filter(({ side }) => side === "contact").map(({ text }) => text);
}

describe("a customer", () => {
  test("writes and is answered; the address proves itself", async () => {
    const set = await open({ settings: { elementOrder: "mixed" } });
    const { settled } = await set.run();
    expect(await set.wecom.verify("kf")).toEqual({ ok: true });
    await set.wecom.customer("wmA").write("专利质押？");
    await settled();
    expect(heard(set.wecom, "wmA")).toEqual(["答：专利质押？"]);
    expect(set.wecom.customer("wmA").state()).toBe(1);
    expect(set.wecom.problems()).toEqual([]);
  });

  test("is welcomed by the arrival's code, and a choice there says what it stands for", async () => {
    const set = await open();
    const { settled } = await set.run();
    const customer = set.wecom.customer("wmA");
    await customer.arrive();
    await settled();
    expect(set.wecom.calls("kf/send_msg")).toBe(0);
    const [welcome] = customer.shown();
    expect(welcome).toMatchObject({ text: "您好，我是知问" });
    await customer.press(welcome?.id ?? "", welcome?.choices[0]?.id ?? "");
    await settled();
    expect(await recorded(set, "wmA")).toContain("专利质押怎么申请");
    expect(heard(set.wecom, "wmA")).toContain("答：专利质押怎么申请");
  });

  test("sends what the bot cannot read, and takes a message back", async () => {
    const set = await open();
    const { settled } = await set.run();
    const customer = set.wecom.customer("wmA");
    for (const kind of ["image", "location"] as const) await customer.send(kind);
    await customer.sendRaw("some_day", { x: 1 });
    await settled();
    expect(heard(set.wecom, "wmA")).toEqual(["收到image", "收到location", "收到other"]);
    await customer.write("我的专利还没公开");
    await settled();
    const [last] = customer
      .shown()
      .filter(({ from }) => from === "person")
      .slice(-1);
    await customer.recall(last?.id ?? "");
    await settled();
    expect(await recorded(set, "wmA")).not.toContain("我的专利还没公开");
  });

  test("gets at most four messages for an answer, the last telling how to read on", async () => {
    const set = await open();
    const { settled } = await set.run();
    await set.wecom.customer("wmA").write("长");
    await settled();
    const parts = heard(set.wecom, "wmA");
    expect(parts).toHaveLength(4);
    expect(parts.at(-1)).toContain("回复「继续」");
    await set.wecom.customer("wmA").write("继续");
    await settled();
    expect(heard(set.wecom, "wmA").at(-1)).toBe("答：继续");
  });
});

describe("the first start", () => {
  test("keeps old messages unanswered and loses not the first", async () => {
    const set = await open();
    const customer = set.wecom.customer("wmA");
    await customer.write("两天前的问题");
    set.clock.pass(47);
    await customer.write("刚才的问题");
    const { settled } = await set.run();
    await settled();
    expect(await recorded(set, "wmA")).toEqual(["两天前的问题", "刚才的问题"]);
    expect(heard(set.wecom, "wmA")).toEqual(["答：刚才的问题"]);
  });
});

describe("two days of stopped service", () => {
  test("then all messages are fetched once, in order", async () => {
    const set = await open({ settings: { tokenlessPerMinute: 1_000, retryAfter: [] } });
    const before = await set.run();
    await set.wecom.customer("wm0").write("开始");
    await before.settled();
    await before.stop();

    const users = Array.from({ length: 6 }, (_, at) => `wm${at}`);
    for (let round = 0; round < 24; round += 1) {
      for (const user of users) await set.wecom.customer(user).write(`第${round}轮`);
      set.clock.pass(1.99);
    }
    await set.wecom.quiet();
    set.wecom.faults.maxPage(7);
    set.wecom.faults.emptyPages(5);
    const after = await set.run();
    await after.settled();
    const all = Array.from({ length: 24 }, (_, round) => `第${round}轮`);
    for (const user of users) {
      const told = (await recorded(set, user)).filter((text) => text !== "开始");
      expect(told, user).toEqual(all);
    }
    expect(after.port.errors).toEqual([]);
    const { waiting, queued, sending, uncertain } = await set.ledger.counts();
    expect({ waiting, queued, sending, uncertain }).toEqual({
      waiting: 0,
      queued: 0,
      sending: 0,
      uncertain: 0,
    });
  });
});

describe("callbacks", () => {
  test("that are doubled, late and lost bring every message once and in order", async () => {
    const set = await open({
      seed: 7,
      settings: { tokenlessPerMinute: 1_000, retryAfter: [0, 5, 5] },
    });
    const { settled, kf } = await set.run({ pollMs: 200 });
    set.wecom.faults.duplicateCallbacks(0.4);
    set.wecom.faults.reorderCallbacks(0.4);
    set.wecom.faults.loseCallbacks(0.3);
    set.wecom.faults.maxPage(2);
    const said = Array.from({ length: 25 }, (_, at) => `第${at}条`);
    for (const text of said) {
      await set.wecom.customer("wmA").write(text);
      await set.wecom.customer("wmB").write(text);
    }
    await settled();
    set.clock.pass(0.01);
    await vi.waitFor(
      async () => {
        await kf.idle();
        expect(await recorded(set, "wmA")).toEqual(said);
        expect(await recorded(set, "wmB")).toEqual(said);
      },
      { timeout: 10_000, interval: 50 },
    );
  });

  test("two instances on one record bring it once", async () => {
    const set = await open();
    const [one, two] = [await set.run(), await set.run()];
    const said = Array.from({ length: 12 }, (_, at) => `第${at}条`);
    for (const [at, text] of said.entries()) {
      await set.wecom.customer("wmA").write(text);
      if (at % 4 === 0) await Promise.all([one.settled(), two.settled()]);
    }
    await Promise.all([one.settled(), two.settled()]);
    expect(await recorded(set, "wmA")).toEqual(said);
    const answers = heard(set.wecom, "wmA");
    expect(new Set(answers).size).toBe(answers.length);
  });
});

describe("sending", () => {
  test("an answer that was cut off is not shown twice", async () => {
    const set = await open();
    const { settled } = await set.run();
    set.wecom.faults.dropAfter("kf/send_msg");
    await set.wecom.customer("wmA").write("一次");
    await vi.waitFor(
      async () => {
        await settled();
        expect(set.wecom.calls("kf/send_msg")).toBe(2);
        expect((await set.ledger.deliveries({ state: "sent" })).length).toBe(1);
      },
      { timeout: 10_000, interval: 100 },
    );
    expect(heard(set.wecom, "wmA")).toEqual(["答：一次"]);
  });

  test("a message that WeCom could not deliver is not called sent", async () => {
    const set = await open();
    const { settled } = await set.run();
    set.wecom.faults.failSends(10);
    await set.wecom.customer("wmA").write("在吗");
    await vi.waitFor(async () => {
      await settled();
      const [failed] = await set.ledger.deliveries({ state: "failed" });
      expect(failed?.reason).toBe("not delivered: the customer refuses messages");
    });
  });
});

describe("a person of the service team", () => {
  test("takes over and the bot is silent; when they end it the bot answers again", async () => {
    const set = await open();
    const { settled, api } = await set.run();
    const customer = set.wecom.customer("wmA");
    const servicer = set.wecom.servicer("lisi");
    await customer.write("你好");
    await settled();
    const whose = { open_kfid: account, external_userid: "wmA" };
    await api.call("kf/service_state/trans", { body: { ...whose, service_state: 2 } });
    servicer.take("wmA");
    servicer.say("wmA", "您好，我是小李");
    await settled();
    expect(await set.ledger.ownerOf("wecom-kf", `${account}/wmA`)).toBe("staff");
    await customer.write("我想问人");
    await settled();
    const taken = "服务人员已接入，接下来由服务人员为您解答。";
    expect(heard(set.wecom, "wmA")).toEqual(["答：你好", taken]);
    expect(set.wecom.calls("kf/send_msg")).toBe(1);
    servicer.end("wmA");
    await customer.write("再问一句");
    await settled();
    // By the one message that an ended session takes, it is said who answers from here on.
    const over = "接下来由我回答\n这次人工服务您满意吗？";
    expect(heard(set.wecom, "wmA")).toEqual(["答：你好", taken, over, "答：再问一句"]);
    expect(set.wecom.calls("kf/send_msg_on_event")).toBe(2);
  });

  test("has taken over unseen: the bot finds out by what WeCom refuses, and has it back later", async () => {
    const set = await open();
    const { settled, api, kf } = await set.run({ pollMs: 100, takeBackMs: 1 });
    const customer = set.wecom.customer("wmA");
    set.wecom.servicer("lisi");
    await customer.write("你好");
    await settled();
    const whose = { open_kfid: account, external_userid: "wmA" };
    const to3 = { ...whose, service_state: 3, servicer_userid: "lisi" };
    await api.call("kf/service_state/trans", { body: to3 });
    await customer.write("还在吗");
    await settled();
    const [failed] = await set.ledger.deliveries({ state: "failed" });
    expect(failed?.reason).toBe("not sent: the conversation is in the WeCom client");
    expect(await set.ledger.ownerOf("wecom-kf", `${account}/wmA`)).toBe("staff");
    // Ended by API, which sends no event.
    await api.call("kf/service_state/trans", { body: { ...whose, service_state: 4 } });
    await vi.waitFor(
      async () => {
        set.clock.pass(0.01);
        await kf.idle();
        expect(await set.ledger.ownerOf("wecom-kf", `${account}/wmA`)).toBe("bot");
      },
      { timeout: 10_000, interval: 100 },
    );
  });
});

describe("the doctor", () => {
  test("finds nothing where all is well", async () => {
    const set = await open();
    const { kf } = await set.run();
    expect(await kf.check()).toEqual([]);
  });

  test.each([
    ["no account", [], "no KF account"],
    [
      "one that another app manages",
      [{ openKfId: account, managed: false }],
      "no KF account that we manage",
    ],
  ])("finds %s", async (_, accounts, problem) => {
    const keys = { token: "QDG6eK", aesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C" };
    const set = await open({ kf: { ...keys, accounts } });
    const { kf } = await set.run();
    expect((await kf.check()).map(String).join()).toContain(problem);
  });

  test.each([
    ["kf/account/list", 48002],
    ["kf/sync_msg", 95017],
  ])("finds that %s is refused by %i", async (path, errcode) => {
    const set = await open();
    const { kf, settled } = await set.run();
    await settled();
    set.wecom.faults.fail(path, errcode);
    const problems = await kf.check();
    expect(problems.map(String).join()).toContain(String(errcode));
    expect(problems[0]?.fix).toContain("可调用接口的应用");
  });

  test.each([
    ["kf/account/list", 60020, "企业可信IP: add 127.0.0.1"],
    ["kf/sync_msg", 60020, "企业可信IP: add 127.0.0.1"],
    ["kf/account/list", 45009, "called too often"],
  ])("says how to mend %s refused by %i", async (path, errcode, advice) => {
    const set = await open();
    const { kf, settled } = await set.run();
    await settled();
    set.wecom.faults.fail(path, errcode);
    const [problem] = await kf.check();
    expect(problem?.fix).toContain(advice);
    expect(problem?.fix).not.toContain("可调用接口的应用");
  });
});
