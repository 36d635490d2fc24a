import type { Page, PageStep } from "../core/page.ts";
import { servicerRef } from "../core/staff.ts";
import { addConversation, check, insert } from "./accept.ts";
import { recalled } from "./detail.ts";
import { platformOwner } from "./platformOwner.ts";
import type { Store, Tx } from "./store.ts";
import { storeError } from "./storeError.ts";

/**
 * Stores a page and the place behind it in one transaction: what a pull gave is either all kept,
 * or it is given again.
 */
export async function acceptPage(
  store: Store,
  page: Page,
): Promise<{ accepted: number } | undefined> {
  for (const step of page.steps) {
    if (step.kind === "message" || step.kind === "history") check(step.message);
    if (step.kind === "staff") check(step);
  }
  const now = store.now().toISOString();
  try {
    const taken = await store.lane.write(async (tx) => {
      if (!(await move(tx, page, now))) return undefined;
      let accepted = 0;
      for (const step of page.steps) accepted += await take(tx, step, store.instance, now);
      return { accepted };
    }, page.source);
    store.crash("after-accept");
    return taken;
  } catch (error) {
    throw storeError("could not store the page", error);
  }
}

export async function cursor(store: Store, source: string): Promise<string | undefined> {
  const row = await store.db
    .selectFrom("cursors")
    .select("position")
    .where("source", "=", source)
    .executeTakeFirst();
  return row?.position;
}

/** False when the record went on meanwhile. */
async function move(tx: Tx, { source, from, next }: Page, now: string): Promise<boolean> {
  if (from === undefined) {
    const { numInsertedOrUpdatedRows: inserted } = await tx
      .insertInto("cursors")
      .values({ source, position: next, updated_at: now })
      .onConflict((c) => c.column("source").doNothing())
      .executeTakeFirstOrThrow();
    return inserted === 1n;
  }
  const { numUpdatedRows: moved } = await tx
    .updateTable("cursors")
    .set({ position: next, updated_at: now })
    .where("source", "=", source)
    .where("position", "=", from)
    .executeTakeFirstOrThrow();
  return moved === 1n;
}

/** How many new messages the step brought. */
async function take(tx: Tx, step: PageStep, instance: string, now: string): Promise<0 | 1> {
  switch (step.kind) {
    case "message":
    case "history": {
      const kept = step.kind === "history" ? { kept: true } : {};
      const { repeat } = await insert(tx, step.message, { instance, now, ...kept });
      return repeat ? 0 : 1;
    }
    case "staff": {
      const { servicer } = step;
      const by = servicer === undefined ? {} : { staff: servicerRef(servicer) };
      await insert(tx, step, { instance, now, side: "staff", ...by });
      return 0;
    }
    case "owner":
      await addConversation(tx, step, now);
      await platformOwner(tx, step.channel, step.contact, step.owner, now, step.servicer);
      return 0;
    case "recall":
      await recall(tx, step);
      return 0;
    case "bounce":
      await tx
        .updateTable("outbox")
        .set({ state: "failed", reason: step.reason, settled_at: now })
        .where("id", "=", step.delivery)
        // It may be known before the send it is about is settled.
        .where("state", "!=", "failed")
        .execute();
      return 0;
    default:
      throw new Error(`unknown step ${(step satisfies never as PageStep).kind}`);
  }
}

async function recall(tx: Tx, step: Extract<PageStep, { kind: "recall" }>): Promise<void> {
  const row = await tx
    .selectFrom("conversations")
    .innerJoin("inbox", "inbox.conversation", "conversations.id")
    .select(["inbox.conversation", "inbox.seq", "conversations.handled_seq"])
    .where("channel", "=", step.channel)
    .where("contact", "=", step.contact)
    .where("message_id", "=", step.id)
    .executeTakeFirst();
  if (row === undefined) return;
  if (row.seq > row.handled_seq) {
    await tx
      .updateTable("inbox")
      .set({ text: "", detail: recalled })
      .where("conversation", "=", row.conversation)
      .where("seq", "=", row.seq)
      .execute();
    // A turn that is answering it right now must not commit.
    await tx
      .updateTable("conversations")
      .set((e) => ({ version: e("version", "+", 1) }))
      .where("id", "=", row.conversation)
      .execute();
    return;
  }
  await tx
    .deleteFrom("transcript")
    .where("conversation", "=", row.conversation)
    .where("message_id", "=", step.id)
    .execute();
}
