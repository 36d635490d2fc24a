/** One running program: the record opened, the desk, the turns with a person in reach, the clock. */
import { type Client, createHandoffs, type HandoffParts } from "../../src/app/handoffs.ts";
import type { Channel } from "../../src/core/channel.ts";
import { nobodyKnows } from "../../src/core/handoff.ts";
import { tick } from "../../src/handoff/clock.ts";
import type { Desk } from "../../src/handoff/desk.ts";
import { handoffStep } from "../../src/handoff/step.ts";
import type { DeskRecord } from "../../src/ledger/deskRecord.ts";
import { type Ledger, openLedger, type Step } from "../../src/ledger/ledger.ts";
import { botStep } from "./bot.ts";
import type { Gate } from "./gate.ts";
import { service } from "./town.ts";

export interface Surroundings {
  readonly now: () => Date;
  readonly staffed: () => boolean;
  readonly client: Client;
  /** A deliberate fault, put between the record and the program. */
  readonly fault: (ledger: Ledger) => Ledger;
  readonly faultyStep: (step: Step) => Step;
}

export interface Instance {
  readonly ledger: Ledger;
  readonly desk: Desk;
  readonly step: Step;
  look(): Promise<void>;
  /** The worker tells that a reply has reached a customer who waits. */
  told(conversation: string): Promise<void>;
  /** Who writes next stands before this first. */
  holdNext(gate: Gate | undefined): void;
  /** The next commit of a turn dies before or after it. */
  dieAt(point: "before-commit" | "after-commit" | undefined): void;
}

export async function openInstance(path: string, around: Surroundings): Promise<Instance> {
  let held: Gate | undefined;
  let death: string | undefined;
  const pass = async () => {
    const gate = held;
    held = undefined;
    await gate?.pass();
  };
  const opened = await openLedger(path, {
    now: around.now,
    crash: (point) => {
      // As the store's own trouble, so that nobody writes anything after it.
      if (point === death) throw Object.assign(new Error("killed"), { errcode: 10 });
    },
  });
  const faulty = around.fault(opened);
  const ledger = { ...faulty, desk: holding(faulty.desk, pass) };
  const parts = {
    ledger,
    changes: { tell: () => undefined, listen: () => () => undefined, close: () => undefined },
    assistant: () => ({ answering: { knowledge: { service } } }),
    now: around.now,
    aibot: undefined,
    client: around.client,
  };
  const handoffs = createHandoffs(parts as unknown as HandoffParts);
  const { desk } = handoffs;
  // The program believes for seconds what the accounts said; here moments matter.
  const { staffed: _, ...rest } = handoffs.port;
  const servedThere = (channel: Channel) =>
    around.client.atOnce && around.client.channel === channel;
  const port = {
    ...rest,
    staffed: async (channel: Channel) =>
      around.staffed() || (servedThere(channel) && (await around.client.staffed())),
  };
  const step = handoffStep(port, () => ({ desk: {}, capsule: nobodyKnows }), botStep);
  const faultyStep = around.faultyStep(step);
  return {
    ledger,
    desk,
    step: async (input) => {
      const result = await faultyStep(input);
      await pass();
      return result;
    },
    look: () => tick(port),
    told: handoffs.told,
    holdNext: (gate) => {
      held = gate;
    },
    dieAt: (point) => {
      death = point;
    },
  };
}

function holding(desk: DeskRecord, pass: () => Promise<void>): DeskRecord {
  return {
    ...desk,
    change: async (change) => {
      await pass();
      return await desk.change(change);
    },
    open: async (opening) => {
      await pass();
      return await desk.open(opening);
    },
    // The clock looks at all that is open at once.
    handoffsIn: async (states, limit) => {
      const seen = await desk.handoffsIn(states, limit);
      if (states.length > 1) await pass();
      return seen;
    },
  };
}
