/** Time passes, and the clock looks at what it has done. */
import { look } from "../expected/time.ts";
import { day24, minute } from "../town.ts";
import { same } from "../violation.ts";
import { type At, type Move } from "./command.ts";

/** From a moment to more than a week. */
export const whiles = [
  ...[0.5, 2, 4, 6, 16, 61, 3 * 60, 16 * 60].map((minutes) => minutes * minute),
  ...[3 * day24, 8 * day24],
] as const;

export function passes(time: number): Move {
  return {
    name: `${time / minute} minutes pass`,
    async run(model) {
      model.now += time;
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
