import { afterEach, describe, expect, test, vi } from "vitest";
import { anyHour } from "../../../../src/knowledge/read.ts";
import { unsureCodes } from "../../../emulators/wecom/answer.ts";
import { account, type Running, type Stage, stage } from "./stage.ts";

let set: Stage;
afterEach(() => set.close());

const who = `${account}/wmA`;
const text = "正在为您转接人工，请稍候";
const taken = "服务人员已接入，接下来由服务人员为您解答。";
const howWasIt = "接下来由我回答\n这次人工服务您满意吗？";
const lisi = "lisi";
const wangwu = "wangwu";

/** A customer whom the bot has answered, and the servicers there are. */
async function answered(
  servicers: readonly string[] = [lisi],
  options: Parameters<typeof stage>[0] = {},
  more: Parameters<Stage["run"]>[0] = {},
) {
  set = await stage(options);
  const running = await set.run(more);
  const clients = servicers.map((name) => set.wecom.servicer(name));
  const customer = set.wecom.customer("wmA");
  await customer.write("你好");
  await running.settled();
  return { ...running, customer, clients, client: running.kf.client };
}

const heard = () =>
  set.wecom
    .customer("wmA")
    .shown()
    .filter(({ from }) => from === "bot")
    .map(({ text: said }) => said);
const owner = () => set.ledger.ownerOf("wecom-kf", who);
const served = () => set.ledger.servedByStaff("wecom-kf");
const trans = (running: Pick<Running, "api">, state: number, more: object = {}) =>
  running.api.call("kf/service_state/trans", {
    body: { open_kfid: account, external_userid: "wmA", service_state: state, ...more },
  });

async function handoff() {
  const conversation = await set.ledger.conversationOf("wecom-kf", who);
  return await set.ledger.desk.newestHandoff(conversation ?? "");
}

async function transcript() {
  const conversation = await set.ledger.conversationOf("wecom-kf", who);
  return await set.ledger.transcript(conversation ?? "");
}

