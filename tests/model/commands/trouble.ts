/** What befalls the programs, and what was begun and ends later. */

import { purge } from "../expected/erasure.ts";
import { recover } from "../expected/outbox.ts";
import type { Expected } from "../expected/state.ts";
import { same } from "../violation.ts";
import type { World } from "../world.ts";
import type { At, Move } from "./command.ts";

export function restarts(at: At): Move {
  return {
    name: `${at} is killed and started again`,
    run: (model, world) => restarted(model, world, at),
  };
}

export async function restarted(model: Expected, world: World, at: At): Promise<void> {
  purge(model);
  recover(model, at);
  await world.restart(at);
}

/** The oldest, the newest or any between of what stands before its write goes on. */
export function finishes(which: number): Move {
  return {
    name: `what was begun goes on (${which})`,
    possible: ({ begun }) => begun.length > 0,
    run: (model, world) => finish(model, world, which % model.begun.length),
  };
}

export async function finish(model: Expected, world: World, index: number): Promise<void> {
  const ends = await world.finish(index);
  const [begun] = model.begun.splice(index, 1);
  if (begun === undefined) throw new Error("nothing was begun");
  same(begun.property, "what was begun", ends, begun.finish());
}

/** Nobody has an account any more, or somebody has again. */
export function employs(): Move {
  return {
    name: "accounts close or open",
    async run(model) {
      model.staffed = !model.staffed;
    },
  };
}

export function clientTakes(how: Expected["client"]): Move {
  return {
    name: `the platform's client: ${how}`,
    async run(model) {
      model.client = how;
    },
  };
}
