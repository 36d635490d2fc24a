/** What can happen, and how often each. */
import fc from "fast-check";
import { sayings } from "./bot.ts";
import type { Move } from "./commands/command.ts";
import {
  handlesAcross,
  isPassedOn,
  isServed,
  isServedAfterErasure,
  isTakenLate,
} from "./commands/courses.ts";
import { answers, dies, handles, phrases, writes } from "./commands/customer.ts";
import { collects, delivers, resends, settles } from "./commands/delivery.ts";
import { givesBack, servicerWrites, takes } from "./commands/platform.ts";
import { acts, claimAtOnce, says } from "./commands/staff.ts";
import { days, isTold, looks, looksTwice, moments, opens, passes } from "./commands/time.ts";
import { clientTakes, employs, finishes, restarts } from "./commands/trouble.ts";
import { channels, contacts, servicers, staff } from "./town.ts";

const of = fc.nat(contacts.length - 1);
const at = fc.constantFrom(0 as const, 1 as const);
const by = fc.constantFrom(...staff);
/** Whoever has the conversation, mostly; the others are refused. */
const holder = fc.constant(undefined);
const often = fc.boolean();
const seldom = fc.nat(5).map((n) => n === 0);
const which = fc.nat(7);
const channel = fc.constantFrom(...channels);
const phrase = fc.option(fc.constantFrom(...phrases), { freq: 3, nil: undefined });
const servicer = fc.constantFrom(...servicers);
const act = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("claim" as const),
      surface: fc.constantFrom("console" as const, "telegram" as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("transfer" as const),
      to: fc.constantFrom(...staff, "desk" as const, "client" as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record(
      {
        kind: fc.constantFrom("giveBack" as const, "close" as const),
        summary: fc.constant("办好了"),
      },
      { requiredKeys: ["kind"] },
    ),
  },
);

/** What a turn makes much of. */
const decisive = ["不等了", "不等了", sayings.person, sayings.complaint, sayings.erase, "满意"];

/** The same conversation and program on both sides, so that the two do meet. */
const across = fc.tuple(of, fc.constantFrom(...decisive), at, by, fc.nat(3)).map((a) => {
  const [contact, phrase, program, who, n] = a;
  const claim = acts(contact, who, { kind: "claim", surface: "telegram" }, program, false);
  const between = [
    claim,
    isTold(contact, program),
    looks(program, false),
    isServed(contact, who, program),
  ];
  return handlesAcross(contact, phrase, program, between[n] ?? claim);
});

export const moves: readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<Move> }[] =
  [
    { weight: 12, arbitrary: fc.tuple(of, phrase, at, seldom).map((a) => writes(...a)) },
    { weight: 8, arbitrary: fc.tuple(of, which, at).map((a) => answers(...a)) },
    { weight: 14, arbitrary: fc.tuple(of, at, seldom).map((a) => handles(...a)) },
    { weight: 8, arbitrary: fc.tuple(of, by, act, at, seldom).map((a) => acts(...a)) },
    { weight: 8, arbitrary: fc.tuple(of, holder, act, at, seldom).map((a) => acts(...a)) },
    { weight: 3, arbitrary: fc.tuple(of, by, by).map((a) => claimAtOnce(...a)) },
    { weight: 3, arbitrary: fc.tuple(of, by, at, seldom).map((a) => says(...a)) },
    { weight: 5, arbitrary: fc.tuple(of, holder, at, seldom).map((a) => says(...a)) },
    {
      weight: 3,
      arbitrary: fc.tuple(of, fc.option(servicer, { nil: undefined }), at).map((a) => takes(...a)),
    },
    { weight: 2, arbitrary: fc.tuple(of, at).map((a) => givesBack(...a)) },
    { weight: 2, arbitrary: fc.tuple(of, servicer, at).map((a) => servicerWrites(...a)) },
    { weight: 4, arbitrary: fc.tuple(channel, at).map((a) => collects(...a)) },
    {
      weight: 5,
      arbitrary: fc
        .tuple(which, fc.constantFrom("sent", "failed", "uncertain", "retry" as const), often)
        .map(([n, how, arrived]) => settles(n, how, arrived)),
    },
    { weight: 5, arbitrary: fc.tuple(channel, at).map((a) => delivers(...a)) },
    { weight: 2, arbitrary: fc.tuple(of, which, at).map((a) => resends(...a)) },
    { weight: 5, arbitrary: fc.constantFrom(...moments).map(passes) },
    { weight: 1, arbitrary: fc.constantFrom(...days).map(passes) },
    { weight: 2, arbitrary: fc.constant(opens()) },
    { weight: 6, arbitrary: fc.tuple(at, seldom).map((a) => looks(...a)) },
    { weight: 1, arbitrary: fc.constant(looksTwice()) },
    { weight: 2, arbitrary: fc.tuple(of, by, at).map((a) => isServed(...a)) },
    { weight: 1, arbitrary: fc.tuple(of, at).map((a) => isTold(...a)) },
    { weight: 1, arbitrary: fc.tuple(of, by, at).map((a) => isPassedOn(...a)) },
    { weight: 1, arbitrary: fc.tuple(of, by, at).map((a) => isServedAfterErasure(...a)) },
    { weight: 1, arbitrary: fc.tuple(of, by, at).map((a) => isTakenLate(...a)) },
    { weight: 2, arbitrary: across },
    { weight: 5, arbitrary: which.map(finishes) },
    { weight: 1, arbitrary: at.map(restarts) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(of, at, fc.constantFrom("before-commit" as const, "after-commit" as const))
        .map((a) => dies(...a)),
    },
    { weight: 1, arbitrary: fc.constant(employs()) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom("servicer" as const, "pool" as const, "refuses" as const)
        .map(clientTakes),
    },
  ];
