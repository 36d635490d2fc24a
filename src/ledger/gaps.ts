import { fold } from "../core/fold.ts";
import type { Effect } from "../core/outcome.ts";
import type { Gap } from "./ledger.ts";
import { storable } from "./storable.ts";
import type { Store, Tx } from "./store.ts";

/** Enough to tell questions apart; a pasted document is no key for an index. */
const longestFolded = 500;

/** Stores a question without an answer, or counts it up when it was asked before. */
export async function recordGap(
  tx: Tx,
  conversation: string,
  gap: Extract<Effect, { kind: "record-gap" }>,
  now: string,
): Promise<void> {
  const question = storable(gap.question);
  const folded = foldQuestion(question);
  await tx
    .insertInto("gaps")
    .values({
      folded,
      question,
      missing: storable(gap.missing),
      count: 1,
      first_at: now,
      last_at: now,
    })
    .onConflict((c) =>
      c.column("folded").doUpdateSet((e) => ({
        count: e("gaps.count", "+", 1),
        last_at: now,
        missing: storable(gap.missing),
      })),
    )
    .execute();
  await tx
    .insertInto("gap_askers")
    .values({ folded, conversation })
    .onConflict((c) => c.columns(["folded", "conversation"]).doNothing())
    .execute();
}

/** Forgets the questions that nobody but this contact asked. */
export async function forgetGaps(tx: Tx, conversation: string): Promise<void> {
  const asked = tx
    .selectFrom("gap_askers")
    .select("folded")
    .where("conversation", "=", conversation);
  const othersAsked = tx
    .selectFrom("gap_askers")
    .select("folded")
    .where("conversation", "<>", conversation);
  await tx
    .deleteFrom("gaps")
    .where("folded", "in", asked)
    .where("folded", "not in", othersAsked)
    .execute();
  await tx.deleteFrom("gap_askers").where("conversation", "=", conversation).execute();
}

export async function gaps(store: Store, limit: number): Promise<Gap[]> {
  const rows = await store.db
    .selectFrom("gaps")
    .selectAll()
    .orderBy("count", "desc")
    .orderBy("last_at", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    question: row.question,
    missing: row.missing,
    count: row.count,
    firstAt: new Date(row.first_at),
    lastAt: new Date(row.last_at),
  }));
}

function foldQuestion(question: string): string {
  const bare = fold(question).replace(/[\p{P}\p{S}\p{Z}\p{C}]+/gu, "");
  return [...(bare === "" ? question : bare)].slice(0, longestFolded).join("");
}
