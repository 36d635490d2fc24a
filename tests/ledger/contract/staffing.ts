import { describe, expect, test } from "vitest";
import type { Account, StaffSession } from "../../../src/core/account.ts";
import type { AccountRecord } from "../../../src/core/accountRecord.ts";
import { type House, opener } from "../house.ts";

const by = { actor: "terminal", address: "terminal" };

async function added(record: AccountRecord, login: string, role: Account["role"] = "staff") {
  const account = await record.add({ login, name: `小${login}`, role }, by);
  if (account === undefined) throw new Error("the login is taken");
  return account;
}

function session(account: Account, hash: string, now: Date): StaffSession {
  return {
    hash,
    account: account.id,
    stage: "full",
    csrf: "c",
    createdAt: now,
    seenAt: now,
    address: "10.0.0.1",
    device: "Firefox · Linux",
  };
}

async function setUp(record: AccountRecord, account: Account, now: Date): Promise<void> {
  const until = new Date(now.getTime() + 1_000);
  await record.invite({ hash: account.id, account: account.id, until, totpSecret: "K" }, by);
  const proofs = { password: "p", totpSecret: "K", totpStep: 10, recovery: ["r1", "r2"] };
  expect(await record.accept(account.id, proofs, { address: "a" })).toBe(true);
}

