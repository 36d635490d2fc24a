import { openSync, writeSync } from "node:fs";
import { type CrashPoint, openLedger, type Step } from "../../src/ledger/ledger.ts";
import { startWorker } from "../../src/ledger/worker.ts";

/** A process that accepts, handles and delivers, to be killed from inside or outside. */
export interface Orders {
  /** A path, or the URL of a database. */
  readonly path: string;
  /** Where it writes what it saw happen, one line each, before it goes on. */
  readonly log: string;
  /** Per contact, the first and the last number of the messages to hand in. */
  readonly contacts: readonly { readonly from: number; readonly to: number }[];
  readonly policy: "resend" | "hold";
  /** Ends itself at this point when it comes by for the n-th time. */
  readonly crash?: { readonly point: CrashPoint; readonly nth: number };
  /** A message with this text ends the process in the middle of its turn. */
  readonly deadly?: string;
  /** Hands a message in again until it is taken, as platforms do. */
  readonly repeats?: boolean;
}

const orders = JSON.parse(process.argv[2] ?? "") as Orders;
const log = openSync(orders.log, "a");
const say = (line: string) => writeSync(log, `${line}\n`);
const die = () => process.kill(process.pid, "SIGKILL");

let passes = 0;
const ledger = await openLedger(orders.path, {
  crash: (point) => {
    if (point === orders.crash?.point && ++passes === orders.crash.nth) die();
  },
});

const step: Step = async ({ message: { id, contact, text }, session }) => {
  if (text === orders.deadly) die();
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
  const at = new Date();
  const request = {
    receipt: `R-${contact}-${id}`,
    kind: "expert" as const,
    status: "submitted" as const,
    slots: {},
    createdAt: at,
    updatedAt: at,
  };
  return {
    session,
    outcome: {
      kind: "say",
      text: `re: ${id}`,
      citations: [],
      choices: [],
      effects: [{ kind: "file-request", request }],
    },
    intent: "help",
    confidence: 1,
  };
};

const worker = startWorker(
  ledger,
  step,
  {
    telegram: async ({ id }) => {
      say(`sent ${id}`);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
      return { state: "sent" };
    },
  },
  { policy: () => orders.policy, pollMs: 50, onPoison: () => "抱歉" },
);
say("ready");

async function handIn(contact: number, n: number): Promise<void> {
  for (;;) {
    try {
      await ledger.accept({
        id: `${n}`,
        channel: "telegram",
        contact: `${contact}`,
        text: `text ${n}`,
        at: new Date(),
      });
      return;
    } catch (error) {
      if (orders.repeats !== true) throw error;
      say("refused");
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

await Promise.all(
  orders.contacts.map(async ({ from, to }, contact) => {
    for (let n = from; n <= to; n++) {
      await handIn(contact, n);
      say(`acked ${contact} ${n}`);
    }
  }),
);
await worker.idle();
await worker.stop();
await ledger.close();
say("end");
