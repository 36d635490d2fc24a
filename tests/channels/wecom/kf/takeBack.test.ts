import { expect, test } from "vitest";
import { takeBack } from "../../../../src/channels/wecom/kf/takeBack.ts";
import { type Answered, fakeApi } from "./fakeApi.ts";
import { kfRecord } from "./record.ts";
import { contact, now, openKfid } from "./sample.ts";

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

test("who took it out of the pool, or from a colleague, is put down; who has it still is not", async () => {
  const { record } = served({});
  const owners = { inPool: "waiting", taken: "waiting", passed: "staff", same: "staff" } as const;
  for (const [user, owner] of Object.entries(owners)) {
    record.owners.set(`${openKfid}/${user}`, owner);
    if (owner === "staff") record.servicers.set(`${openKfid}/${user}`, "WangFang");
  }
  const states: Readonly<Record<string, Answered>> = {
    inPool: { service_state: 2 },
    taken: { service_state: 3, servicer_userid: "WangFang" },
    passed: { service_state: 3, servicer_userid: "LiLei" },
    same: { service_state: 3, servicer_userid: "WangFang" },
  };
  const port = record.port();
  const seen = fakeApi((_, body) => states[String(body["external_userid"])] ?? 40096);
  await takeBack({ api: seen, port, now: () => now })(openKfid, signal);
  const stands = (user: string) => [
    record.owners.get(`${openKfid}/${user}`),
    record.servicers.get(`${openKfid}/${user}`),
  ];
  expect(stands("inPool")).toEqual(["waiting", undefined]);
  expect(stands("taken")).toEqual(["staff", "WangFang"]);
  expect(stands("passed")).toEqual(["staff", "LiLei"]);
  expect(stands("same")).toEqual(["staff", "WangFang"]);
  expect(port.counts.get("wecom-kf taken-unseen")).toBe(2);
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
