import { describe, expect, test } from "vitest";
import { ZhiwenError } from "../../../src/core/errors.ts";
import { echo, exchange, type House, message, opener, request } from "../house.ts";

export function effects(house: House): void {
  describe("effects", () => {
    const open = opener(house);

    test("a request is filed, listed, edited and withdrawn", async () => {
      const ledger = await open();
      const filed = request("ZW-1", { company: "甲", field: "专利" });
      await exchange(ledger, message("1"), echo({ kind: "file-request", request: filed }));
      expect(await ledger.request("ZW-1")).toEqual(filed);
      expect(await ledger.requestsOf("web", "contact")).toEqual([filed]);
      await exchange(ledger, message("2"), async (input) => {
        expect(input.requests).toEqual([filed]);
        const edit = { kind: "edit-request" as const, receipt: "ZW-1", slots: { company: "乙" } };
        return await echo(edit)(input);
      });
      expect((await ledger.request("ZW-1"))?.slots).toEqual({ company: "乙", field: "专利" });
      await exchange(ledger, message("3"), echo({ kind: "withdraw-request", receipt: "ZW-1" }));
      expect((await ledger.request("ZW-1"))?.status).toBe("withdrawn");
      expect(await ledger.request("ZW-2")).toBeUndefined();
      expect(await ledger.requestsOf("web", "somebody")).toEqual([]);
    });

    test("a receipt number that is taken undoes the turn, which can then be tried again", async () => {
      const ledger = await open();
      const file = (receipt: string) =>
        echo(
          { kind: "record-gap", question: `q ${receipt}`, missing: "m" },
          {
            kind: "file-request",
            request: request(receipt),
          },
        );
      await exchange(ledger, message("1", "x", "a"), file("ZW-1"));
      const { conversation } = await ledger.accept(message("1", "x", "b"));
      await expect(ledger.turn(conversation, file("ZW-1"))).rejects.toThrow(ZhiwenError);
      expect(await ledger.transcript(conversation)).toEqual([]);
      expect(await ledger.requestsOf("web", "b")).toEqual([]);
      expect((await ledger.gaps())[0]?.count).toBe(1);
      expect(await ledger.turn(conversation, file("ZW-2"))).toBe("done");
      expect(await ledger.requestsOf("web", "b")).toHaveLength(1);
    });

    test.each([
      ["edit", { kind: "edit-request", receipt: "ZW-1", slots: { company: "贼" } }],
      ["withdraw", { kind: "withdraw-request", receipt: "ZW-1" }],
      ["edit what never was", { kind: "edit-request", receipt: "ZW-9", slots: {} }],
    ] as const)("nobody can %s another contact's request", async (_name, effect) => {
      const ledger = await open();
      const filed = request("ZW-1", { company: "甲" });
      await exchange(
        ledger,
        message("1", "x", "a"),
        echo({ kind: "file-request", request: filed }),
      );
      const { conversation } = await ledger.accept(message("1", "x", "b"));
      await expect(ledger.turn(conversation, echo(effect))).rejects.toThrow(ZhiwenError);
      expect(await ledger.request("ZW-1")).toEqual(filed);
    });

    test("a withdrawn request is not edited", async () => {
      const ledger = await open();
      const filed = request("ZW-1");
      await exchange(ledger, message("1"), echo({ kind: "file-request", request: filed }));
      await exchange(ledger, message("2"), echo({ kind: "withdraw-request", receipt: "ZW-1" }));
      const { conversation } = await ledger.accept(message("3"));
      const edit = { kind: "edit-request" as const, receipt: "ZW-1", slots: { a: "b" } };
      await expect(ledger.turn(conversation, echo(edit))).rejects.toThrow(ZhiwenError);
    });

    test("a gap is counted up however it is spelled", async () => {
      const ledger = await open();
      const gap = (question: string) => echo({ kind: "record-gap", question, missing: "利率" });
      await exchange(ledger, message("1"), gap("专利贷款的利率是多少？"));
      await exchange(ledger, message("2"), gap(" 專利貸款的利率，是多少?"));
      await exchange(ledger, message("3"), gap("别的问题"));
      await exchange(ledger, message("4"), gap("？？？"));
      const gaps = await ledger.gaps();
      expect(gaps).toHaveLength(3);
      expect(gaps[0]).toMatchObject({
        question: "专利贷款的利率是多少？",
        missing: "利率",
        count: 2,
      });
      expect(await ledger.gaps(1)).toHaveLength(1);
    });
  });
}
