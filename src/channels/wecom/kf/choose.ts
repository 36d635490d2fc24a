import type { Served } from "../../../core/owner.ts";
import type { Wish } from "./handOver.ts";
import type { Servicer } from "./servicers.ts";

/** Who is asked to take a session, in order: on duty, and fewest customers, longest without a new one. */
export function choose(
  servicers: readonly Servicer[],
  {
    wish,
    served,
    givenAt,
  }: {
    readonly wish: Exclude<Wish, { to: "pool" }>;
    readonly served: readonly Served[];
    /** When this instance last gave each of them one. */
    readonly givenAt: ReadonlyMap<string, number>;
  },
): readonly string[] {
  const onDuty = servicers.filter(({ onDuty }) => onDuty).map(({ userid }) => userid);
  if (wish.to === "servicer") return onDuty.filter((userid) => userid === wish.userid);
  const load = (userid: string) => served.filter(({ servicer }) => servicer === userid).length;
  const rank = onDuty.map((userid) => ({
    userid,
    wanted: userid === wish.first ? 0 : 1,
    load: load(userid),
    last: givenAt.get(userid) ?? 0,
    // Instances that know nothing of each other must not all begin with the same one.
    chance: Math.random(),
  }));
  return rank
    .sort(
      (a, b) => a.wanted - b.wanted || a.load - b.load || a.last - b.last || a.chance - b.chance,
    )
    .map(({ userid }) => userid);
}
