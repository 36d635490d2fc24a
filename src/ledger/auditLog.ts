import { createHash } from "node:crypto";
import type { Selectable } from "kysely";
import type { AuditEntry, AuditRow, AuditState } from "../core/audit.ts";
import { firstPrev, type StaffTables } from "./staffTables.ts";
import { storable } from "./storable.ts";
import type { Store, Tx } from "./store.ts";

type Row = Selectable<StaffTables["staff_audit"]>;

/** Adds a row at the end of the chain, in the transaction of the act itself. */
export async function writeAudit(tx: Tx, entry: AuditEntry, at: Date): Promise<void> {
  // The head is taken first: in PostgreSQL its lock keeps the chain to one writer at a time.
  const head = await tx
    .updateTable("staff_audit_head")
    .set((e) => ({ seq: e("seq", "+", 1) }))
    .where("id", "=", 1)
    .returning(["seq", "hash"])
    .executeTakeFirstOrThrow();
  const content = {
    seq: head.seq,
    at: at.toISOString(),
    actor: storable(entry.actor),
    session: entry.session ?? null,
    address: storable(entry.address),
    action: storable(entry.action),
    object: entry.object === undefined ? null : storable(entry.object),
    detail: storable(JSON.stringify(entry.detail ?? {})),
    prev: head.hash,
  };
  const hash = hashOf(content);
  await tx
    .insertInto("staff_audit")
    .values({ ...content, hash })
    .execute();
  await tx.updateTable("staff_audit_head").set({ hash }).where("id", "=", 1).execute();
}

export async function audit(store: Store, entry: AuditEntry): Promise<void> {
  await store.lane.write((tx) => writeAudit(tx, entry, store.now()), "staff-audit");
}

export async function auditRows(store: Store, limit: number, before?: number): Promise<AuditRow[]> {
  const rows = await store.db
    .selectFrom("staff_audit")
    .selectAll()
    .$if(before !== undefined, (q) => q.where("seq", "<", before ?? 0))
    .orderBy("seq", "desc")
    .limit(limit)
    .execute();
  return rows.map(toAuditRow);
}

const atOnce = 1_000;

/** Walks the chain from its first row to the head, a thousand rows at a time. */
export async function auditState(store: Store): Promise<AuditState> {
  // One statement, so one moment: rows written meanwhile stand behind this head.
  const head = await store.db
    .selectFrom("staff_audit_head")
    .select((e) => [
      "seq",
      "hash",
      e
        .selectFrom("staff_audit")
        .select((f) => f.fn.min("seq").as("seq"))
        .as("first"),
      e
        .selectFrom("staff_audit")
        .select((f) => f.fn.max("seq").as("seq"))
        .as("last"),
    ])
    .where("id", "=", 1)
    .executeTakeFirst();
  if (head === undefined) return { whole: false, broken: 0, why: "the head row is gone" };
  for (const end of [head.first, head.last]) {
    if (end !== null && (end < 1 || end > head.seq)) {
      return { whole: false, broken: end, why: "a row too many" };
    }
  }
  let seq = 0;
  let prev = firstPrev;
  for (;;) {
    const rows = await store.db
      .selectFrom("staff_audit")
      .selectAll()
      .where("seq", ">", seq)
      .where("seq", "<=", head.seq)
      .orderBy("seq")
      .limit(atOnce)
      .execute();
    for (const row of rows) {
      const why = faultOf(row, seq + 1, prev);
      if (why !== undefined) return { whole: false, broken: Math.min(row.seq, seq + 1), why };
      seq = row.seq;
      prev = row.hash;
    }
    if (rows.length < atOnce) break;
  }
  if (seq < head.seq) return { whole: false, broken: seq + 1, why: "the end is cut off" };
  if (prev !== head.hash) return { whole: false, broken: seq, why: "the head names another row" };
  return { whole: true, rows: seq, head: prev };
}

function faultOf(row: Row, expected: number, prev: string): string | undefined {
  if (row.seq !== expected) return "a row is missing";
  if (row.prev !== prev) return "it does not follow the row before it";
  const { hash, ...content } = row;
  return hash === hashOf(content) ? undefined : "it was changed";
}

/** The order is fixed here, not by the database. */
function hashOf(row: Omit<Row, "hash">): string {
  const { seq, at, actor, session, address, action, object, detail, prev } = row;
  const canonical = [seq, at, actor, session, address, action, object, detail, prev];
  return createHash("sha256").update(JSON.stringify(canonical)).digest("hex");
}

function toAuditRow(row: Row): AuditRow {
  return {
    seq: row.seq,
    at: new Date(row.at),
    actor: row.actor,
    ...(row.session === null ? {} : { session: row.session }),
    address: row.address,
    action: row.action,
    ...(row.object === null ? {} : { object: row.object }),
    detail: JSON.parse(row.detail) as NonNullable<AuditEntry["detail"]>,
    hash: row.hash,
  };
}
