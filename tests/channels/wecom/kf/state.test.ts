import { expect, test } from "vitest";
import { change, readState } from "../../../../src/channels/wecom/kf/state.ts";
import { fakeApi } from "./fakeApi.ts";
import { externalUserid, openKfid } from "./sample.ts";

test.each([
  [0, "new"],
  [1, "assistant"],
  [2, "pool"],
  [3, "person"],
  [4, "ended"],
])("state %i is %s", async (service_state, state) => {
  const api = fakeApi(() => ({ errcode: 0, service_state }));
  const read = await readState(api, { openKfid, externalUserid });
  expect(read).toEqual({ kind: "state", state });
  expect(api.asked).toEqual([
    {
      path: "kf/service_state/get",
      body: { open_kfid: openKfid, external_userid: externalUserid },
    },
  ]);
});

test.each([5, -1, "3x", null])("state %j is none", async (service_state) => {
  const api = fakeApi(() => ({ errcode: 0, service_state }));
  expect((await readState(api, { openKfid, externalUserid })).kind).toBe("unreached");
});

test("who serves is told of a person's session only", async () => {
  const of = (service_state: number) =>
    readState(
      fakeApi(() => ({ errcode: 0, service_state, servicer_userid: "WangFang" })),
      { openKfid, externalUserid },
    );
  expect(await of(3)).toEqual({ kind: "state", state: "person", servicer: "WangFang" });
  expect(await of(1)).toEqual({ kind: "state", state: "assistant" });
});

test.each([
  ["assistant", undefined, { service_state: 1 }],
  ["pool", undefined, { service_state: 2 }],
  ["person", "WangFang", { service_state: 3, servicer_userid: "WangFang" }],
  ["ended", undefined, { service_state: 4 }],
] as const)("to %s it is moved by its number", async (to, servicer, numbers) => {
  const api = fakeApi(() => ({ errcode: 0 }));
  await change(api, { openKfid, externalUserid }, to, servicer);
  expect(api.of("kf/service_state/trans")).toEqual([
    { open_kfid: openKfid, external_userid: externalUserid, ...numbers },
  ]);
});
