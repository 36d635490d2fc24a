import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { type Answered, fakeApi, fakeLog } from "./fakeApi.ts";
import { names, pullers, some } from "./pullers.ts";
import { kfRecord } from "./record.ts";
import { contact, happened, minutesAgo, now, openKfid, seconds, written } from "./sample.ts";

const instance = pullers();

describe("a pull", () => {
  test("asks as WeCom wants it, from where the record stands", async () => {
    const record = kfRecord();
    const log = fakeLog(some(3));
    const { api, pulls } = instance(record, log);
    pulls.ring(openKfid, "TOKEN1");
    await pulls.idle();
    log.items.push(...some(1, 4));
    pulls.ring(openKfid, "TOKEN2");
    await pulls.idle();
    const always = { limit: 1_000, voice_format: 0, open_kfid: openKfid };
    expect(api.of("kf/sync_msg")).toEqual([
      { token: "TOKEN1", ...always },
      { cursor: "3", token: "TOKEN2", ...always },
    ]);
    expect(record.ids("message")).toEqual(names(4));
  });

  test("goes on while there is more, over empty pages too", async () => {
    const record = kfRecord();
    const log = fakeLog(some(7));
    log.size = 3;
    log.instead.push({ errcode: 0, next_cursor: "0", has_more: 1, msg_list: [] });
    log.instead.push({ errcode: 0, next_cursor: "0", has_more: 1 });
    const { pulls, port } = instance(record, log);
    pulls.ring(openKfid);
    await pulls.idle();
    expect(record.ids("message")).toEqual(names(7));
    expect(port.errors).toEqual([]);
  });

  test("ends at a log that always promises more, says so, and recovers", async () => {
    const record = kfRecord();
    const log = fakeLog(some(1));
    const nothing: Answered = { errcode: 0, next_cursor: "0", has_more: 1, msg_list: [] };
    log.instead.push(...Array.from({ length: 25 }, () => nothing));
    const { pulls, port } = instance(record, log);
    pulls.ring(openKfid);
    await pulls.idle();
    expect(port.errors).toHaveLength(1);
    expect(record.ids("message")).toEqual(["m1"]);
  });

  test("writes nothing down where nothing is new", async () => {
    const record = kfRecord();
    const { pulls } = instance(record, fakeLog(some(1)));
    pulls.ring(openKfid);
    await pulls.idle();
    const { length } = record.pages;
    pulls.ring(openKfid);
    await pulls.idle();
    expect(record.pages).toHaveLength(length);
  });

  test("takes a long log in turns, and all of it", async () => {
    const record = kfRecord();
    const log = fakeLog(some(120));
    log.size = 1;
    const { pulls } = instance(record, log);
    pulls.ring(openKfid);
    await pulls.idle();
    expect(record.ids("message")).toEqual(names(120));
  });
});

describe("callbacks", () => {
  test("one during a pull makes another with the newest token", async () => {
    const record = kfRecord();
    const log = fakeLog(some(1));
    const { api, pulls } = instance(record, log);
    let once = true;
    log.onTheWay = () => {
      if (!once) return;
      once = false;
      log.items.push(...some(2, 2));
      pulls.ring(openKfid, "B");
      pulls.ring(openKfid, "C");
    };
    pulls.ring(openKfid, "A");
    await pulls.idle();
    expect(record.ids("message")).toEqual(names(3));
    expect(api.of("kf/sync_msg").map(({ token }) => token)).toEqual(["A", "C"]);
  });

  test("a thousand at once make two pulls", async () => {
    const record = kfRecord();
    const { api, pulls } = instance(record, fakeLog(some(5)));
    for (let count = 0; count < 1_000; count += 1) pulls.ring(openKfid, `T${count}`);
    await pulls.idle();
    expect(record.ids("message")).toEqual(names(5));
    expect(api.asked.length).toBeLessThanOrEqual(2);
  });

  test("repeated, late and lost ones: what is there is stored once, in order", async () => {
    const record = kfRecord();
    const log = fakeLog();
    log.size = 2;
    const [a, b] = [instance(record, log), instance(record, log)];
    for (let count = 1; count <= 30; count += 1) {
      log.items.push(written(`m${count}`));
      if (count % 3 === 0) continue;
      for (const { pulls } of count % 2 === 0 ? [a] : [b, a, b]) pulls.ring(openKfid, `T${count}`);
      if (count % 7 === 0) await sleep(1);
    }
    await Promise.all([a.pulls.idle(), b.pulls.idle()]);
    a.pulls.poll(openKfid);
    await a.pulls.idle();
    expect(record.ids("message")).toEqual(names(30));
  });

  test("one that finds another instance pulling waits for it and looks again", async () => {
    const record = kfRecord();
    const log = fakeLog(some(1));
    const [a, b] = [instance(record, log), instance(record, log)];
    const held = Promise.withResolvers<void>();
    const under = Promise.withResolvers<void>();
    log.onTheWay = () => {
      under.resolve();
      return held.promise;
    };
    a.pulls.ring(openKfid);
    await under.promise;
    // Too late for the page on its way: only a pull that begins now can have it.
    log.items.push(...some(1, 2));
    b.pulls.ring(openKfid);
    await sleep(30);
    expect(b.api.asked).toEqual([]);
    held.resolve();
    await Promise.all([a.pulls.idle(), b.pulls.idle()]);
    expect(record.ids("message")).toEqual(names(2));
    expect(b.api.asked).not.toEqual([]);
  });

  test("accounts do not wait for each other", async () => {
    const record = kfRecord();
    const held = Promise.withResolvers<void>();
    const api = fakeApi(async (_, body) => {
      if (body["open_kfid"] === "wkSlow") await held.promise;
      return { errcode: 0, next_cursor: "1", has_more: 0, msg_list: [] };
    });
    const { pulls } = instance(record, fakeLog(), { api });
    pulls.ring("wkSlow");
    pulls.ring("wkQuick");
    await vi.waitFor(() => expect([...record.cursors.values()].join()).toContain(":1"));
    expect(record.cursors.get("wecom-kf/wkQuick")).toMatch(/:1$/);
    held.resolve();
    await pulls.idle();
  });
});

