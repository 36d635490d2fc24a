import type { AsyncCommand } from "fast-check";
import { compare } from "../compare.ts";
import type { Expected } from "../expected/state.ts";
import type { Tally } from "../tally.ts";
import type { World } from "../world.ts";

/** One thing that somebody does, told to the model and done in the world. */
export interface Move {
  readonly name: string;
  readonly possible?: (model: Expected) => boolean;
  readonly run: (model: Expected, world: World) => Promise<void>;
}

export type At = 0 | 1;

/** The move as fast-check runs it, with all laid side by side afterwards. */
export function command(move: Move, tally: Tally): AsyncCommand<Expected, World, true> {
  return {
    check: async (model) => move.possible?.(model) ?? true,
    async run(model, world) {
      tally.step();
      // No two moves at one moment: who came first is always known.
      model.now += 1_000;
      await move.run(model, world);
      await compare(model, world);
    },
    toString: () => move.name,
  };
}

export function conversationOf(model: Expected, index: number) {
  const conversation = model.conversations[index];
  if (conversation === undefined) throw new Error(`there is no conversation ${index}`);
  return conversation;
}
