/** How replies leave, or do not. */
import type { Channel } from "../../../src/core/channel.ts";
import type { Delivery } from "../../../src/core/delivery.ts";
import type { Settlement } from "../../../src/ledger/ledger.ts";
import { mayLeave } from "../compare.ts";
import { collect, resend, type Settled, settle } from "../expected/outbox.ts";
import type { Expected } from "../expected/state.ts";
import { minute } from "../town.ts";
import { same } from "../violation.ts";
import type { World } from "../world.ts";
import { type At, conversationOf, type Move } from "./command.ts";

const retryAfter = 2 * minute;

/** A worker takes up what is due on a channel, and is sending it from then on. */
export function collects(channel: Channel, at: At): Move {
  return {
    name: `${at} begins to send on ${channel}`,
    run: async (model, world) => void (await take(model, world, channel, at)),
  };
}

async function take(model: Expected, world: World, channel: Channel, at: At): Promise<number> {
  const { ledger } = world.instances[at];
  const leaving = await ledger.dueDeliveries([channel], 16, new Date(model.now));
  for (const { contact, text, speaker } of leaving) {
    const conversation = model.conversations.find((each) => each.contact === contact);
    if (conversation !== undefined) mayLeave(conversation, { text, speaker });
  }
  const expected = collect(model, channel, at);
  const said = (each: { text: string; speaker: string }[]) =>
    each.map(({ speaker, text }) => `${speaker} ${text}`).sort();
  const ofBot = (each: { text: string; speaker: string }[]) =>
    said(each.filter(({ speaker }) => speaker === "bot"));
  same("silence", "words of the bot", ofBot(leaving), ofBot(expected.map(({ row }) => row)));
  same("settled", `what leaves on ${channel}`, said(leaving), said(expected.map(({ row }) => row)));
  for (const { conversation } of expected) {
    const delivery = leaving.find(({ contact }) => contact === conversation.contact);
    if (delivery !== undefined) world.sending.push({ instance: at, delivery });
  }
  return leaving.length;
}

/** One of the sends under way ends; where nobody knows how, it may or may not have arrived. */
export function settles(which: number, how: Settled, arrived: boolean): Move {
  return {
    name: `send ${which} ends ${how}${how === "uncertain" && arrived ? ", but arrived" : ""}`,
    possible: ({ sending }) => sending.length > 0,
    run: (model, world) => end(model, world, which % model.sending.length, how, arrived),
  };
}

async function end(
  model: Expected,
  world: World,
  index: number,
  how: Settled,
  arrived: boolean,
): Promise<void> {
  const sending = model.sending[index];
  const [real] = world.sending.splice(index, 1);
  if (sending === undefined || real === undefined) throw new Error("nothing is being sent");
  const { delivery, instance } = real;
  if (how === "sent" || (how === "uncertain" && arrived)) world.phones.show(delivery);
  const { ledger } = world.instances[instance];
  const settlement = settlementOf(how, new Date(model.now + retryAfter));
  const newest = await ledger.settle(delivery.id, delivery.fence, settlement);
  same("settled", "the claim of a send is the newest", newest, true);
  same("fences", "a stale settle", await settleAgain(world, delivery), false);
  settle(model, sending, how, retryAfter);
}

async function settleAgain(world: World, { id, fence }: Delivery): Promise<boolean> {
  return await world.instances[0].ledger.settle(id, fence, { state: "failed", reason: "late" });
}

function settlementOf(how: Settled, at: Date): Settlement {
  if (how === "sent") return { state: "sent" };
  const reason = `the platform: ${how}`;
  return how === "retry" ? { state: "retry", reason, at } : { state: how, reason };
}

/** All that is due on a channel arrives. */
export function delivers(channel: Channel, at: At): Move {
  return {
    name: `${at} delivers all on ${channel}`,
    run: (model, world) => deliver(model, world, channel, at),
  };
}

export async function deliver(
  model: Expected,
  world: World,
  channel: Channel,
  at: At,
): Promise<void> {
  for (;;) {
    const due = await take(model, world, channel, at);
    const dead = model.conversations.some((each) => each.channel === channel && isNext(each));
    if (due === 0 && !dead) return;
    for (let count = 0; count < due; count++) {
      await end(model, world, model.sending.length - 1, "sent", true);
    }
  }

  /** What was not to leave made room for the next. */
  function isNext({ rows }: Expected["conversations"][number]): boolean {
    const head = rows.find(({ state }) => state === "queued" || state === "sending");
    return head?.state === "queued" && head.dueAt <= model.now;
  }
}

/** Staff ask for one that failed, or of which nobody knows. */
export function resends(of: number, which: number, at: At): Move {
  return {
    name: `reply ${which} to contact ${of} is sent again`,
    possible: (model) => conversationOf(model, of).rows.length > 0,
    async run(model, world) {
      const conversation = conversationOf(model, of);
      const { rows } = conversation;
      const index = rows.length - 1 - (which % rows.length);
      const receipts = await world.receipts(conversation);
      const row = rows[index];
      const delivery = receipts[index]?.delivery;
      if (row === undefined || delivery === undefined) throw new Error("there is no such reply");
      const again = await world.instances[at].ledger.requeue(delivery);
      same("settled", `reply ${index} again`, again, resend(model, conversation, row));
    },
  };
}
