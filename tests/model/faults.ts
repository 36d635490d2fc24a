/** Deliberate faults, put around the record or the turn: each must break a property. */
import type { DeskRecord } from "../../src/ledger/deskRecord.ts";
import type { Ledger } from "../../src/ledger/ledger.ts";
import { takenOver } from "../../src/ledger/outbox.ts";
import type { Property } from "./violation.ts";
import type { Fault } from "./world.ts";

export interface DeliberateFault extends Fault {
  readonly name: string;
  /** Which properties may be the first to notice. */
  readonly breaks: readonly Property[];
}

const desk = (
  name: string,
  breaks: Property[],
  change: (desk: DeskRecord) => Partial<DeskRecord>,
) => ({
  ...{ name, breaks },
  ledger: (ledger: Ledger) => ({ ...ledger, desk: { ...ledger.desk, ...change(ledger.desk) } }),
});
const record = (name: string, breaks: Property[], change: (ledger: Ledger) => Partial<Ledger>) => ({
  ...{ name, breaks },
  ledger: (ledger: Ledger) => ({ ...ledger, ...change(ledger) }),
});

let told = 0;

export const faults: readonly DeliberateFault[] = [
  desk("a stale act is written all the same", ["fences", "claims", "owner"], (desk) => ({
    change: async (change) => {
      const now = await desk.handoff(change.id);
      const { quietSince: _, ...rest } = change;
      return await desk.change({ ...rest, fence: now?.fence ?? change.fence });
    },
  })),
  desk("the clock does not see who wrote meanwhile", ["owner", "kept", "edges"], (desk) => ({
    change: ({ quietSince: _, ...change }) => desk.change(change),
  })),
  desk("both who claim at once believe they won", ["claims"], (desk) => ({
    change: async (change) =>
      (await desk.change(change)) ??
      (change.event === "claimed" ? await desk.handoff(change.id) : undefined),
  })),
  desk("who comes second is not told who was first", ["claims"], (desk) => ({
    newestHandoff: async () => undefined,
    conversation: desk.conversation,
  })),
  desk("a notice is said twice", ["edges"], (desk) => ({
    change: async (change) => {
      const changed = await desk.change(change);
      if (changed !== undefined && change.notice !== undefined) {
        told++;
        await desk.inform(changed.conversation, `again ${told}`, change.notice.text);
      }
      return changed;
    },
  })),
  desk("a notice is forgotten", ["edges"], (desk) => ({
    change: ({ notice: _, ...change }) => desk.change(change),
  })),
  desk("the same words are said as often as they are sent", ["fences", "edges"], (desk) => ({
    say: (words) => {
      told++;
      return desk.say({ ...words, key: `${words.key} ${told}` });
    },
  })),
  desk("whoever writes may write", ["fences"], (desk) => ({
    say: async (words) => {
      const holder = (await desk.newestHandoff(words.conversation))?.staff;
      return await desk.say({ ...words, staff: holder ?? words.staff });
    },
  })),
  desk("the follow-up is not noted as asked", ["afterwards", "fences"], (desk) => ({
    change: ({ set: { followedUpAt: _, ...set }, ...change }) => desk.change({ ...change, set }),
  })),
  desk("what cannot be sent is not kept for the next visit", ["afterwards"], (desk) => ({
    change: ({ nextVisit: _, ...change }) => desk.change(change),
  })),
  record("the bot's words leave over a person's", ["silence"], (ledger) => ({
    dueDeliveries: async (channels, limit, now) => {
      const due = await ledger.dueDeliveries(channels, limit, now);
      const kept = await ledger.deliveries({ state: "failed" });
      for (const { id, reason } of kept) if (reason === takenOver) await ledger.requeue(id);
      return [...due, ...(await ledger.dueDeliveries(channels, limit, now))];
    },
  })),
  record("a turn that lost speaks all the same", ["edges", "back", "kept"], (ledger) => ({
    turn: async (conversation, step) => {
      const end = await ledger.turn(conversation, step);
      if (end !== "lost") return end;
      told++;
      await ledger.desk.inform(conversation, `late ${told}`, "答");
      return end;
    },
  })),
  record("what is written to staff is dropped", ["kept"], (ledger) => ({
    accept: async (message) => {
      const owner = await ledger.ownerOf(message.channel, message.contact);
      if (owner !== "staff") return await ledger.accept(message);
      const conversation = await ledger.conversationOf(message.channel, message.contact);
      return { conversation: conversation ?? "", repeat: false };
    },
  })),
  record("a repeat is stored again", ["kept"], (ledger) => ({
    accept: (message) => {
      told++;
      return ledger.accept({ ...message, id: `${message.id} ${told}` });
    },
  })),
  record("what hung is sent again whatever the channel", ["settled"], (ledger) => ({
    recover: () => ledger.recover(() => "resend"),
  })),
  record("a failed reply is taken as sent", ["settled", "owner"], (ledger) => ({
    settle: (id, fence, end) =>
      ledger.settle(id, fence, end.state === "failed" ? { state: "sent" } : end),
  })),
  {
    name: "the bot speaks while somebody waits",
    breaks: ["owner", "kept", "edges"],
    step: (step) => (input) => step({ ...input, owner: "bot" }),
  },
  {
    name: "the bot stays silent after a return",
    breaks: ["back", "owner", "kept", "edges", "afterwards"],
    step: (step) => async (input) =>
      input.handoff?.state === "ended" ? undefined : await step(input),
  },
  {
    name: "words for the next visit are not shown",
    breaks: ["afterwards"],
    step: (step) => (input) => step({ ...input, nextVisit: [] }),
  },
  {
    name: "satisfaction is asked for again and again",
    breaks: ["afterwards", "back"],
    step: (step) => (input) => {
      const { handoff } = input;
      if (handoff === undefined) return step(input);
      const { rating: _, ...unrated } = handoff;
      return step({ ...input, handoff: unrated });
    },
  },
];
