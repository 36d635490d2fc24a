/** Moves that belong together, where chance alone would seldom bring them so. */
import type { StaffRef } from "../../../src/core/staff.ts";
import { sayings } from "../bot.ts";
import type { Expected } from "../expected/state.ts";
import { day24 } from "../town.ts";
import type { World } from "../world.ts";
import { type At, conversationOf, type Move } from "./command.ts";
import { handles, writes } from "./customer.ts";
import { delivers } from "./delivery.ts";
import { acts, says } from "./staff.ts";
import { looks, passes } from "./time.ts";
import { finish, restarts } from "./trouble.ts";

/** Somebody is served from the claim to the end, and after some days the clock looks. */
export function isServed(of: number, by: StaffRef, at: At): Move {
  return course(`${by.id} serves contact ${of} to the end, and three days pass`, [
    acts(of, by, { kind: "claim", surface: "console" }, at, false),
    says(of, by, at, false),
    acts(of, by, { kind: "close", summary: "办好了" }, at, false),
    passes(3 * day24),
    looks(at, false),
  ]);
}

/** Back into the queue, where they ask how long it takes. */
export function isPassedOn(of: number, by: StaffRef, at: At): Move {
  return course(`${by.id} claims contact ${of} and passes them on, who ask how long it takes`, [
    acts(of, by, { kind: "claim", surface: "console" }, at, false),
    acts(of, by, { kind: "transfer", to: "desk" }, at, false),
    writes(of, "还要等多久", at, false),
    handles(of, at, false),
  ]);
}

/** Passed to the client, and before that is written down, back into the queue. */
export function isTakenLate(of: number, by: StaffRef, at: At): Move {
  return {
    name: `${by.id} passes contact ${of} to the client and, before it is known, to a desk`,
    async run(model, world) {
      const client = acts(of, by, { kind: "transfer", to: "client" }, at, true);
      const desk = acts(of, by, { kind: "transfer", to: "desk" }, at, false);
      await run([acts(of, by, { kind: "claim", surface: "console" }, at, false)], model, world);
      const { length } = model.begun;
      await run([client], model, world);
      const stands = model.begun.length > length;
      await run([desk], model, world);
      if (stands) await finish(model, world, length);
    },
  };
}

/** A person writes to somebody who had everything erased, and the week after goes by. */
export function isServedAfterErasure(of: number, by: StaffRef, at: At): Move {
  return {
    name: `${by.id} claims contact ${of} after an erasure, and a week passes`,
    async run(model, world) {
      const { channel } = conversationOf(model, of);
      const moves = [
        writes(of, sayings.erase, at, false),
        handles(of, at, false),
        acts(of, by, { kind: "claim", surface: "console" }, at, false),
        delivers(channel, at),
        passes(8 * day24),
        restarts(at),
      ];
      await run(moves, model, world);
    },
  };
}

/** A turn has decided, something comes between, and it goes on to commit. */
export function handlesAcross(of: number, phrase: string, at: At, between: Move): Move {
  return {
    name: `contact ${of} writes ${phrase}; while it is handled: ${between.name}`,
    async run(model, world) {
      await run([writes(of, phrase, at, false)], model, world);
      const { length } = model.begun;
      await run([handles(of, at, true)], model, world);
      const stands = model.begun.length > length;
      await run([between], model, world);
      if (stands) await finish(model, world, length);
    },
  };
}

function course(name: string, moves: readonly Move[]): Move {
  return {
    name,
    run: (model, world) => run(moves, model, world),
  };
}

async function run(moves: readonly Move[], model: Expected, world: World): Promise<void> {
  for (const move of moves) if (move.possible?.(model) ?? true) await move.run(model, world);
}
