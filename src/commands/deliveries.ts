import { parseArgs } from "node:util";
import { environmentConfig } from "../config.ts";
import { channels } from "../core/channel.ts";
import { type DeliveryState, deliveryStates } from "../core/delivery.ts";
import { ZhiwenError } from "../core/errors.ts";
import { type Ledger, openLedger } from "../ledger/ledger.ts";

/** Lists replies that have not left, or puts some back into the queue of a running server. */
export async function deliveries(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      state: { type: "string" },
      channel: { type: "string" },
      limit: { type: "string", default: "50" },
      all: { type: "boolean", default: false },
    },
    allowPositionals: true,
  });
  const [word, ...ids] = positionals;
  const retry = word === "retry" && values.all !== ids.length > 0;
  const list = word === undefined && !values.all;
  // Ignored, it would look as if it had chosen.
  const idle =
    (values.channel !== undefined && !values.all) || (values.state !== undefined && !list);
  if ((!retry && !list) || idle) {
    const usage = "use: deliveries retry ID… | deliveries retry --all [--channel CHANNEL]";
    throw new ZhiwenError("deliveries", `cannot do ${["deliveries", ...args].join(" ")}`, usage);
  }
  const limit = Number(values.limit);
  if (!Number.isInteger(limit) || limit < 1) {
    throw new ZhiwenError("deliveries", "--limit is no number", "use a whole number above 0");
  }
  const states = values.state === undefined ? lost : [oneOf("state", deliveryStates, values.state)];
  const channel =
    values.channel === undefined ? undefined : oneOf("channel", channels, values.channel);
  const ledger = await openLedger(environmentConfig().record, { upgrade: "when-new" });
  try {
    if (!retry) await show(ledger, states, limit);
    else if (values.all) {
      console.log(`${await ledger.requeueAll(channel)} queued`);
    } else return await retryThese(ledger, ids);
    return 0;
  } finally {
    await ledger.close();
  }
}

async function show(
  ledger: Ledger,
  states: readonly DeliveryState[],
  limit: number,
): Promise<void> {
  for (const state of states) {
    for (const delivery of await ledger.deliveries({ state, limit })) {
      const { id, channel, attempts, createdAt, reason = "" } = delivery;
      // The contact and the words stay out of a terminal's history.
      console.log([id, state, channel, createdAt.toISOString(), `${attempts}×`, reason].join("  "));
    }
  }
}

async function retryThese(ledger: Ledger, ids: readonly string[]): Promise<number> {
  let refused = 0;
  for (const id of ids) {
    const queued = await ledger.requeue(id);
    if (!queued) refused += 1;
    console.log(`${id} ${queued ? "queued" : "is neither failed nor uncertain, or was erased"}`);
  }
  return refused === 0 ? 0 : 1;
}

/** What a person has to look at. */
const lost: readonly DeliveryState[] = ["failed", "uncertain"];

function oneOf<T extends string>(what: string, known: readonly T[], word: string): T {
  const found = known.find((each) => each === word);
  if (found !== undefined) return found;
  throw new ZhiwenError("deliveries", `no ${what} ${word}`, `use one of ${known.join(", ")}`);
}
