import { afterEach, expect, test, vi } from "vitest";
import type { ApiResult } from "../../../../src/channels/wecom/api.ts";
import { type Kf, kf } from "../../../../src/channels/wecom/kf/kf.ts";
import { fakePort } from "../fakePort.ts";

const granted: ApiResult = { kind: "ok", body: { account_list: [{ open_kfid: "wk1" }] } };
const notGranted: ApiResult = {
  kind: "refused",
  errcode: 48002,
  meaning: "the app may not call this",
  action: "config",
};
const busy: ApiResult = { kind: "refused", errcode: 45009, meaning: "too often", action: "wait" };
const away: ApiResult = { kind: "unreached", certain: true, why: "no connection: ECONNREFUSED" };

let channel: Kf | undefined;
afterEach(async () => {
  vi.useRealTimers();
  await channel?.stop();
});

/** 微信客服 started at a WeCom that answers so; `pass` lets minutes go by. */
async function started(answer: () => ApiResult) {
  vi.useFakeTimers();
  const port = fakePort();
  let calls = 0;
  const leases = new Set<string>();
  const lease = async (name: string) => void leases.add(name);
  const call = async () => {
    calls += 1;
    return answer();
  };
  channel = kf({
    api: { call },
    port: { ...port, lease } as never,
    corpId: "ww1",
    token: "token",
    aesKey: "a".repeat(43),
  });
  channel.start();
  const pass = async (minutes: number) => await vi.advanceTimersByTimeAsync(minutes * 60_000);
  await pass(0);
  return { port, pass, leases, calls: () => calls };
}

test("an app that 微信客服 is not granted to is asked, and told of, once in ten minutes", async () => {
  const { port, pass, calls } = await started(() => notGranted);
  await pass(9.5);
  expect([calls(), port.errors.length]).toEqual([1, 1]);
  expect(String(port.errors[0])).toContain("48002");
  await pass(20);
  expect([calls(), port.errors.length]).toEqual([3, 3]);
});

test.each([
  ["an unreachable WeCom", away],
  ["a busy WeCom", busy],
])("%s is asked every minute, and told of once in ten", async (_, result) => {
  const { port, pass, calls } = await started(() => result);
  await pass(9.5);
  expect([calls(), port.errors.length]).toEqual([10, 1]);
  await pass(10);
  expect([calls(), port.errors.length]).toEqual([20, 2]);
});

test("a grant is noticed at the next reading: the account is pulled", async () => {
  let answer: ApiResult = notGranted;
  const { pass, leases } = await started(() => answer);
  answer = granted;
  await pass(9.5);
  expect([...leases]).toEqual([]);
  await pass(1);
  expect([...leases]).toContain("kf-pull/wk1");
});
