import { describe, expect, test } from "vitest";
import type { HandoffRequest } from "../../../src/core/handoff.ts";
import type { PageStep } from "../../../src/core/page.ts";
import { echo, exchange, type House, message, opener } from "../house.ts";

const whose = { channel: "web", contact: "contact" } as const;
const nothing = { slots: [], passages: [], receipts: [] };
const asked: HandoffRequest = { state: "waiting", reason: "asked", desk: {}, capsule: nothing };
const xiaoli = { id: "s-1", name: "小李" };

/** What a platform's own client does to a conversation, as the record keeps it. */
export function client(house: House): void {
  describe("a platform's client", () => {
    const open = opener(house);

    async function began() {
      const ledger = await open();
      const conversation = await exchange(ledger, message("1"));
      let place: string | undefined;
      const page = async (...steps: readonly PageStep[]) => {
        const next = String(Number(place ?? 0) + 1);
        await ledger.acceptPage({ source: "wecom-kf/wk1", from: place, next, steps });
        place = next;
        while ((await ledger.turn(conversation, echo())) === "done");
      };
      const owned = (owner: "bot" | "waiting" | "staff", servicer?: string): PageStep => ({
        kind: "owner",
        ...whose,
        owner,
        ...(servicer === undefined ? {} : { servicer }),
      });
      const wrote = (id: string, servicer?: string): PageStep => ({
        kind: "staff",
        ...whose,
        id,
        text: `staff ${id}`,
        at: new Date("2026-11-21T08:00:01Z"),
        ...(servicer === undefined ? {} : { servicer }),
      });
      const newest = () => ledger.desk.newestHandoff(conversation);
      return { ledger, conversation, page, owned, wrote, newest };
    }

    test("who wrote there stands on the transcript", async () => {
      const { ledger, conversation, page, owned, wrote } = await began();
      await page(wrote("a", "lisi"), owned("staff", "lisi"), wrote("b"), wrote("c", "wangwu"));
      const lines = await ledger.transcript(conversation);
      expect(lines.filter(({ side }) => side === "staff").map(({ staff }) => staff)).toEqual([
        { id: "wecom:lisi", name: "lisi" },
        undefined,
        { id: "wecom:wangwu", name: "wangwu" },
      ]);
    });

    test("what it has is listed with who serves; what our desk has is not", async () => {
      const { ledger, conversation, page, owned, newest } = await began();
      const served = () => ledger.servedByStaff("web");
      expect(await served()).toEqual([]);
      await page(owned("waiting"));
      expect(await served()).toEqual([{ contact: "contact", owner: "waiting" }]);
      await page(owned("staff", "lisi"));
      expect(await served()).toEqual([{ contact: "contact", owner: "staff", servicer: "lisi" }]);
      await page(owned("staff"));
      expect(await served()).toEqual([{ contact: "contact", owner: "staff", servicer: "lisi" }]);
      await page(owned("staff", "wangwu"));
      expect((await newest())?.staff?.id).toBe("wecom:wangwu");
      expect(await ledger.servedByStaff("telegram")).toEqual([]);
      await page(owned("bot"));
      expect(await served()).toEqual([]);
      await ledger.desk.open({
        conversation,
        reason: "opened",
        desk: {},
        capsule: nothing,
        staff: xiaoli,
        surface: "console",
      });
      expect(await ledger.ownerOf("web", "contact")).toBe("staff");
      expect(await served()).toEqual([]);
    });

    test("a person who took over there without being told who is a person all the same", async () => {
      const { ledger, page, owned } = await began();
      await page(owned("staff"));
      expect(await ledger.servedByStaff("web")).toEqual([{ contact: "contact", owner: "staff" }]);
      await ledger.setOwner("web", "contact", "staff", "lisi");
      expect(await ledger.servedByStaff("web")).toMatchObject([{ servicer: "lisi" }]);
    });

    test.each([
      ["its pool", "waiting", "withdrawn"],
      ["a person's", "staff", "closed"],
    ] as const)("what was %s ends as %s there: %s", async (_, owner, end) => {
      const { ledger, page, owned, newest } = await began();
      await page(owned(owner, "lisi"), owned("bot"));
      expect(await newest()).toMatchObject({ state: "ended", end });
      expect(await ledger.ownerOf("web", "contact")).toBe("bot");
    });

    test("a person there takes what waits for our desk, and what our desk has", async () => {
      const { ledger, conversation, page, owned, newest } = await began();
      const step = echo({ kind: "request-handoff", request: asked });
      await exchange(ledger, message("2"), step);
      await page(owned("staff", "lisi"));
      expect(await newest()).toMatchObject({
        state: "claimed",
        surface: "wecom",
        reason: "asked",
        staff: { id: "wecom:lisi" },
      });
      await page(owned("bot"));
      await ledger.desk.open({
        conversation,
        reason: "opened",
        desk: {},
        capsule: nothing,
        staff: xiaoli,
        surface: "console",
      });
      // The platform's end is of its own sessions: our desk goes on.
      await page(owned("bot"));
      expect(await newest()).toMatchObject({ state: "claimed", staff: xiaoli });
      await page(owned("staff", "lisi"));
      expect(await newest()).toMatchObject({ surface: "wecom", staff: { id: "wecom:lisi" } });
      const said = { conversation, staff: xiaoli, key: "k", text: "我还在" };
      expect(await ledger.desk.say(said)).toMatchObject({ refused: "claimed-by-other" });
    });
  });
}
