import { afterEach, beforeEach, expect, test } from "vitest";
import { appKeys, type Corp, corp, corpId } from "./corp.ts";
import { childText, readXml } from "./xml.ts";

let at: Corp;
beforeEach(async () => {
  at = await corp();
});
afterEach(() => at.close());

const field = (message: string | undefined, name: string) => {
  const root = readXml(message ?? "");
  return root && childText(root, name);
};

test("saving an address wants the echo and nothing but the echo, in time", async () => {
  expect(await at.wecom.verify("app")).toEqual({ ok: true });
  expect(await at.wecom.verify("kf")).toEqual({ ok: true });
  expect(await at.wecom.verify("bot")).toEqual({ ok: true });
  for (const wrong of ["\n", '"', "\uFEFF"]) {
    at.app.echo((echo) => `${echo}${wrong}`);
    expect(await at.wecom.verify("app")).toMatchObject({ ok: false });
  }
  at.wecom.point({ app: "http://127.0.0.1:9/callback" });
  expect(await at.wecom.verify("app")).toMatchObject({ ok: false });
});

test("an answer that is not 200 is asked for again: the same message, sealed afresh", async () => {
  let left = 2;
  at.app.answer(() => (left-- > 0 ? { status: 500 } : {}));
  await at.wecom.member("ZhangSan").write("专利补助");
  await at.wecom.quiet();
  const { received } = at.app;
  expect(received).toHaveLength(3);
  expect(new Set(received.map(({ message }) => message)).size).toBe(1);
  expect(new Set(received.map(({ nonce }) => nonce)).size).toBe(3);
  expect(new Set(received.map(({ body }) => body)).size).toBe(3);
  expect(at.wecom.callbacks().map(({ status }) => status)).toEqual([500, 500, 200]);
});

test("after three repeats it is given up, also where no answer comes", async () => {
  const hasty = await corp({ answerWithin: 50 });
  hasty.app.answer(() => undefined);
  await hasty.wecom.member("ZhangSan").write("专利补助");
  await hasty.wecom.quiet();
  expect(hasty.wecom.callbacks().map(({ attempt }) => attempt)).toEqual([0, 1, 2, 3]);
  expect(hasty.wecom.callbacks()[3]).toMatchObject({ status: 0, problem: "no answer in time" });
  await hasty.close();
});

test("an app message has the documented elements, and a MsgId that is no JavaScript number", async () => {
  await at.wecom.member("ZhangSan").write("a ]]> b & <c> 重庆\n🌶️");
  await at.wecom.quiet();
  const message = at.app.received[0]?.message;
  expect(field(message, "ToUserName")).toBe(corpId);
  expect(field(message, "FromUserName")).toBe("ZhangSan");
  expect(field(message, "CreateTime")).toBe("1795226400");
  expect(field(message, "MsgType")).toBe("text");
  expect(field(message, "Content")).toBe("a ]]> b & <c> 重庆\n🌶️");
  expect(field(message, "AgentID")).toBe("1000002");
  const id = field(message, "MsgId") ?? "";
  expect(id).toMatch(/^\d{19}$/);
  expect(BigInt(id)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
  expect(message).toContain(`<MsgId>${id}</MsgId>`);
});

test("the order of elements can be another", async () => {
  const orders = new Set<string>();
  for (const elementOrder of ["documented", "captured", "mixed"] as const) {
    const other = await corp({ elementOrder });
    await other.wecom.member("ZhangSan").write("一");
    await other.wecom.quiet();
    const [received] = other.app.received;
    expect(field(received?.message, "Content")).toBe("一");
    orders.add([...(received?.body ?? "").matchAll(/<(\w+)>/g)].map(([, name]) => name).join());
    await other.close();
  }
  expect(orders).toContain("xml,ToUserName,AgentID,Encrypt");
  expect(orders).toContain("xml,ToUserName,Encrypt,AgentID");
});

test("callbacks can come twice, late, or not at all", async () => {
  const member = at.wecom.member("ZhangSan");
  at.wecom.faults.duplicateCallbacks(1);
  await member.write("两次");
  await at.wecom.quiet();
  expect(at.app.received).toHaveLength(2);
  at.wecom.faults.duplicateCallbacks(0);
  at.wecom.faults.loseCallbacks(1);
  await member.write("没有");
  await at.wecom.quiet();
  expect(at.app.received).toHaveLength(2);
  at.wecom.faults.loseCallbacks(0);
  at.wecom.faults.reorderCallbacks(1);
  for (let number = 0; number < 20; number += 1) await member.write(`${number}`);
  await at.wecom.quiet();
  const order = at.app.received.slice(2).map(({ message }) => Number(field(message, "Content")));
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, each) => each));
  expect(order).not.toEqual([...order].sort((a, b) => a - b));
});

test("without keys of its own, KF goes to the app's address", async () => {
  const { startWecom } = await import("./emulator.ts");
  const app = { ...appKeys, agentId: 1000002, callbackUrl: at.app.url };
  const wecom = await startWecom({ corpId, secret: "s", app });
  await wecom.customer("wmCustomer").write("您好");
  await wecom.quiet();
  expect(field(at.app.received[0]?.message, "Event")).toBe("kf_msg_or_event");
  expect(field(at.app.received[0]?.message, "OpenKfId")).toMatch(/^wk/);
  await wecom.close();
});
