/** The state machine as a list: what may happen in each place, and where it leads. */
import type { Place } from "./expected/state.ts";

const everywhere = ["bot", "promised", "waiting", "claimed", "pool", "client"] as const;
const stays = (...places: readonly Place[]) => places.map((place) => [place, place] as const);
const leads = (from: readonly Place[], ...to: readonly Place[]) =>
  from.flatMap((each) => to.map((place) => [each, place] as const));
const withBot = ["bot", "promised"] as const;

type Steps = readonly (readonly [from: Place, to: Place])[];

/** Every event with the places it can meet. A place that is left out cannot have it. */
const events: Readonly<Record<string, Steps>> = {
  // The customer.
  writes: stays(...everywhere),
  asks: leads(withBot, "waiting", "promised"),
  complains: leads(withBot, "waiting", "promised"),
  "is owed a figure": [...leads(["bot"], "waiting", "promised"), ...leads(["promised"], "waiting")],
  "is owed a figure, in vain": stays(...withBot),
  "is not understood": [
    ...leads(["bot"], "waiting", "promised"),
    ...leads(["promised"], "waiting"),
  ],
  "is not understood, in vain": stays(...withBot),
  "says it is unsolved": leads(["bot"], "waiting", "promised"),
  "says it is unsolved, in vain": stays("bot"),
  "says it is solved": stays("bot"),
  rates: stays("bot"),
  "asks for their place": stays("waiting"),
  "asks what must wait": stays("waiting"),
  leaves: leads(["waiting"], "bot"),
  "is apologised to": stays(...withBot),
  "has everything erased": leads(withBot, "bot"),
  // Staff at the desk.
  claim: leads(["bot", "promised", "waiting"], "claimed"),
  "claim again": stays("claimed"),
  "claim by another": stays("claimed", "pool", "client"),
  say: stays("claimed"),
  "say by another": stays(...everywhere),
  "transfer to a colleague": stays("claimed"),
  "transfer to a desk": leads(["claimed"], "waiting"),
  "transfer to a desk that is closed": leads(["claimed"], "promised"),
  "transfer to the client (servicer)": leads(["claimed"], "client"),
  "transfer to the client (pool)": leads(["claimed"], "pool"),
  "transfer to the client, refused": stays("claimed"),
  "transfer by another": stays(...everywhere),
  return: leads(["claimed"], "bot"),
  "giveBack by another": stays(...everywhere),
  close: leads(["claimed"], "bot"),
  "close by another": stays(...everywhere),
  // Time.
  escalated: stays("waiting"),
  "a promise is due": stays("promised"),
  "nobody of the pool came": stays("pool"),
  "nobody came": leads(["waiting"], "promised"),
  "the office closed": leads(["waiting"], "promised"),
  "nobody answered": leads(["claimed"], "waiting"),
  "nobody answered, the office closed": leads(["claimed"], "promised"),
  idle: leads(["claimed"], "bot"),
  "followed up": stays("bot"),
  "follow-up kept": stays("bot"),
  "passed to the client (servicer)": leads(["promised", "waiting"], "client"),
  "passed to the client (pool)": leads(["promised", "waiting"], "pool"),
  "passed to the client (refused)": stays("promised", "waiting"),
  // The platform's client.
  "taken in the client": leads(everywhere, "client"),
  "taken in the client again": stays("client"),
  "taken into the pool": leads(["bot", "promised", "waiting", "claimed", "client"], "pool"),
  "taken into the pool again": stays("pool"),
  "ended in the client": [
    ...stays("bot", "promised", "waiting", "claimed"),
    ...leads(["pool", "client"], "bot"),
  ],
  "a servicer writes": stays(...everywhere),
};

/** As `from | event | to`. */
export const transitions: readonly string[] = Object.entries(events).flatMap(([event, steps]) =>
  steps.map(([from, to]) => `${from} | ${event} | ${to}`),
);

/** What meets only when two things happen at once; each must have been seen. */
export const meetings = [
  "a turn loses to who came between",
  "an act comes too late",
  "the platform takes what has moved on",
  "two claim at once",
  "the same words are written twice",
  "words of the bot stay behind a person's",
  "the clock looks at what has moved on",
  "somebody writes while the clock looks",
  "a reply is sent again",
  "a program dies sending",
  "a program dies sending, it is sent again",
  "an erasure while a reply is being sent",
  "an erased conversation is gone after a week",
  "next-visit words are shown",
] as const;
export type Meeting = (typeof meetings)[number];
