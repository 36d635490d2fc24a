import type { AmbiguityPolicy } from "../core/delivery.ts";
import { purgeErased } from "./erase.ts";
import { living } from "./instances.ts";
import type { Settlement } from "./ledger.ts";
import { record } from "./outbox.ts";
import type { Store, Tx } from "./store.ts";

const reason = "the process ended while it was being sent";

export async function recover(store: Store, policy: AmbiguityPolicy): Promise<number> {
  const recovered = await store.lane.write(async (tx) => {
    const now = store.now();
    const alive = await living(tx, store);
    await purgeErased(tx, now);
    let count = 0;
    for (const row of await beingSent(tx)) {
      // Claimed here by a commit that was never answered: it was given to no sender.
      const unsent = row.claimed_by === store.instance && !store.claims.has(row.id);
      if (!unsent && row.claimed_by !== null && alive.has(row.claimed_by)) continue;
      const result: Settlement =
        unsent || policy(row.channel) === "resend"
          ? { state: "retry", reason, at: now }
          : { state: "uncertain", reason };
      await record(tx, row, result, now);
      count++;
    }
    return count;
  });
  // An erasure whose traces could not be removed at once goes on here.
  await store.forget();
  return recovered;
}

async function beingSent(tx: Tx) {
  return await tx
    .selectFrom("outbox")
    .select(["id", "conversation", "channel", "claimed_by", "body", "fleeting", "parts_sent"])
    .where("state", "=", "sending")
    .$narrowType<{ channel: Parameters<AmbiguityPolicy>[0] }>()
    .execute();
}
