import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { readPosition } from "../../../../src/channels/wecom/kf/position.ts";
import { type Answered, fakeLog } from "./fakeApi.ts";
import { names, pullers, some } from "./pullers.ts";
import { kfRecord } from "./record.ts";
import { minutesAgo, now, openKfid, seconds, written } from "./sample.ts";

const instance = pullers();

describe("a crash", () => {
  test("before the page is stored loses and doubles nothing", async () => {
    const record = kfRecord();
    const log = fakeLog(some(5));
    log.size = 2;
    const { pulls } = instance(record, log);
    record.before = ({ steps }) => {
      if (steps.length > 0) throw new Error("killed");
    };
    pulls.ring(openKfid);
    await vi.waitFor(() => expect(log.instead).toEqual([]));
    await pulls.stop();
    expect(record.ids("message")).toEqual([]);
    record.before = () => {};
    const after = instance(record, log);
    after.pulls.poll(openKfid);
    await after.pulls.idle();
    expect(record.ids("message")).toEqual(names(5));
  });

  test("at every page, before and after it is stored, loses and doubles nothing", async () => {
    const record = kfRecord();
    const log = fakeLog(some(9));
    log.size = 2;
    const crashed = new Set<string>();
    const crashOnce = (point: string) => (page: { next: string }) => {
      const at = `${point} ${page.next}`;
      if (crashed.has(at)) return;
      crashed.add(at);
      throw new Error(at);
    };
    record.before = crashOnce("before");
    record.after = crashOnce("after");
    const { pulls, port } = instance(record, log, { failurePauseMs: 0 });
    pulls.ring(openKfid);
    await pulls.idle();
    expect(record.ids("message")).toEqual(names(9));
    expect(crashed.size).toBeGreaterThan(9);
    expect(port.errors).toHaveLength(crashed.size);
  });

  test("during the very first pull leaves the same messages history", async () => {
    const record = kfRecord();
    const log = fakeLog([
      written("old1", { send_time: seconds(minutesAgo(60)) }),
      written("old2", { send_time: seconds(minutesAgo(50)) }),
      written("new", { send_time: seconds(minutesAgo(1)) }),
    ]);
    log.size = 1;
    record.after = ({ steps }) => {
      if (steps.length > 0) throw new Error("killed");
    };
    const before = instance(record, log, { failurePauseMs: 60_000 });
    before.pulls.ring(openKfid);
    await vi.waitFor(() => expect(before.port.errors).toHaveLength(1));
    await before.pulls.stop();
    expect(record.ids("history")).toEqual(["old1"]);

    record.after = () => {};
    const dayLater = new Date(now.getTime() + 24 * 3_600_000);
    const { pulls } = instance(record, log, { now: () => dayLater });
    pulls.poll(openKfid);
    await pulls.idle();
    expect(record.ids("history")).toEqual(["old1", "old2"]);
    expect(record.ids("message")).toEqual(["new"]);
  });
});

