import { afterEach, expect, test } from "vitest";
import { channelPorts, createNotices } from "../../src/app/ports.ts";
import type { PageStep } from "../../src/core/page.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import { type Ledger, openLedger } from "../../src/ledger/ledger.ts";
import { openShared } from "../../src/session/shared.ts";

let ledger: Ledger;
afterEach(() => ledger.close());

const whose = { channel: "wecom-kf", contact: "wk1/wm1" } as const;

/** What WeCom's client does, as its door sees the program, and what the desk hears of it. */
async function opened() {
  ledger = await openLedger(":memory:");
  const shared = await openShared(undefined, { report() {} });
  const heard: string[] = [];
  const { wecom } = channelPorts({
    ...{ ledger, shared, report() {}, proxies: 0 },
    metrics: createMetrics(() => ledger.counts()),
    notices: createNotices(shared),
    backlog: { admit() {}, release() {}, full: () => false, stop() {} },
    desk: {
      edges: () => ({ taken: { text: "服务人员已接入" }, ended: () => ({}) }),
      changed: (conversation) => heard.push(conversation),
    },
  });
  let place: string | undefined;
  const page = async (...steps: readonly PageStep[]) => {
    const next = String(Number(place ?? 0) + 1);
    await wecom.acceptPage({ source: "wecom-kf/wk1", from: place, next, steps });
    place = next;
  };
  return { wecom, page, heard };
}

test("the desk hears of every change of who answers in WeCom's client, and of nothing else", async () => {
  const { wecom, page, heard } = await opened();
  const edge = { id: "e1", handle: { code: "C" } };
  await page({ kind: "owner", ...whose, owner: "staff", servicer: "lisi", edge });
  const conversation = await ledger.conversationOf("wecom-kf", "wk1/wm1");
  expect(heard).toEqual([conversation]);
  const due = await ledger.dueDeliveries(["wecom-kf"], 9, new Date(Date.now() + 1_000));
  expect(due.map(({ text }) => text)).toEqual(["服务人员已接入"]);
  await page({ kind: "owner", ...whose, owner: "staff", servicer: "lisi" });
  expect(heard).toHaveLength(1);
  // An end without a message leaves no turn behind, which would tell of it.
  await page({ kind: "owner", ...whose, owner: "bot" });
  expect(heard).toHaveLength(2);
  await wecom.setOwner("wecom-kf", whose.contact, "waiting");
  await wecom.setOwner("wecom-kf", whose.contact, "waiting");
  expect(heard).toEqual([conversation, conversation, conversation]);
});
