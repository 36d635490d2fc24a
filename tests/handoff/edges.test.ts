import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { platformEdges } from "../../src/handoff/edges.ts";
import { handoffStep } from "../../src/handoff/step.ts";
import { li, type Stage, stage, wang, wanted } from "./stage.ts";

let here: Stage;
let conversation: string;
beforeEach(async () => {
  here = await stage();
  here.botSays(wanted);
  conversation = await here.write("转人工", "kf1", "wecom-kf");
  await here.sent();
});
afterEach(() => here.close());

const inClient = {
  refused: "platform",
  reason: "会话在企业微信客户端里，请到客户端回复",
};

describe("what one's own servicer's account serves in the client", () => {
  /** Passed to the client, where it is Li who takes it. */
  async function passed() {
    here.serveInClient({ kind: "servicer", userid: "lisi", staff: li });
    await here.desk.claim(conversation, wang, "console");
    await here.desk.transfer(conversation, wang, { client: true });
  }

  test("stands under their name", async () => {
    await passed();
    expect(await here.newest(conversation)).toMatchObject({
      state: "claimed",
      surface: "wecom",
      staff: li,
    });
    const events = await here.ledger.desk.handoffEvents(
      (await here.newest(conversation))?.id ?? "",
    );
    expect(events.at(-1)?.detail).toBe("企业微信 小李");
  });

  test("is not theirs to act on at our desk: the bot would speak beside them", async () => {
    await passed();
    const { desk } = here;
    expect(await desk.claim(conversation, li, "console")).toEqual(inClient);
    expect(await desk.say(conversation, li, { key: "k", text: "您好" })).toEqual(inClient);
    expect(await desk.giveBack(conversation, li)).toEqual(inClient);
    expect(await desk.close(conversation, li)).toEqual(inClient);
    expect(await desk.transfer(conversation, li, { staff: wang })).toEqual(inClient);
    expect(await desk.resend(conversation, li, "d")).toEqual(inClient);
    const other = { refused: "claimed-by-other", by: li };
    expect(await desk.claim(conversation, wang, "console")).toEqual(other);
    expect(await here.newest(conversation)).toMatchObject({ state: "claimed", staff: li });
    expect(await here.ledger.ownerOf("wecom-kf", "kf1")).toBe("staff");
  });
});

describe("sending again", () => {
  test("is for whoever holds the conversation, and of its own lines", async () => {
    const { desk } = here;
    await desk.claim(conversation, li, "console");
    await here.sent();
    const said = await desk.say(conversation, li, { key: "k", text: "您好" });
    const delivery = "delivery" in said ? said.delivery : "";
    const [due] = await here.ledger.dueDeliveries(["wecom-kf"], 9, here.now());
    await here.ledger.settle(delivery, due?.fence ?? 0, { state: "failed", reason: "x" });
    const other = await here.write("转人工", "kf2", "wecom-kf");
    await desk.claim(other, li, "console");
    expect(await desk.resend(other, li, delivery)).toBe(false);
    expect(await desk.resend(conversation, wang, delivery)).toMatchObject({ by: li });
    await desk.close(conversation, li);
    expect(await desk.resend(conversation, li, delivery)).toEqual({
      refused: "ended",
      end: "closed",
    });
    await desk.claim(conversation, wang, "console");
    expect(await desk.resend(conversation, wang, delivery)).toBe(true);
    expect(await desk.resend(conversation, wang, delivery)).toBe(false);
  });
});

describe("a session that a servicer ended in the client", () => {
  /** The platform tells of the end, and takes one message for it. */
  async function ends(wrote: boolean) {
    const { port, ledger } = here;
    const edges = platformEdges(port);
    await ledger.setOwner("wecom-kf", "kf1", "staff", "lisi", edges);
    const whose = { channel: "wecom-kf", contact: "kf1" } as const;
    const at = here.now();
    const said = { kind: "staff", ...whose, id: "s1", text: "办好了", at } as const;
    const back = { ...whose, id: "e1", text: "", at, arrival: true, returned: true };
    await ledger.acceptPage(
      {
        ...{ source: "wecom-kf/wk1", from: undefined, next: "1" },
        steps: [
          ...(wrote ? [said] : []),
          { kind: "owner", ...whose, owner: "bot" },
          { kind: "message", message: back },
        ],
      },
      edges,
    );
    const step = handoffStep(
      port,
      () => ({ desk: {}, capsule: { slots: [], passages: [], receipts: [] } }),
      async ({ session }) => {
        const outcome = { kind: "say", citations: [], choices: [], effects: [] } as const;
        const text = "由我继续回答。";
        return { session, outcome: { ...outcome, text }, intent: "help", confidence: 1 };
      },
    );
    while ((await ledger.turn(conversation, step)) === "done");
    const due = await ledger.dueDeliveries(["wecom-kf"], 9, here.now());
    return due.map(({ text, choices }) => [text, choices.map(({ label }) => label)]);
  }

  test("is asked about once, and days later whether it helped", async () => {
    expect(await ends(true)).toEqual([
      ["由我继续回答。\n这次人工服务您满意吗？", ["满意", "一般", "不满意"]],
    ]);
    const days = here.port.service().followUpDays;
    expect(await here.newest(conversation)).toMatchObject({
      state: "ended",
      end: "closed",
      followUpAt: new Date(here.now().getTime() + days * 86_400_000),
    });
    await here.write("满意", "kf1", "wecom-kf");
    expect((await here.newest(conversation))?.rating).toBe(3);
  });

  test("in which nobody wrote is not", async () => {
    expect(await ends(false)).toEqual([["由我继续回答。", []]]);
    expect((await here.newest(conversation))?.followUpAt).toBeUndefined();
  });
});
