import type { AccountRecord } from "../core/accountRecord.ts";

/** Asked with every turn, and changed a few times a year. */
const believedMs = 5_000;

/** Whether there is anybody who could log in and serve. */
export function staffedBy({ accounts }: Pick<AccountRecord, "accounts">): () => Promise<boolean> {
  let asked = Number.NEGATIVE_INFINITY;
  let known: Promise<boolean> = Promise.resolve(false);
  return async () => {
    const now = performance.now();
    if (now - asked >= believedMs) {
      asked = now;
      known = accounts().then((all) => all.some(({ active, ready }) => active && ready));
      // Not believed: the next turn asks again.
      known.catch(() => {
        asked = Number.NEGATIVE_INFINITY;
      });
    }
    return await known;
  };
}
