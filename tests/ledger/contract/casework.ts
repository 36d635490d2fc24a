import { describe, expect, test } from "vitest";
import type { ServiceRequest } from "../../../src/core/request.ts";
import type { CaseChange } from "../../../src/ledger/deskRecord.ts";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import { echo, exchange, type House, message, opener, request } from "../house.ts";

const li = { id: "li", name: "小李" };
const wang = { id: "wang", name: "小王" };

export function casework(house: House): void {
  describe("casework", () => {
    const open = opener(house);

    const file = async (ledger: Ledger, filed: ServiceRequest, contact = "contact") =>
      await exchange(
        ledger,
        message(filed.receipt, "登记", contact),
        echo({ kind: "file-request", request: filed }),
      );
    const one = async (ledger: Ledger, receipt: string) => {
      const [found] = await ledger.desk.cases({ receipt, limit: 1 });
      if (found === undefined) throw new Error(`${receipt} is not there`);
      return found;
    };
    const change = (seen: Date, rest: Omit<Partial<CaseChange>, "seen"> = {}): CaseChange => ({
      receipt: "ZW-1",
      seen,
      by: li,
      ...rest,
    });

    test("lists newest first, by status, kind, assignee and part of the receipt", async () => {
      const ledger = await open();
      const filed = ["ZW-20261101-AAAAA2", "ZW-20261102-BBBBB3", "ZW-20261103-CCCCC4"].map(
        (receipt, day): ServiceRequest => ({
          ...request(receipt),
          kind: day === 1 ? "financing" : "expert",
          createdAt: new Date(`2026-11-0${day + 1}T08:00:00Z`),
        }),
      );
      for (const each of filed) await file(ledger, each);
      const [a, b, c] = filed.map(({ receipt }) => receipt);
      const receipts = async (filter: object) =>
        (await ledger.desk.cases({ limit: 10, ...filter })).map(
          ({ request: { receipt } }) => receipt,
        );
      expect(await receipts({})).toEqual([c, b, a]);
      expect(await receipts({ limit: 1, from: 1 })).toEqual([b]);
      expect(await receipts({ kind: "expert" })).toEqual([c, a]);
      expect(await receipts({ receiptPart: "bbb" })).toEqual([b]);
      expect(await receipts({ receiptPart: "20261103c" })).toEqual([c]);
      expect(await receipts({ receiptPart: "%" })).toEqual([]);
      expect(await receipts({ receiptPart: "_" })).toEqual([]);
      expect(await receipts({ after: filed[2], limit: 1 })).toEqual([b]);
      expect(await receipts({ after: filed[0] })).toEqual([]);
      const seen = (await one(ledger, b ?? "")).request.updatedAt;
      await ledger.desk.changeCase({
        receipt: b ?? "",
        seen,
        to: "accepted",
        assignee: wang,
        by: li,
      });
      expect(await receipts({ statuses: ["accepted", "done"] })).toEqual([b]);
      expect(await receipts({ assignee: "wang" })).toEqual([b]);
      expect(await receipts({ assignee: null })).toEqual([c, a]);
      expect(await receipts({ receipt: "ZW" })).toEqual([]);
    });

    test("pages that go on after a request miss none and repeat none of the same time", async () => {
      const ledger = await open();
      const all = Array.from({ length: 7 }, (_, i) => `ZW-${i}`);
      for (const receipt of all) await file(ledger, request(receipt));
      const met: string[] = [];
      for (let after: ServiceRequest | undefined; ; ) {
        const page = await ledger.desk.cases({
          limit: 3,
          ...(after === undefined ? {} : { after }),
        });
        met.push(...page.map(({ request: { receipt } }) => receipt));
        after = page.at(-1)?.request;
        if (after === undefined) break;
      }
      expect(met.sort()).toEqual(all);
    });

    test("a change keeps status, assignee, note and who did it, and tells the customer once", async () => {
      const ledger = await open();
      const conversation = await file(ledger, request("ZW-1"));
      const { request: seen } = await one(ledger, "ZW-1");
      const accept = change(seen.updatedAt, {
        to: "accepted",
        assignee: wang,
        note: "材料齐全",
        notice: { text: "已受理" },
      });
      expect(await ledger.desk.changeCase(accept)).toBe(true);
      const changed = await one(ledger, "ZW-1");
      expect(changed).toMatchObject({ request: { status: "accepted" }, assignee: wang });
      expect(await ledger.desk.caseEvents("ZW-1")).toEqual([
        { at: expect.any(Date), kind: "status", staff: li, detail: "accepted" },
        { at: expect.any(Date), kind: "assigned", staff: li, detail: "小王" },
        { at: expect.any(Date), kind: "note", staff: li, detail: "材料齐全" },
      ]);
      const told = async () =>
        (await ledger.transcript(conversation)).filter(({ text }) => text === "已受理").length;
      expect(await told()).toBe(1);
      expect(await ledger.desk.changeCase(accept)).toBe(false);
      expect(await told()).toBe(1);
      expect(
        await ledger.desk.changeCase(change(changed.request.updatedAt, { assignee: null })),
      ).toBe(true);
      expect((await one(ledger, "ZW-1")).assignee).toBeUndefined();
      expect((await one(ledger, "ZW-1")).request.status).toBe("accepted");
    });

    test("of changes to the same sight one is made, even in one millisecond", async () => {
      const clock = new Date("2026-11-21T08:00:00Z");
      const ledger = await open(undefined, { now: () => clock });
      await file(ledger, request("ZW-1"));
      const seen = (await one(ledger, "ZW-1")).request.updatedAt;
      const done = await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          ledger.desk.changeCase(change(seen, { assignee: { id: `s${i}`, name: `${i}` } })),
        ),
      );
      expect(done.filter(Boolean)).toHaveLength(1);
      expect(await ledger.desk.caseEvents("ZW-1")).toHaveLength(1);
      const { assignee } = await one(ledger, "ZW-1");
      expect(assignee?.id).toBe(`s${done.indexOf(true)}`);
    });

    test("what the customer changed meanwhile or withdrew is not changed", async () => {
      const ledger = await open();
      await file(ledger, request("ZW-1", { field: "专利" }));
      const before = (await one(ledger, "ZW-1")).request.updatedAt;
      const edit = { kind: "edit-request", receipt: "ZW-1", slots: { field: "商标" } } as const;
      await exchange(ledger, message("2"), echo(edit));
      expect(await ledger.desk.changeCase(change(before, { to: "accepted" }))).toBe(false);
      await exchange(ledger, message("3"), echo({ kind: "withdraw-request", receipt: "ZW-1" }));
      const { request: withdrawn } = await one(ledger, "ZW-1");
      expect(await ledger.desk.changeCase(change(withdrawn.updatedAt, { to: "accepted" }))).toBe(
        false,
      );
      expect((await one(ledger, "ZW-1")).request).toEqual(withdrawn);
      expect(await ledger.desk.caseEvents("ZW-1")).toEqual([]);
    });

    test("what cannot be sent waits for the next visit", async () => {
      const ledger = await open();
      const conversation = await file(ledger, request("ZW-1"));
      const { request: seen } = await one(ledger, "ZW-1");
      await ledger.desk.changeCase(change(seen.updatedAt, { to: "declined", nextVisit: "不受理" }));
      expect(await ledger.transcript(conversation)).toHaveLength(2);
      await exchange(ledger, message("next"), async (input) => {
        expect(input.nextVisit).toEqual(["不受理"]);
        expect(input.requests[0]?.status).toBe("declined");
        return await echo()(input);
      });
    });

    describe("words for the next visit whose reply a person's coming kept from leaving", () => {
      const waits = async (...words: string[]) => {
        const ledger = await open();
        await file(ledger, request("ZW-1"));
        for (const nextVisit of words) {
          const { request: seen } = await one(ledger, "ZW-1");
          await ledger.desk.changeCase(change(seen.updatedAt, { note: "n", nextVisit }));
        }
        for (let due = await take(ledger); due !== undefined; due = await take(ledger)) {
          await ledger.settle(due.id, due.fence, { state: "sent" });
        }
        return ledger;
      };
      const take = async (ledger: Ledger) =>
        (await ledger.dueDeliveries(["web"], 1, new Date(Date.now() + 1_000)))[0];
      const shown = async (ledger: Ledger, id: string) => {
        let words: readonly string[] = [];
        await exchange(ledger, message(id), async (input) => {
          words = input.nextVisit;
          return await echo()(input);
        });
        return words;
      };
      const comesAndGoes = async (ledger: Ledger) => {
        for (const owner of ["staff", "bot"] as const)
          await ledger.setOwner("web", "contact", owner);
      };

      test("stand before the next one, and before what came since", async () => {
        const ledger = await waits("已受理");
        expect(await shown(ledger, "1")).toEqual(["已受理"]);
        await comesAndGoes(ledger);
        const { request: seen } = await one(ledger, "ZW-1");
        await ledger.desk.changeCase(
          change(seen.updatedAt, { to: "declined", nextVisit: "不受理" }),
        );
        expect(await take(ledger)).toBeUndefined();
        expect(await shown(ledger, "2")).toEqual(["已受理", "不受理"]);
        // That reply leaves, and with it they are said.
        const due = await take(ledger);
        await ledger.settle(due?.id ?? "", due?.fence ?? 0, { state: "sent" });
        expect(await shown(ledger, "3")).toEqual([]);
      });

      test("are seen by a turn under way", async () => {
        const ledger = await waits("已受理");
        await shown(ledger, "1");
        await comesAndGoes(ledger);
        const { conversation } = await ledger.accept(message("2"));
        const end = await ledger.turn(conversation, async (input) => {
          await take(ledger);
          return await echo()(input);
        });
        expect(end).toBe("lost");
      });

      test("are not said again by what had left of it", async () => {
        const long = "长".repeat(400);
        const ledger = await waits("已受理", long, "已转交");
        await shown(ledger, "1");
        const due = await take(ledger);
        await comesAndGoes(ledger);
        expect(await ledger.progress(due?.id ?? "", due?.fence ?? 0, 1)).toBe(false);
        // The first part may have ended within the second.
        expect(await shown(ledger, "2")).toEqual([long, "已转交"]);
      });

      test("go with it where it is sent again all the same, and are forgotten by an erasure", async () => {
        const ledger = await waits("已受理");
        await shown(ledger, "1");
        await comesAndGoes(ledger);
        await take(ledger);
        const [stopped] = await ledger.deliveries({ state: "failed" });
        expect(await ledger.requeue(stopped?.id ?? "")).toBe(true);
        expect(await shown(ledger, "2")).toEqual([]);
        await comesAndGoes(ledger);
        await exchange(ledger, message("3"), echo({ kind: "erase-contact" }));
        expect(await take(ledger)).toMatchObject({ text: "re: text 3" });
        expect(await shown(ledger, "4")).toEqual([]);
      });
    });

    test("a request that is not there is not changed, and erasure takes its history", async () => {
      const ledger = await open();
      await file(ledger, request("ZW-1"));
      const { request: seen } = await one(ledger, "ZW-1");
      expect(
        await ledger.desk.changeCase({ ...change(seen.updatedAt), receipt: "ZW-9", to: "done" }),
      ).toBe(false);
      await ledger.desk.changeCase(change(seen.updatedAt, { note: "电话已核对" }));
      await exchange(ledger, message("erase"), echo({ kind: "erase-contact" }));
      expect(await ledger.desk.caseEvents("ZW-1")).toEqual([]);
      expect(await ledger.desk.cases({ limit: 10 })).toEqual([]);
    });
  });
}