describe("several instances", () => {
  test("a page stored elsewhere meanwhile is not stored again", async () => {
    const record = kfRecord();
    const log = fakeLog(some(4));
    log.size = 2;
    // Their leases are worth nothing, as after a clock jumped.
    const careless = () => {
      const port = record.port();
      let fence = 0;
      return {
        ...port,
        lease: async () => ({ fence: ++fence, renew: async () => true, release: async () => {} }),
      };
    };
    const a = instance(record, log, { port: careless() });
    const b = instance(record, log, { port: careless() });
    a.pulls.ring(openKfid);
    b.pulls.ring(openKfid);
    await Promise.all([a.pulls.idle(), b.pulls.idle()]);
    expect(record.ids("message")).toEqual(names(4));
    const stored = record.pages.flatMap(({ steps }) => steps);
    expect(stored).toHaveLength(4);
  });

  test("a lease lost on the way ends the pull, and the next goes on", async () => {
    const record = kfRecord();
    const log = fakeLog(some(6));
    log.size = 2;
    const { pulls } = instance(record, log);
    let once = true;
    record.after = ({ steps }) => {
      if (steps.length === 0 || !once) return;
      once = false;
      record.leases.clear();
    };
    pulls.ring(openKfid);
    await pulls.idle();
    expect(record.ids("message")).toEqual(names(6));
    expect(record.leases.size).toBe(0);
  });
});

describe("the first start", () => {
  test("keeps old messages unanswered and loses not the first", async () => {
    const record = kfRecord();
    const { pulls } = instance(
      record,
      fakeLog(
        [
          written("two days ago", { send_time: seconds(minutesAgo(2 * 24 * 60)) }),
          written("just now", { send_time: seconds(minutesAgo(2)) }),
        ].map((each) => ({ ...each, msgid: String(each["msgid"]).replaceAll(" ", "-") })),
      ),
    );
    pulls.ring(openKfid, "T");
    await pulls.idle();
    expect(record.ids("history")).toEqual(["two-days-ago"]);
    expect(record.ids("message")).toEqual(["just-now"]);
  });

  test("what piled up later is answered, however old", async () => {
    const record = kfRecord();
    const log = fakeLog(some(1));
    const first = instance(record, log);
    first.pulls.ring(openKfid);
    await first.pulls.idle();
    await first.pulls.stop();
    log.items.push(...some(3, 2));
    const twoDaysLater = new Date(now.getTime() + 2 * 24 * 3_600_000);
    const second = instance(record, log, { now: () => twoDaysLater });
    second.pulls.poll(openKfid);
    await second.pulls.idle();
    expect(record.ids("message")).toEqual(names(4));
  });
});

test("sessions are looked at after a poll, while nobody else pulls", async () => {
  const record = kfRecord();
  const looked: string[] = [];
  const { pulls } = instance(
    record,
    fakeLog([happened("e1", "session_status_change", { change_type: 1 })]),
    {
      afterPoll: async (account) => {
        looked.push(`${account} ${record.owners.get(contact)} ${record.leases.size}`);
      },
    },
  );
  pulls.ring(openKfid);
  await pulls.idle();
  expect(looked).toEqual([]);
  pulls.poll(openKfid);
  await pulls.idle();
  expect(looked).toEqual([`${openKfid} staff 1`]);
});

test("stopping ends even a long pause, and nothing is begun after it", async () => {
  const record = kfRecord();
  const log = fakeLog();
  log.instead.push(95017);
  const { api, pulls, port } = instance(record, log);
  pulls.ring(openKfid);
  await vi.waitFor(() => expect(port.errors).toHaveLength(1));
  await pulls.stop();
  pulls.ring(openKfid, "T");
  await pulls.idle();
  expect(api.asked).toHaveLength(1);
});
