import { parseArgs } from "node:util";
import { environmentConfig } from "../config.ts";
import { type DeliveryState, deliveryStates } from "../core/delivery.ts";
import { ZhiwenError } from "../core/errors.ts";
import { openLedger } from "../ledger/ledger.ts";

/** Lists replies that have not left, or puts some back into the queue of a running server. */
export async function deliveries(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { state: { type: "string" }, limit: { type: "string", default: "50" } },
    allowPositionals: true,
  });
  const [word, ...ids] = positionals;
  if (word !== undefined && (word !== "retry" || ids.length === 0)) {
    throw new ZhiwenError("deliveries", `there is no ${word}`, "use: deliveries retry ID…");
  }
  const limit = Number(values.limit);
  if (!Number.isInteger(limit) || limit < 1) {
    throw new ZhiwenError("deliveries", "--limit is no number", "use a whole number above 0");
  }
  const states = values.state === undefined ? lost : [stateOf(values.state)];
  const ledger = await openLedger(environmentConfig().record);
  try {
    if (word === "retry") {
      let refused = 0;
      for (const id of ids) {
        const queued = await ledger.requeue(id);
        if (!queued) refused += 1;
        console.log(
          `${id} ${queued ? "queued" : "is neither failed nor uncertain, or was erased"}`,
        );
      }
      return refused === 0 ? 0 : 1;
    }
    for (const state of states) {
      for (const delivery of await ledger.deliveries({ state, limit })) {
        const { id, channel, attempts, createdAt, reason = "" } = delivery;
        // The contact and the words stay out of a terminal's history.
        console.log(
          [id, state, channel, createdAt.toISOString(), `${attempts}×`, reason].join("  "),
        );
      }
    }
    return 0;
  } finally {
    await ledger.close();
  }
}

/** What a person has to look at. */
const lost: readonly DeliveryState[] = ["failed", "uncertain"];

function stateOf(word: string): DeliveryState {
  const state = deliveryStates.find((each) => each === word);
  if (state !== undefined) return state;
  throw new ZhiwenError(
    "deliveries",
    `no state ${word}`,
    `use one of ${deliveryStates.join(", ")}`,
  );
}
