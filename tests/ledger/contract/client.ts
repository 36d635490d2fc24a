import { describe, expect, test } from "vitest";
import type { HandoffRequest } from "../../../src/core/handoff.ts";
import type { PageStep } from "../../../src/core/page.ts";
import type { PlatformEdges } from "../../../src/ledger/ledger.ts";
import { echo, exchange, type House, message, opener } from "../house.ts";

const whose = { channel: "web", contact: "contact" } as const;
const nothing = { slots: [], passages: [], receipts: [] };
const asked: HandoffRequest = { state: "waiting", reason: "asked", desk: {}, capsule: nothing };
const xiaoli = { id: "s-1", name: "小李" };
const later = new Date("2026-11-24T08:00:00Z");
const edges: PlatformEdges = {
  taken: { text: "服务人员已接入", kind: "handoff" },
  ended: ({ answeredAt }) => (answeredAt === undefined ? {} : { followUpAt: later }),
};

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
        const from = place;
        const taken = await ledger.acceptPage({ source: "wecom-kf/wk1", from, next, steps }, edges);
        place = next;
        while ((await ledger.turn(conversation, echo())) === "done");
        return taken;
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

    test("a servicer whom an account names is the person of that account", async () => {
      const { ledger, conversation, page, owned, wrote, newest } = await began();
      const by = { actor: "cli", address: "" };
      const account = { login: "li", name: "小李", role: "staff" } as const;
      const { id = "" } = (await ledger.accounts.add(account, by)) ?? {};
      await ledger.accounts.change(id, { wecomUserid: "lisi" }, by);
      await page(owned("staff", "lisi"), wrote("a", "lisi"), wrote("b", "wangwu"));
      expect((await newest())?.staff).toEqual({ id, name: "小李" });
      const lines = await ledger.transcript(conversation);
      expect(lines.filter(({ side }) => side === "staff").map(({ staff }) => staff)).toEqual([
        { id, name: "小李" },
        { id: "wecom:wangwu", name: "wangwu" },
      ]);
      // To the platform they are who it calls them.
      expect(await ledger.servedByStaff("web")).toMatchObject([{ servicer: "lisi" }]);
      await ledger.accounts.change(id, { active: false }, by);
      await page(owned("staff", "lisi"));
      expect((await newest())?.staff?.id).toBe("wecom:lisi");
    });

    test("that somebody takes them is said once, by what the platform gave for it", async () => {
      const { ledger, conversation, page, owned } = await began();
      await ledger.setOwner("web", "contact", "waiting");
      const edge = { id: "e1", handle: { code: "C" } };
      const taken = { ...owned("staff", "lisi"), edge } as PageStep;
      expect(await page(taken)).toEqual({ accepted: 0, changed: [conversation] });
      // Pulled again, it is known.
      expect(await page(taken)).toEqual({ accepted: 0, changed: [] });
      const due = await ledger.dueDeliveries(["web"], 9, new Date(Date.now() + 1_000));
      // What the bot said before does not leave any more.
      expect(due.map(({ text, speaker, handle }) => ({ text, speaker, handle }))).toEqual([
        { text: "服务人员已接入", speaker: "notice", handle: { code: "C" } },
      ]);
      expect((await ledger.transcript(conversation)).at(-1)?.text).toBe("服务人员已接入");
    });

    test("whether it helped is asked of whom somebody wrote to there, were it just before the end", async () => {
      const { page, owned, wrote, newest } = await began();
      await page(owned("staff", "lisi"), owned("bot"));
      expect((await newest())?.followUpAt).toBeUndefined();
      await page(owned("staff", "lisi"), wrote("a", "lisi"), owned("bot"));
      expect(await newest()).toMatchObject({
        state: "ended",
        end: "closed",
        answeredAt: new Date("2026-11-21T08:00:01Z"),
        followUpAt: later,
      });
    });

    test("which conversations are not as they were is told", async () => {
      const { ledger, conversation, page, owned, wrote } = await began();
      expect((await page(owned("waiting")))?.changed).toEqual([conversation]);
      expect((await page(owned("waiting"), wrote("a")))?.changed).toEqual([]);
      expect(await ledger.setOwner("web", "contact", "staff", "lisi", edges)).toBe(conversation);
      expect(await ledger.setOwner("web", "contact", "staff", "lisi", edges)).toBeUndefined();
      expect((await page({ kind: "recall", ...whose, id: "1" }))?.changed).toEqual([conversation]);
      expect((await page({ kind: "recall", ...whose, id: "none" }))?.changed).toEqual([]);
      const delivery = `${conversation}-1-r`;
      const bounce: PageStep = { kind: "bounce", delivery, bounces: 0, reason: "x" };
      expect((await page(bounce, bounce))?.changed).toEqual([conversation]);
      expect((await page(bounce))?.changed).toEqual([]);
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