describe("passing a conversation over", () => {
  test("goes to a servicer on duty, and the one message for it costs nothing", async () => {
    const { client, customer } = await answered();
    expect(await client.handOver(who, { text })).toEqual({
      kind: "servicer",
      userid: lisi,
      told: true,
    });
    expect([customer.state(), customer.servicer()]).toEqual([3, lisi]);
    expect(heard()).toEqual(["答：你好", text]);
    expect(set.wecom.calls("kf/send_msg")).toBe(1);
  });

  test("goes to nobody off duty: to a colleague, or to the pool", async () => {
    const { client, clients, customer } = await answered([lisi, wangwu]);
    clients[0]?.goOffDuty();
    expect(await client.handOver(who, { text, servicer: lisi })).toMatchObject({ userid: wangwu });
    await set.close();

    const again = await answered([lisi], {});
    again.clients[0]?.goOffDuty(true);
    expect(await again.client.handOver(who, { text })).toEqual({ kind: "pool", told: true });
    expect(again.customer.state()).toBe(2);
    expect(heard()).toEqual(["答：你好", text]);
    expect(customer.state()).toBe(3);
  });

  test("asks the wanted servicer first", async () => {
    const { client } = await answered([lisi, wangwu, "zhaoliu"]);
    expect(await client.handOver(who, { servicer: wangwu })).toMatchObject({ userid: wangwu });
    expect(heard()).toEqual(["答：你好"]);
  });

  test("skips departments, and finds nobody where there is nobody else", async () => {
    const keys = { token: "QDG6eK", aesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C" };
    const { client, kf } = await answered([], {
      kf: { ...keys, accounts: [{ openKfId: account, departments: [7] }] },
    });
    await kf.idle();
    expect(await client.servicers(who)).toEqual([]);
    expect(await client.staffed()).toBe(true);
    expect(await client.handOver(who, { text })).toMatchObject({ kind: "pool" });
  });

  test("gives customers in turn, and fewest to who has most", async () => {
    const { client, settled } = await answered([lisi, wangwu, "zhaoliu"]);
    const names = ["wmA", "wmB", "wmC", "wmD", "wmE", "wmF"];
    for (const name of names) await set.wecom.customer(name).write("转人工");
    await settled();
    const got: string[] = [];
    for (const name of names) {
      const took = await client.handOver(`${account}/${name}`, {});
      if (took.kind === "servicer") got.push(took.userid);
    }
    expect(new Set(got.slice(0, 3)).size).toBe(3);
    expect(got.slice(3)).toEqual(got.slice(0, 3));
    // What the record says they have goes before whose turn it is.
    await set.ledger.setOwner("wecom-kf", `${account}/wmA`, "staff", got[0]);
    await set.wecom.customer("wmG").write("转人工");
    await settled();
    const next = await client.handOver(`${account}/wmG`, {});
    expect(next).toMatchObject({ userid: got[1] });
  });

  test("is told to one of them alone where that is asked", async () => {
    const { client, clients, customer } = await answered([lisi, wangwu]);
    clients[0]?.goOffDuty();
    expect(await client.toServicer(who, lisi, text)).toEqual({
      kind: "refused",
      reason: "这位同事现在没有在接待，请换一位或转到接待池",
      passing: false,
    });
    expect(customer.state()).toBe(1);
    expect(await client.toServicer(who, wangwu, text)).toMatchObject({ userid: wangwu });
    // Another servicer may have it from there; WeCom gives no code for that.
    clients[0]?.goOnDuty();
    expect(await client.toServicer(who, lisi, text)).toMatchObject({ userid: lisi, told: false });
    expect(customer.servicer()).toBe(lisi);
    expect(heard()).toEqual(["答：你好", text]);
  });

  test("goes to the pool where that is asked, and not back there from a person", async () => {
    const { client, clients, customer } = await answered();
    expect(await client.toPool(who, text)).toEqual({ kind: "pool", told: true });
    expect(await client.toPool(who, text)).toEqual({ kind: "pool", told: false });
    clients[0]?.take("wmA");
    expect(await client.toPool(who, text)).toMatchObject({ kind: "refused" });
    expect(customer.servicer()).toBe(lisi);
    expect(heard()).toEqual(["答：你好", text]);
  });

  test("of two at once only one says so", async () => {
    const first = await answered([lisi, wangwu]);
    const other = await set.run();
    const both = await Promise.all([
      first.client.handOver(who, { text }),
      other.kf.client.handOver(who, { text }),
    ]);
    const userids = both.map((took) => (took.kind === "servicer" ? took.userid : took.kind));
    expect(userids[0]).toBe(userids[1]);
    expect(first.customer.servicer()).toBe(userids[0]);
    expect(heard()).toEqual(["答：你好", text]);
  });
});

describe("what goes wrong on the way", () => {
  test.each(["kf/service_state/trans", "kf/send_msg_on_event"])(
    "an answer to %s that is lost doubles nothing",
    async (path) => {
      const { client, customer } = await answered();
      set.wecom.faults.dropAfter(path);
      expect(await client.handOver(who, { text })).toMatchObject({
        kind: "servicer",
        userid: lisi,
      });
      expect(customer.servicer()).toBe(lisi);
      const once = heard();
      // A program that crashed then, and knows nothing of it, asks again.
      expect(await client.handOver(who, { text })).toMatchObject({ userid: lisi, told: false });
      expect(heard()).toEqual(once);
      expect(once.filter((said) => said === text).length).toBeLessThanOrEqual(1);
    },
  );

  test("a crash behind the pool says nothing again when somebody is there by then", async () => {
    const { client, clients, customer } = await answered();
    clients[0]?.goOffDuty();
    expect(await client.handOver(who, { text })).toMatchObject({ kind: "pool" });
    clients[0]?.goOnDuty();
    expect(await client.handOver(who, { text })).toEqual({
      kind: "servicer",
      userid: lisi,
      told: false,
    });
    expect(customer.servicer()).toBe(lisi);
    expect(heard()).toEqual(["答：你好", text]);
  });

  test.each([95014, 95019, 60111])("errcode %i tries another, then the pool", async (errcode) => {
    const { client } = await answered([lisi, wangwu]);
    set.wecom.faults.fail("kf/service_state/trans", errcode);
    expect(await client.handOver(who, { servicer: lisi })).toMatchObject({ userid: wangwu });
    await set.close();
    const again = await answered([lisi, wangwu]);
    set.wecom.faults.fail("kf/service_state/trans", errcode, 2);
    expect(await again.client.handOver(who, {})).toMatchObject({ kind: "pool" });
  });

  test.each([95013, 95016, 95018])("after errcode %i it is looked at again", async (errcode) => {
    const { client, customer } = await answered();
    set.wecom.faults.fail("kf/service_state/trans", errcode);
    expect(await client.handOver(who, { text })).toMatchObject({ kind: "servicer", told: true });
    await set.close();
    const again = await answered();
    set.wecom.faults.fail("kf/service_state/trans", errcode, 9);
    const took = await again.client.handOver(who, { text });
    expect(took).toMatchObject({
      kind: "refused",
      reason: expect.stringMatching(/\p{Script=Han}/u),
    });
    expect(again.customer.state()).toBe(1);
    expect(customer.state()).toBe(3);
  });

  test.each([
    ["kf/service_state/get", 48002, "错误码 48002", false],
    ["kf/servicer/list", 60020, "错误码 60020", false],
    ["kf/service_state/trans", 45009, "发送太频繁", true],
  ])("a refusal of %s says why and changes nothing", async (path, errcode, words, passing) => {
    const { client, customer, port } = await answered();
    set.wecom.faults.fail(path, errcode);
    const took = await client.handOver(who, { text });
    const reason = expect.stringContaining(words);
    expect(took).toEqual({ kind: "refused", reason, passing });
    // What an operator must mend is told to one.
    expect(port.errors.map(String)).toHaveLength(passing ? 0 : 1);
    expect(customer.state()).toBe(1);
    expect(heard()).toEqual(["答：你好"]);
  });

  test.each([95013, 95016])(
    "a session that has ended is not passed (%i)",
    async (changeWhenEnded) => {
      const { client, clients } = await answered([lisi], {
        settings: { codes: { ...unsureCodes, changeWhenEnded }, retryAfter: [0, 10, 10] },
      });
      await client.handOver(who, {});
      clients[0]?.end("wmA");
      expect(await client.handOver(who, { text })).toMatchObject({
        kind: "refused",
        reason: expect.stringContaining("会话已结束"),
      });
    },
  );

  test("a contact that is none of ours", async () => {
    const { client } = await answered();
    expect(await client.handOver("nobody", {})).toMatchObject({ kind: "refused" });
    expect(await client.servicers("nobody")).toBeUndefined();
  });
});

describe("while a servicer has it", () => {
  test("the record says who; their words are on the transcript with their name", async () => {
    const { client, clients, customer, settled } = await answered();
    await client.toPool(who, text);
    clients[0]?.take("wmA");
    clients[0]?.say("wmA", "您好，我是李四");
    await settled();
    expect(await owner()).toBe("staff");
    expect(await served()).toEqual([{ contact: who, owner: "staff", servicer: lisi }]);
    expect(await handoff()).toMatchObject({
      state: "claimed",
      surface: "wecom",
      staff: { id: "wecom:lisi", name: lisi },
    });
    await customer.write("请问怎么办");
    await settled();
    const lines = await transcript();
    expect(lines.map(({ side, text: said }) => `${side} ${said}`)).toEqual([
      "contact 你好",
      "bot 答：你好",
      `bot ${taken}`,
      "staff 您好，我是李四",
      "contact 请问怎么办",
    ]);
    expect(lines[3]?.staff).toEqual({ id: "wecom:lisi", name: lisi });
    expect((await handoff())?.answeredAt).toBeDefined();
    expect(heard()).toEqual(["答：你好", text, taken]);
  });

  test("the account that names the servicer stands on the desk", async () => {
    const { client, clients, settled } = await answered();
    const { accounts } = set.ledger;
    const by = { actor: "cli", address: "" };
    const { id = "" } =
      (await accounts.add({ login: "li", name: "小李", role: "staff" }, by)) ?? {};
    await accounts.change(id, { wecomUserid: lisi }, by);
    await client.toPool(who, text);
    clients[0]?.take("wmA");
    clients[0]?.say("wmA", "您好");
    await settled();
    const staff = { id, name: "小李" };
    expect(await handoff()).toMatchObject({ state: "claimed", surface: "wecom", staff });
    expect((await transcript()).at(-1)?.staff).toEqual(staff);
    // Where WeCom is asked, they are who they are there.
    expect(await served()).toEqual([{ contact: who, owner: "staff", servicer: lisi }]);
  });

  test("who comes from the pool is told of once, whatever becomes of the answer", async () => {
    const { client, clients, settled } = await answered();
    await client.toPool(who, text);
    set.wecom.faults.dropAfter("kf/send_msg_on_event");
    clients[0]?.take("wmA");
    await settled();
    await vi.waitFor(async () => {
      expect(await set.ledger.deliveries({ state: "queued" })).toEqual([]);
      expect(await set.ledger.deliveries({ state: "sending" })).toEqual([]);
    }, 5_000);
    expect(heard()).toEqual(["答：你好", text, taken]);
  });

  test("that a servicer is there is not said by any other way than the code", async () => {
    const { client, clients, customer, settled } = await answered();
    await client.toPool(who, text);
    set.wecom.faults.fail("kf/send_msg_on_event", 40058);
    set.wecom.faults.loseCallbacks(1);
    clients[0]?.take("wmA");
    // The session is the bot's again before the page is read.
    clients[0]?.end("wmA");
    await customer.write("在吗");
    set.wecom.faults.loseCallbacks(0);
    await customer.write("在吗？");
    await settled();
    expect(heard()).not.toContain(taken);
    expect(heard().at(-1)).toBe("答：在吗？");
  });

  test("a colleague who takes over is put down", async () => {
    const { client, clients, settled } = await answered([lisi, wangwu]);
    await client.handOver(who, { servicer: lisi });
    clients[0]?.transfer("wmA", wangwu);
    await settled();
    expect(await served()).toEqual([{ contact: who, owner: "staff", servicer: wangwu }]);
    clients[1]?.say("wmA", "由我来");
    await settled();
    expect((await transcript()).at(-1)?.staff?.id).toBe("wecom:wangwu");
  });

  test("its end gives it back, and the customer is told and asked once", async () => {
    const { client, clients, customer, settled } = await answered();
    await client.handOver(who, { text });
    clients[0]?.say("wmA", "办好了");
    await settled();
    clients[0]?.end("wmA");
    await settled();
    expect(await owner()).toBe("bot");
    expect(await handoff()).toMatchObject({ state: "ended", end: "closed" });
    await customer.write("再问一句");
    await settled();
    expect(heard()).toEqual(["答：你好", text, howWasIt, "答：再问一句"]);
    const shown = customer.shown().find(({ text: said }) => said === howWasIt);
    expect(shown?.choices?.map(({ label }) => label)).toEqual(["满意", "一般", "不满意"]);
    const ended = await handoff();
    const days = anyHour.followUpDays * 86_400_000;
    const after = (ended?.followUpAt?.getTime() ?? 0) - (ended?.endedAt?.getTime() ?? 0);
    expect(Math.abs(after - days)).toBeLessThan(1_000);
  });

  test("whom nobody wrote to is not asked how it was", async () => {
    const { client, clients, settled } = await answered();
    await client.handOver(who, {});
    await set.ledger.setOwner("wecom-kf", who, "staff", lisi);
    clients[0]?.end("wmA");
    await settled();
    expect(heard()).toEqual(["答：你好", "接下来由我回答"]);
    expect((await handoff())?.followUpAt).toBeUndefined();
  });

  test("writing in an ended session opens it again", async () => {
    const { client, clients, customer, settled } = await answered();
    await client.handOver(who, {});
    clients[0]?.end("wmA");
    await settled();
    clients[0]?.say("wmA", "还有一件事");
    await settled();
    expect([await owner(), (await handoff())?.staff?.id]).toEqual(["staff", "wecom:lisi"]);
    await customer.write("好的");
    await settled();
    expect(heard()).toEqual(["答：你好", "接下来由我回答"]);
  });
});

describe("taking back", () => {
  const quick = { pollMs: 100, takeBackMs: 1 };
  const becomes = (wanted: string) =>
    vi.waitFor(
      async () => {
        set.clock.pass(0.01);
        expect(await owner()).toBe(wanted);
      },
      { timeout: 10_000, interval: 100 },
    );

  test("a pool that lapses, of which no event tells, is nobody's", async () => {
    const { client, clients } = await answered([lisi], {}, quick);
    clients[0]?.goOffDuty();
    await client.handOver(who, {});
    await set.ledger.setOwner("wecom-kf", who, "waiting");
    expect(await served()).toEqual([{ contact: who, owner: "waiting" }]);
    set.clock.pass(49);
    await becomes("bot");
    expect(await handoff()).toMatchObject({ state: "ended", end: "withdrawn" });
  });

  test("an end whose event was lost is found", async () => {
    const running = await answered([lisi], {}, quick);
    const { client, settled, customer } = running;
    await client.handOver(who, {});
    await set.ledger.setOwner("wecom-kf", who, "staff", lisi);
    // By API, of which WeCom sends no event: as if it had been lost for good.
    await trans(running, 4);
    await becomes("bot");
    await customer.write("在吗");
    await settled();
    expect(heard().at(-1)).toBe("答：在吗");
  });

  test("who took it from the pool unseen is found", async () => {
    const running = await answered([lisi], {}, quick);
    await running.client.toPool(who);
    await set.ledger.setOwner("wecom-kf", who, "waiting");
    await trans(running, 3, { servicer_userid: lisi });
    await becomes("staff");
    expect(await served()).toEqual([{ contact: who, owner: "staff", servicer: lisi }]);
  });
});

test("an account that WeCom gives to servicers by itself is served by them, and the bot finds out", async () => {
  set = await stage({ settings: { autoAssign: true, retryAfter: [0, 10, 10] } });
  const { settled } = await set.run();
  const client = set.wecom.servicer(lisi);
  const customer = set.wecom.customer("wmA");
  await customer.write("你好");
  await settled();
  expect(heard()).toEqual([]);
  expect(await served()).toEqual([{ contact: who, owner: "staff", servicer: lisi }]);
  await customer.write("有人吗");
  await settled();
  // Once it is known, nothing more is tried.
  expect(set.wecom.calls("kf/send_msg")).toBe(1);
  client.say("wmA", "我在");
  client.end("wmA");
  client.goOffDuty();
  await settled();
  await customer.write("谢谢，再问一个");
  await settled();
  // Written and ended at once: the servicer's words count though they came with the end.
  expect(heard()).toEqual([howWasIt, "答：谢谢，再问一个"]);
});

describe("a session whose end passed unseen", () => {
  test("is the bot's again with the customer's next message, which it answers", async () => {
    const running = await answered();
    const { client, customer, settled, port } = running;
    await client.handOver(who, {});
    await set.ledger.setOwner("wecom-kf", who, "staff", lisi);
    await customer.write("给人工的");
    await settled();
    expect(port.counts.has("wecom-kf reopened")).toBe(false);
    // By API, of which WeCom sends no event: as if it had been lost for good.
    await trans(running, 4);
    await customer.write("还有一句");
    await settled();
    expect(heard()).toEqual(["答：你好", "答：还有一句"]);
    expect(await handoff()).toMatchObject({ state: "ended", end: "closed" });
    expect(port.counts.get("wecom-kf reopened")).toBe(1);
  });

  test("stays with staff while WeCom does not tell", async () => {
    const running = await answered();
    const { client, customer, settled } = running;
    await client.handOver(who, {});
    await set.ledger.setOwner("wecom-kf", who, "staff", lisi);
    await trans(running, 4);
    set.wecom.faults.fail("kf/service_state/get", 45009);
    await customer.write("还有一句");
    await settled();
    expect([await owner(), heard()]).toEqual(["staff", ["答：你好"]]);
    expect((await transcript()).at(-1)?.text).toBe("还有一句");
  });
});
