/** Time passes, and the clock looks at what it has done. */

import { isOpen, nextOpening } from "../expected/hours.ts";
import { goesToClient, look } from "../expected/time.ts";
import { day24, minute } from "../town.ts";
import { same } from "../violation.ts";
import { type At, conversationOf, type Move } from "./command.ts";

export const moments = [0.5, 2, 4, 6, 16, 61].map((minutes) => minutes * minute);
export const days = [3 * 60 * minute, 16 * 60 * minute, 3 * day24, 8 * day24];

export function passes(time: number): Move {
  return {
    name: `${time / minute} minutes pass`,
    async run(model) {
      model.now += time;
    },
  };
}

/** It becomes morning, or the midday break ends. */
export function opens(): Move {
  return {
    name: "the office opens",
    possible: ({ now }) => !isOpen(now),
    async run(model) {
      model.now = nextOpening(model.now) + minute;
    },
  };
}

export function looks(at: At, held: boolean): Move {
  return {
    name: `the clock of ${at} looks${held ? ", and is slow to act" : ""}`,
    async run(model, world) {
      const act = look(model);
      if (!held) {
        await world.instances[at].look();
        act();
        return;
      }
      const begun = await world.begin(at, ({ look }) => look().then(() => "looked"));
      same("fences", "a look held back", begun, undefined);
      const finish = () => {
        act();
        return "looked";
      };
      model.begun.push({ instance: at, property: "fences", finish });
    },
  };
}

/** A customer has been told that somebody comes: the client may have them. */
export function isTold(of: number, at: At): Move {
  return {
    name: `contact ${of} has been told to wait`,
    async run(model, world) {
      const conversation = conversationOf(model, of);
      goesToClient(model, conversation, 0);
      await world.instances[at].told(await world.id(conversation));
    },
  };
}

/** Both programs look at the same moment. */
export function looksTwice(): Move {
  return {
    name: "the clocks of both look at once",
    async run(model, world) {
      look(model)();
      await Promise.all(world.instances.map((each) => each.look()));
      // Both may ask the platform before either has written; it takes a conversation once.
      model.handedOver = world.handedOver;
    },
  };
}
