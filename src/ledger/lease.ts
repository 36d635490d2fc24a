import { randomBytes } from "node:crypto";
import type { Lease } from "../core/lease.ts";
import { timeOf } from "./instances.ts";
import type { Store, Tx } from "./store.ts";

/** Takes a right whose holder, if there was one, has let it run out. */
export async function lease(
  store: Store,
  name: string,
  milliseconds: number,
): Promise<Lease | undefined> {
  const holder = randomBytes(8).toString("hex");
  const until = (now: Date) => new Date(now.getTime() + milliseconds).toISOString();
  const fence = await store.lane.write(async (tx) => {
    const now = await timeOf(tx, store);
    const taken = await tx
      .updateTable("leases")
      .set((e) => ({ holder, until: until(now), fence: e("fence", "+", 1) }))
      .where("name", "=", name)
      .where("until", "<", now.toISOString())
      .returning("fence")
      .executeTakeFirst();
    if (taken !== undefined) return taken.fence;
    const { numInsertedOrUpdatedRows: inserted } = await tx
      .insertInto("leases")
      .values({ name, holder, fence: 1, until: until(now) })
      .onConflict((c) => c.column("name").doNothing())
      .executeTakeFirstOrThrow();
    return inserted === 1n ? 1 : undefined;
  });
  if (fence === undefined) return undefined;
  const keep = async (end: (tx: Tx) => Promise<string>): Promise<boolean> => {
    const { numUpdatedRows: kept } = await store.lane.write(async (tx) =>
      tx
        .updateTable("leases")
        .set({ until: await end(tx) })
        .where("name", "=", name)
        .where("holder", "=", holder)
        .where("fence", "=", fence)
        .executeTakeFirstOrThrow(),
    );
    return kept === 1n;
  };
  return {
    fence,
    renew: () => keep(async (tx) => until(await timeOf(tx, store))),
    release: async () => void (await keep(async () => new Date(0).toISOString())),
  };
}
