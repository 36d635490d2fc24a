import { ZhiwenError } from "../core/errors.ts";
import type { Effect } from "../core/outcome.ts";
import { erase } from "./erase.ts";
import { recordGap } from "./gaps.ts";
import { leaveQueue, rateHandoff, requestHandoff, settleFollowUp } from "./handoffTurn.ts";
import type { Tx } from "./store.ts";

/**
 * Carries out what a turn changes beside the session, inside the turn's transaction.
 * @throws ZhiwenError when one cannot be carried out; the turn is then undone and tried again.
 */
export async function carryOut(
  tx: Tx,
  conversation: string,
  effects: readonly Effect[],
  now: string,
): Promise<void> {
  for (const effect of effects) {
    switch (effect.kind) {
      case "file-request":
        await file(tx, conversation, effect.request);
        break;
      case "edit-request":
        await edit(tx, conversation, effect, now);
        break;
      case "withdraw-request":
        await withdraw(tx, conversation, effect.receipt, now);
        break;
      case "erase-contact":
        await erase(tx, conversation, now);
        break;
      case "request-handoff":
        await requestHandoff(tx, conversation, effect.request, now);
        break;
      case "leave-queue":
        await leaveQueue(tx, conversation, now);
        break;
      case "rate-handoff":
        await rateHandoff(tx, conversation, effect, now);
        break;
      case "settle-follow-up":
        await settleFollowUp(tx, conversation, effect);
        break;
      case "record-gap":
        await recordGap(tx, conversation, effect, now);
        break;
      default:
        throw new Error(`unknown effect ${(effect satisfies never as Effect).kind}`);
    }
  }
}

async function file(
  tx: Tx,
  conversation: string,
  request: Extract<Effect, { kind: "file-request" }>["request"],
): Promise<void> {
  const { numInsertedOrUpdatedRows: inserted } = await tx
    .insertInto("requests")
    .values({
      receipt: request.receipt,
      conversation,
      kind: request.kind,
      status: request.status,
      slots: JSON.stringify(request.slots),
      created_at: request.createdAt.toISOString(),
      updated_at: request.updatedAt.toISOString(),
    })
    .onConflict((c) => c.column("receipt").doNothing())
    .executeTakeFirstOrThrow();
  if (inserted === 0n) {
    throw new ZhiwenError("ledger", "the receipt number is taken", "try again with a new number");
  }
}

async function edit(
  tx: Tx,
  conversation: string,
  effect: Extract<Effect, { kind: "edit-request" }>,
  now: string,
): Promise<void> {
  const row = await tx
    .selectFrom("requests")
    .select(["slots", "status"])
    .where("receipt", "=", effect.receipt)
    .where("conversation", "=", conversation)
    .executeTakeFirst();
  if (row === undefined) throw notTheirs();
  if (row.status === "withdrawn") throw alreadyWithdrawn();
  const slots = { ...(JSON.parse(row.slots) as Record<string, string>), ...effect.slots };
  await tx
    .updateTable("requests")
    .set({ slots: JSON.stringify(slots), updated_at: now })
    .where("receipt", "=", effect.receipt)
    .execute();
}

async function withdraw(tx: Tx, conversation: string, receipt: string, now: string): Promise<void> {
  const { numUpdatedRows: updated } = await tx
    .updateTable("requests")
    .set({ status: "withdrawn", updated_at: now })
    .where("receipt", "=", receipt)
    .where("conversation", "=", conversation)
    .executeTakeFirstOrThrow();
  if (updated === 0n) throw notTheirs();
}

function notTheirs(): ZhiwenError {
  return new ZhiwenError(
    "ledger",
    "the contact has no request under this receipt number",
    "offer only requests the turn was given",
  );
}

function alreadyWithdrawn(): ZhiwenError {
  return new ZhiwenError(
    "ledger",
    "a withdrawn request cannot be edited",
    "offer to file a new request",
  );
}
