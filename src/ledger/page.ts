import type { Page, PageStep } from "../core/page.ts";
import { addConversation, check, insert } from "./accept.ts";
import { recalled } from "./detail.ts";
import { type PlatformEdges, platformOwner } from "./platformOwner.ts";
import { servicerIn } from "./servicer.ts";
import type { Store, Tx } from "./store.ts";
import { storeError } from "./storeError.ts";

/** What a page brought. */
export interface Taken {
  /** New messages. */
  readonly accepted: number;
  /** Conversations that are not as they were, beside those with a new message. */
  readonly changed: readonly string[];
}

/**
 * Stores a page and the place behind it in one transaction: what a pull gave is either all kept,
 * or it is given again.
 */
export async function acceptPage(
  store: Store,
  page: Page,
  edges?: PlatformEdges,
): Promise<Taken | undefined> {
  for (const step of page.steps) {
    if (step.kind === "message" || step.kind === "history") check(step.message);
    if (step.kind === "staff") check(step);
  }
  const now = store.now().toISOString();
  try {
    const taken = await store.lane.write(async (tx) => {
      if (!(await move(tx, page, now))) return undefined;
      let accepted = 0;
      const changed = new Set<string>();
      for (const step of page.steps) {
        const end = await take(tx, step, { instance: store.instance, now, edges });
        if (end.isNew === true) accepted += 1;
        if (end.changed !== undefined) changed.add(end.changed);
      }
      return { accepted, changed: [...changed] };
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

async function take(
  tx: Tx,
  step: PageStep,
  {
    instance,
    now,
    edges,
  }: {
    readonly instance: string;
    readonly now: string;
    readonly edges: PlatformEdges | undefined;
  },
): Promise<{ readonly isNew?: boolean; readonly changed?: string | undefined }> {
  switch (step.kind) {
    case "message":
    case "history": {
      const kept = step.kind === "history" ? { kept: true } : {};
      const { repeat } = await insert(tx, step.message, { instance, now, ...kept });
      return { isNew: !repeat };
    }
    case "staff": {
      const { servicer } = step;
      const by = servicer === undefined ? {} : { staff: await servicerIn(tx, servicer) };
      await insert(tx, step, { instance, now, side: "staff", ...by });
      return {};
    }
    case "owner":
      await addConversation(tx, step, now);
      return { changed: await platformOwner(tx, step, now, edges) };
    case "recall":
      return { changed: await recall(tx, step) };
    case "bounce": {
      const bounced = await tx
        .updateTable("outbox")
        .set((e) => ({
          state: "failed",
          reason: step.reason,
          settled_at: now,
          parts_sent: 0,
          bounces: e("bounces", "+", 1),
        }))
        .where("id", "=", step.delivery)
        // It may be known before the send it is about is settled, and for each part of it.
        .where("bounces", "=", step.bounces)
        .returning("conversation")
        .executeTakeFirst();
      return { changed: bounced?.conversation };
    }
    default:
      throw new Error(`unknown step ${(step satisfies never as PageStep).kind}`);
  }
}

/** The conversation, where there was something to take back. */
async function recall(
  tx: Tx,
  step: Extract<PageStep, { kind: "recall" }>,
): Promise<string | undefined> {
  const row = await tx
    .selectFrom("conversations")
    .innerJoin("inbox", "inbox.conversation", "conversations.id")
    .select(["inbox.conversation", "inbox.seq", "conversations.handled_seq"])
    .where("channel", "=", step.channel)
    .where("contact", "=", step.contact)
    .where("message_id", "=", step.id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
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
    return row.conversation;
  }
  await tx
    .deleteFrom("transcript")
    .where("conversation", "=", row.conversation)
    .where("message_id", "=", step.id)
    .execute();
  return row.conversation;
}
