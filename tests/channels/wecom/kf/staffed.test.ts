import { afterEach, expect, test } from "vitest";
import { type Stage, stage } from "./stage.ts";

let set: Stage;
afterEach(() => set.close());

/** WeCom with a servicer, and a program that has just started. */
async function started() {
  set = await stage();
  set.wecom.servicer("lisi");
  return (await set.run()).kf.client;
}
const seconds = (n: number) => set.clock.pass(n / 3_600);

test("who asks before the accounts are known is told when they are", async () => {
  set = await stage();
  set.wecom.servicer("lisi");
  set.wecom.faults.slow("kf/account/list", 100);
  const { client } = (await set.run()).kf;
  expect(await Promise.all([client.staffed(), client.staffed()])).toEqual([true, true]);
  expect(set.wecom.calls("kf/servicer/list")).toBe(1);
  // The answer holds for a minute.
  seconds(50);
  expect(await client.staffed()).toBe(true);
  expect(set.wecom.calls("kf/servicer/list")).toBe(1);
});

test("accounts that WeCom does not tell are not waited for without end, nor taken for none", async () => {
  set = await stage();
  set.wecom.servicer("lisi");
  set.wecom.faults.fail("kf/account/list", 45009);
  const { kf } = await set.run({ pollMs: 50 });
  await kf.idle();
  expect(await kf.client.staffed()).toBe(false);
  await expect
    .poll(
      async () => {
        seconds(6);
        return await kf.client.staffed();
      },
      { timeout: 5_000, interval: 50 },
    )
    .toBe(true);
});

test("a first servicer is found within seconds", async () => {
  set = await stage();
  const { client } = (await set.run()).kf;
  expect(await client.staffed()).toBe(false);
  set.wecom.servicer("lisi");
  expect(await client.staffed()).toBe(false);
  seconds(6);
  expect(await client.staffed()).toBe(true);
});

test("servicers that WeCom does not tell at first are asked for again soon", async () => {
  const client = await started();
  set.wecom.faults.fail("kf/servicer/list", 45009);
  expect(await client.staffed()).toBe(false);
  seconds(6);
  expect(await client.staffed()).toBe(true);
  // Known once, they are believed to be there while it does not tell.
  seconds(61);
  set.wecom.faults.fail("kf/servicer/list", 45009);
  expect(await client.staffed()).toBe(true);
});
