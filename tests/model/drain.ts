/** Ends a sequence: all that waits is handled and leaves, and every customer is answered again. */

import { handle, writes } from "./commands/customer.ts";
import { deliver } from "./commands/delivery.ts";
import { finish, restarted } from "./commands/trouble.ts";
import { compare } from "./compare.ts";
import { type Conversation, type Expected, ownerOf } from "./expected/state.ts";
import { channels, minute } from "./town.ts";
import { same, Violation } from "./violation.ts";
import type { World } from "./world.ts";

export async function drain(model: Expected, world: World): Promise<void> {
  while (model.begun.length > 0) await finish(model, world, 0);
  // What hangs is ambiguous once its program has ended.
  for (const at of [0, 1] as const) await restarted(model, world, at);
  await settleAll(model, world);
  for (const [of, conversation] of model.conversations.entries()) {
    if (ownerOf(conversation) === "bot") await asksTheBot(model, world, of, conversation);
  }
  await settleAll(model, world);
  await compare(model, world);
  for (const conversation of model.conversations) await checkScreen(conversation, world);
}

async function settleAll(model: Expected, world: World): Promise<void> {
  for (const conversation of model.conversations) {
    while (conversation.inbox.length > 0) await handle(model, world, conversation, 0, false);
  }
  await compare(model, world);
  model.now += 10 * minute;
  for (const channel of channels) await deliver(model, world, channel, 1);
}

async function asksTheBot(
  model: Expected,
  world: World,
  of: number,
  conversation: Conversation,
): Promise<void> {
  await writes(of, undefined, 0, false).run(model, world);
  await handle(model, world, conversation, 0, false);
  const lines = await world.instances[0].ledger.transcript(await world.id(conversation), 0, 1_000);
  same("back", `the bot answers ${conversation.contact}`, lines.at(-1)?.side, "bot");
}

/** What is recorded as sent was seen, and nothing was seen twice but what a person sent again. */
async function checkScreen(conversation: Conversation, world: World): Promise<void> {
  const receipts = await world.receipts(conversation);
  for (const [index, { delivery, state }] of receipts.entries()) {
    const seen = world.phones.times(delivery);
    const resent = conversation.rows[index]?.resent === true;
    if (state === "queued" || state === "sending") {
      throw new Violation("settled", `reply ${index} to ${conversation.contact} is still ${state}`);
    }
    if ((state === "sent" && seen === 0) || (seen > 1 && !resent)) {
      const times = `${state} and seen ${seen} times`;
      throw new Violation("settled", `reply ${index} to ${conversation.contact}: ${times}`);
    }
  }
}
