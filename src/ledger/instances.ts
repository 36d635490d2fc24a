import { randomBytes } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { Store, Tx } from "./store.ts";

/** How often an instance says it lives, and how long it is believed. */
export const heartbeatMs = 10_000;
const believedMs = 30_000;

/**
 * Where process numbers mean something: on Linux this boot of this machine and the container's
 * own numbering, since machines on one network may well all be called `localhost`.
 */
const host = [
  hostname(),
  told(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
  told(() => readlinkSync("/proc/self/ns/pid")),
].join(" ");

/** Instances of this very process: one process may open a record more than once. */
const livingHere = new Set<string>();

export function newInstance(): string {
  const id = randomBytes(8).toString("hex");
  livingHere.add(id);
  return id;
}

export function endInstance(id: string): void {
  livingHere.delete(id);
}

export async function beat(tx: Tx, id: string, now: Date): Promise<void> {
  const seen_at = now.toISOString();
  await tx
    .insertInto("instances")
    .values({ id, host, pid: process.pid, seen_at })
    .onConflict((c) => c.column("id").doUpdateSet({ seen_at }))
    .execute();
}

export async function sayFarewell(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom("instances").where("id", "=", id).execute();
}

/** Ids of the instances that are alive; the rows of the others are removed. */
export async function living(tx: Tx, store: Store): Promise<ReadonlySet<string>> {
  const now = await timeOf(tx, store);
  const alive = new Set<string>([store.instance]);
  for (const row of await tx.selectFrom("instances").selectAll().execute()) {
    const silent = now.getTime() - Date.parse(row.seen_at) > believedMs;
    if (!silent && !provenDead(row)) alive.add(row.id);
    else if (row.id !== store.instance) await sayFarewell(tx, row.id);
  }
  return alive;
}

/** Instances on several machines must not judge each other by clocks that differ. */
export async function timeOf(tx: Tx, { clock }: Pick<Store, "clock">): Promise<Date> {
  return (await clock?.(tx)) ?? new Date();
}

/**
 * On the same host a dead process shows at once, without waiting for its silence. A row with our
 * own process number that is not ours is of a former process: in a container all are number 1.
 */
function provenDead(row: { id: string; host: string; pid: number }): boolean {
  if (row.host !== host) return false;
  if (row.pid === process.pid) return !livingHere.has(row.id);
  try {
    process.kill(row.pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

function told(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}