describe("refusals", () => {
  test("an expired token is dropped, and the pull goes on without", async () => {
    const record = kfRecord();
    const log = fakeLog(some(1));
    log.instead.push(95007);
    const { api, pulls, port } = instance(record, log);
    pulls.ring(openKfid, "OLD");
    await pulls.idle();
    expect(api.of("kf/sync_msg").map(({ token }) => token)).toEqual(["OLD", undefined]);
    expect(record.ids("message")).toEqual(["m1"]);
    expect(port.errors).toEqual([]);
  });

  test("a token is used again for ten minutes, and no longer", async () => {
    const record = kfRecord();
    let time = now;
    const { api, pulls } = instance(record, fakeLog(some(1)), { now: () => time });
    for (const minutes of [0, 9, 11]) {
      time = new Date(now.getTime() + minutes * 60_000);
      if (minutes === 0) pulls.ring(openKfid, "T");
      else pulls.poll(openKfid);
      await pulls.idle();
    }
    expect(api.of("kf/sync_msg").map(({ token }) => token)).toEqual(["T", "T", undefined]);
  });

  test("too many pulls without a token wait for the window, or for a token", async () => {
    const record = kfRecord();
    const log = fakeLog(some(1));
    log.instead.push(45009);
    const { api, pulls, port } = instance(record, log);
    pulls.poll(openKfid);
    await vi.waitFor(() => expect(port.errors).toHaveLength(1));
    pulls.poll(openKfid);
    await sleep(100);
    expect(api.asked).toHaveLength(1);
    pulls.ring(openKfid, "T");
    await pulls.idle();
    expect(record.ids("message")).toEqual(["m1"]);
  });

  test("too many pulls with a token wait, whatever rings", async () => {
    const record = kfRecord();
    const log = fakeLog(some(1));
    log.instead.push(45009);
    const { api, pulls, port } = instance(record, log);
    pulls.ring(openKfid, "A");
    await vi.waitFor(() => expect(port.errors).toHaveLength(1));
    pulls.ring(openKfid, "B");
    await sleep(100);
    expect(api.asked).toHaveLength(1);
  });

  test.each<[string, Answered]>([
    ["WeCom away", "no connection"],
    ["an answer cut off", "cut"],
    ["WeCom busy", -1],
    ["a page of a wrong shape", { errcode: 0, msg_list: "x", has_more: 0, next_cursor: "9" }],
    ["an endless cursor", { errcode: 0, msg_list: [], has_more: 0, next_cursor: "9".repeat(600) }],
  ])("%s: it is tried again until it succeeds", async (_, trouble) => {
    const record = kfRecord();
    const log = fakeLog(some(2));
    log.instead.push(trouble);
    const { pulls, port } = instance(record, log);
    pulls.ring(openKfid, "T");
    if (trouble === -1) {
      await vi.waitFor(() => expect(port.errors).toHaveLength(1));
      pulls.ring(openKfid, "T2");
    }
    await pulls.idle();
    expect(record.ids("message")).toEqual(names(2));
    expect(port.errors).toHaveLength(1);
    expect(String(port.errors[0])).not.toContain("T2");
  });

  test("a setting that is wrong is told with what to do, and not asked again and again", async () => {
    const record = kfRecord();
    const log = fakeLog(some(1));
    log.instead.push(95017);
    const { api, pulls, port } = instance(record, log);
    pulls.poll(openKfid);
    await vi.waitFor(() => expect(port.errors).toHaveLength(1));
    expect(String(port.errors[0])).toContain("通过API管理微信客服账号");
    await sleep(50);
    expect(api.asked).toHaveLength(1);
    pulls.ring(openKfid, "T");
    await pulls.idle();
    expect(record.ids("message")).toEqual(["m1"]);
  });

  test("a cursor that WeCom does not know any more: from its oldest, without doubles", async () => {
    const record = kfRecord();
    const log = fakeLog(some(3));
    const { api, pulls, port } = instance(record, log);
    pulls.ring(openKfid);
    await pulls.idle();
    log.items.push(...some(2, 4));
    log.instead.push(40058);
    pulls.ring(openKfid);
    await pulls.idle();
    expect(api.of("kf/sync_msg").map(({ cursor }) => cursor)).toEqual([undefined, "3", undefined]);
    expect(record.ids("message")).toEqual(names(5));
    expect(port.counts.get("wecom-kf cursor-refused")).toBe(1);
    expect(readPosition(record.cursors.get(`wecom-kf/${openKfid}`) ?? "").cursor).toBe("5");
  });

  test("a record that is down is told, and loses nothing", async () => {
    const record = kfRecord();
    const port = record.port();
    let failures = 3;
    const lease = port.lease;
    const { pulls } = instance(record, fakeLog(some(2)), {
      port: {
        ...port,
        lease: async (...asked) => {
          failures -= 1;
          if (failures >= 0) throw new Error("the store is down");
          return await lease(...asked);
        },
      },
    });
    pulls.ring(openKfid);
    await pulls.idle();
    expect(record.ids("message")).toEqual(names(2));
    expect(port.errors).toHaveLength(3);
  });
});
