import { expect, test } from "vitest";
import { readState, takeBack } from "../../../../src/channels/wecom/kf/state.ts";
import { type Answered, fakeApi } from "./fakeApi.ts";
import { kfRecord } from "./record.ts";
import { contact, externalUserid, now, openKfid } from "./sample.ts";

const signal = new AbortController().signal;

function served(states: Readonly<Record<string, Answered>>) {
  const record = kfRecord();
  for (const user of Object.keys(states)) record.owners.set(`${openKfid}/${user}`, "staff");
  const api = fakeApi((_, body) => {
    const state = states[String(body["external_userid"])];
    return typeof state === "number" && state < 10
      ? { errcode: 0, service_state: state }
      : (state ?? 0);
  });
  let time = now.getTime();
  const look = takeBack({ api, port: record.port(), now: () => new Date(time) });
  return {
    record,
    api,
    look: () => look(openKfid, signal),
    later: (minutes: number) => {
      time += minutes * 60_000;
    },
  };
}

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

test("what staff have no longer goes back to the bot, the rest stays theirs", async () => {
  const { record, look } = served({ wm0: 0, wm1: 1, wm2: 2, wm3: 3, wm4: 4 });
  await look();
  const owners = [...record.owners].map(([whose, owner]) => [whose.split("/")[1], owner]);
  expect(Object.fromEntries(owners)).toEqual({
    wm0: "bot",
    wm1: "bot",
    wm2: "staff",
    wm3: "staff",
    wm4: "bot",
  });
});

test("customers of another account, and of ours alone, are looked at there", async () => {
  const { record, api, look } = served({ wm3: 3 });
  record.owners.set("wkOther/wm9", "staff");
  record.owners.set(contact, "bot");
  await look();
  expect(api.asked.map(({ body }) => body["external_userid"])).toEqual(["wm3"]);
});

test("a session is looked at every ten minutes, twenty at once", async () => {
  const states = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`wm${at}`, 3]));
  const { api, look, later } = served(states);
  await look();
  expect(api.asked).toHaveLength(20);
  await look();
  expect(api.asked).toHaveLength(30);
  await look();
  expect(api.asked).toHaveLength(30);
  later(11);
  await look();
  expect(api.asked).toHaveLength(50);
});

test("one that is refused does not keep the others waiting; an API that is away does", async () => {
  const refused = served({ wm1: 40096, wm2: 4 });
  await refused.look();
  expect(refused.record.owners.get(`${openKfid}/wm2`)).toBe("bot");
  for (const trouble of ["cut", 45009] as const) {
    const away = served({ wm1: trouble, wm2: 4 });
    await away.look();
    expect(away.api.asked, String(trouble)).toHaveLength(1);
    expect(away.record.owners.get(`${openKfid}/wm1`)).toBe("staff");
  }
});
