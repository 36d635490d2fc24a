/** What the record of the platform tells: who has a conversation in its client, and their words. */
import type { PageStep } from "../../../src/core/page.ts";
import { platformGivesBack, platformTakes } from "../expected/platform.ts";
import type { Conversation, Expected } from "../expected/state.ts";
import { same } from "../violation.ts";
import type { World } from "../world.ts";
import { type At, conversationOf, type Move } from "./command.ts";

/** A servicer opens it in the client, or it goes into the pool. */
export function takes(of: number, servicer: string | undefined, at: At): Move {
  const owner = servicer === undefined ? "waiting" : "staff";
  const by = servicer === undefined ? {} : { servicer };
  return {
    name: `the client takes contact ${of}: ${servicer ?? "pool"}`,
    possible: (model) => hasClient(model, of),
    async run(model, world) {
      const { channel, contact } = conversationOf(model, of);
      await pull(world, at, { kind: "owner", channel, contact, owner, ...by });
      platformTakes(model, conversationOf(model, of), servicer);
    },
  };
}

export function givesBack(of: number, at: At): Move {
  return {
    name: `the client is done with contact ${of}`,
    possible: (model) => hasClient(model, of),
    async run(model, world) {
      const { channel, contact } = conversationOf(model, of);
      await pull(world, at, { kind: "owner", channel, contact, owner: "bot" });
      platformGivesBack(model, conversationOf(model, of));
    },
  };
}

/** A servicer writes in the client: it has left already, and goes on the transcript. */
export function servicerWrites(of: number, servicer: string, at: At): Move {
  return {
    name: `${servicer} writes to contact ${of} in the client`,
    possible: (model) => hasClient(model, of) && conversationOf(model, of).known,
    async run(model, world) {
      const conversation = conversationOf(model, of);
      const { channel, contact } = conversation;
      const text = `${servicer}：${model.now}`;
      const id = world.fresh();
      const sent = { channel, contact, id, text, at: new Date(model.now), servicer };
      await pull(world, at, { kind: "staff", ...sent });
      const written = { side: "staff" as const, text, at: model.now, failures: 0, begun: 0 };
      conversation.inbox.push(written);
    },
  };
}

/** Pulled by both programs at once: only one page counts. */
async function pull(world: World, at: At, step: PageStep): Promise<void> {
  const page = world.nextPage([step]);
  const taken = await world.instances[at].ledger.acceptPage(page);
  same("fences", "a page is taken", taken !== undefined, true);
  const late = await world.instances[at === 0 ? 1 : 0].ledger.acceptPage(page);
  same("fences", "a stale page", late, undefined);
}

function hasClient(model: Expected, of: number): boolean {
  const { channel }: Conversation = conversationOf(model, of);
  return channel === "wecom-kf";
}