/** Accounts, sessions and the audit log. */
export function staffing(house: House): void {
  describe("staff", () => {
    const open = opener(house);

    test("an account is what was written; its login and its ids are its own", async () => {
      const { accounts: record } = await open();
      const li = await added(record, "li", "admin");
      expect(await record.add({ login: "li", name: "x", role: "staff" }, by)).toBeUndefined();
      const desks = [{ district: "渝北区", topic: "financing" }];
      const changed = await record.change(li.id, { desks, telegramId: "77", name: "李" }, by);
      expect(changed).toMatchObject({ name: "李", desks, telegramId: "77", ready: false });
      expect(await record.byTelegram("77")).toEqual(changed);
      expect(await record.byLogin("li")).toEqual(changed);
      const wu = await added(record, "wu");
      expect(await record.change(wu.id, { telegramId: "77" }, by)).toBe("taken");
      expect(await record.change("nobody", { name: "x" }, by)).toBe("missing");
      expect(await record.change(li.id, { telegramId: null }, by)).not.toHaveProperty("telegramId");
      expect((await record.accounts()).map(({ login }) => login)).toEqual(["li", "wu"]);
    });

    test("an invitation is good once, and the newest only", async () => {
      const { accounts: record } = await open();
      const li = await added(record, "li");
      const until = new Date(Date.now() + 60_000);
      const made = { account: li.id, until, totpSecret: "K" };
      await record.invite({ ...made, hash: "old" }, by);
      await record.invite({ ...made, hash: "new" }, by);
      expect(await record.invitation("old")).toBeUndefined();
      expect(await record.invitation("new")).toMatchObject({ account: li.id, totpSecret: "K" });
      const proofs = { password: "p", totpSecret: "K", totpStep: 1, recovery: ["r"] };
      const both = [1, 2].map(() => record.accept("new", proofs, { address: "a" }));
      expect((await Promise.all(both)).sort()).toEqual([false, true]);
      expect(await record.credentials(li.id)).toEqual(proofs);
      expect(await record.account(li.id)).toMatchObject({ ready: true });
      const gone = { ...made, hash: "late", until: new Date(Date.now() - 1) };
      await record.invite(gone, by);
      expect(await record.invitation("late")).toBeUndefined();
      expect(await record.accept("late", proofs, { address: "a" })).toBe(false);
    });

    test("a step and a recovery code work once, also at the same moment", async () => {
      const { accounts: record } = await open();
      const li = await added(record, "li");
      await setUp(record, li, new Date());
      expect(await record.useStep(li.id, 10)).toBe(false);
      const steps = await Promise.all([1, 2, 3].map(() => record.useStep(li.id, 11)));
      expect(steps.filter(Boolean)).toHaveLength(1);
      const codes = await Promise.all([1, 2, 3].map(() => record.useRecovery(li.id, "r1", by)));
      expect(codes.filter(Boolean)).toHaveLength(1);
      expect((await record.credentials(li.id))?.recovery).toEqual(["r2"]);
    });

    test("what takes rights away ends sessions; a change of the name does not", async () => {
      const { accounts: record } = await open();
      await setUp(record, await added(record, "boss", "admin"), new Date());
      const li = await added(record, "li", "admin");
      const start = async () => {
        await record.openSession(session(li, "s", new Date()));
        expect(await record.session("s")).toMatchObject({ account: { login: "li" } });
      };
      await start();
      await record.change(li.id, { name: "李" }, by);
      expect(await record.session("s")).toBeDefined();
      await record.change(li.id, { role: "staff" }, by);
      expect(await record.session("s")).toBeUndefined();
      await start();
      await record.openSession(session(li, "mine", new Date()));
      await record.renew(li.id, { password: "q" }, by, "mine");
      expect((await record.sessions(li.id)).map(({ hash }) => hash)).toEqual(["mine"]);
      await record.change(li.id, { active: false }, by);
      expect(await record.sessions(li.id)).toEqual([]);
      expect(await record.openSession(session(li, "s", new Date()))).toBe(false);
      await record.change(li.id, { active: true }, by);
      expect(await record.session("s")).toBeUndefined();
    });

    test("a session ends by itself: unused, or after half a day however busy", async () => {
      let now = new Date("2026-11-20T00:00:00Z");
      const { accounts: record } = await open(undefined, { now: () => now });
      const li = await added(record, "li");
      const pass = (minutes: number) => {
        now = new Date(now.getTime() + minutes * 60_000);
      };
      await record.openSession(session(li, "idle", now));
      await record.openSession({ ...session(li, "half", now), stage: "password" });
      pass(4);
      expect(await record.session("half")).toBeDefined();
      pass(2);
      expect(await record.session("half")).toBeUndefined();
      pass(23);
      expect(await record.session("idle")).toBeDefined();
      pass(1);
      expect(await record.session("idle")).toBeUndefined();
      await record.openSession(session(li, "busy", now));
      for (let at = 0; at < 719; at += 29) {
        expect(await record.session("busy")).toBeDefined();
        await record.seen("busy");
        pass(29);
      }
      expect(await record.session("busy")).toBeUndefined();
    });

    test("one session takes another's place once", async () => {
      const { accounts: record } = await open();
      const li = await added(record, "li");
      await record.openSession(session(li, "a", new Date()));
      const both = ["b", "c"].map((hash) => record.openSession(session(li, hash, new Date()), "a"));
      expect((await Promise.all(both)).sort()).toEqual([false, true]);
      expect(await record.sessions(li.id)).toHaveLength(1);
    });

    test("the last admin who can log in stays; two do not take each other's place away", async () => {
      const { accounts: record } = await open();
      const li = await added(record, "li", "admin");
      await setUp(record, li, new Date());
      await added(record, "new", "admin");
      expect(await record.change(li.id, { active: false }, by)).toBe("last-admin");
      expect(await record.change(li.id, { role: "editor" }, by)).toBe("last-admin");
      const wu = await added(record, "wu", "admin");
      await setUp(record, wu, new Date());
      const both = [li, wu].map(({ id }) => record.change(id, { active: false }, by));
      const ended = await Promise.all(both);
      expect(ended.filter((each) => each === "last-admin")).toHaveLength(1);
    });

    test("every act stands in the log, which is one chain however many write at once", async () => {
      const { accounts: record } = await open();
      expect(await record.auditState()).toMatchObject({ whole: true, rows: 0 });
      const li = await added(record, "li");
      await record.change(li.id, { name: "小\u0000李" }, by);
      const entry = { ...by, action: "case.note", object: "R-1", detail: { n: 1, list: ["a"] } };
      await Promise.all(Array.from({ length: 40 }, () => record.audit(entry)));
      const state = await record.auditState();
      expect(state).toMatchObject({ whole: true, rows: 42 });
      const rows = await record.auditRows(3);
      expect(rows.map(({ seq }) => seq)).toEqual([42, 41, 40]);
      expect(rows[0]).toMatchObject(entry);
      expect((await record.auditRows(10, 3)).map(({ action }) => action)).toEqual([
        "account.change",
        "account.add",
      ]);
      expect(JSON.stringify(await record.auditRows(50))).not.toContain("小");
    });
  });
}
