/** What staff do at the desk, whatever its surface. */
import type { StaffRef } from "../../../src/core/staff.ts";
import type { Refused, TransferTo } from "../../../src/handoff/desk.ts";
import { type Act, type ActEnds, look } from "../expected/acts.ts";
import { say } from "../expected/say.ts";
import { type Conversation, newest } from "../expected/state.ts";
import type { Instance } from "../instance.ts";
import { staff } from "../town.ts";
import { type Property, same } from "../violation.ts";
import { type At, conversationOf, type Move } from "./command.ts";

/** Without a name whoever has the conversation. */
export function acts(of: number, who: StaffRef | undefined, act: Act, at: At, held: boolean): Move {
  return {
    name: `${nameOf(who)} does ${told(act)} with contact ${of} at ${at}${held ? ", held back" : ""}`,
    async run(model, world) {
      const conversation = conversationOf(model, of);
      const by = who ?? holderOf(conversation);
      const id = await world.id(conversation);
      const property: Property = act.kind === "claim" ? "claims" : "fences";
      const job = async ({ desk }: Instance) => ended(await perform(desk, id, by, act));
      const looked = look(model, conversation, by, act);
      const label = `${told(act)} by ${by.id}`;
      if ("ends" in looked || !held) {
        const ends = await job(world.instances[at]);
        same(property, label, ends, "ends" in looked ? looked.ends : looked.write());
        return;
      }
      same(property, `${label}, held back`, await world.begin(at, job), undefined);
      model.begun.push({ instance: at, property, finish: looked.write });
    },
  };
}

/** Two of staff press at the same moment, at two programs. */
export function claimAtOnce(of: number, first: StaffRef, second: StaffRef): Move {
  return {
    name: `${first.id} and ${second.id} claim contact ${of} at once`,
    async run(model, world) {
      const conversation = conversationOf(model, of);
      const id = await world.id(conversation);
      const surfaceOf = (by: StaffRef) => (by.id === first.id ? "console" : "telegram");
      const pressed = [first, second].map(async (by, at) => {
        const { desk } = world.instances[at as At];
        return { by, ends: ended(await desk.claim(id, by, surfaceOf(by))) };
      });
      const ends = await Promise.all(pressed);
      if (ends.some((each) => "by" in each.ends && first.id !== second.id)) {
        model.saw("two claim at once");
      }
      // Who won is left to chance; what both are told then is not.
      const order = ends.toSorted(
        (a, b) => Number("refused" in a.ends) - Number("refused" in b.ends),
      );
      for (const each of order) {
        const surface = surfaceOf(each.by);
        const looked = look(model, conversation, each.by, { kind: "claim", surface });
        const expected = "ends" in looked ? looked.ends : looked.write();
        same("claims", `the claim by ${each.by.id}`, each.ends, expected);
      }
    },
  };
}

export function says(of: number, who: StaffRef | undefined, at: At, twice: boolean): Move {
  return {
    name: `${nameOf(who)} writes to contact ${of}${twice ? ", sent twice" : ""}`,
    async run(model, world) {
      const conversation = conversationOf(model, of);
      const by = who ?? holderOf(conversation);
      const id = await world.id(conversation);
      const words = { key: world.fresh(), text: `${by.name}：${model.now}` };
      for (const repeat of twice ? [false, true] : [false]) {
        const said = await world.instances[at].desk.say(id, by, words);
        const found = "refused" in said ? refusal(said) : { said: true, repeat: said.repeat };
        const expected = say(model, conversation, by, words.text, repeat);
        same("fences", `words of ${by.id}`, found, expected);
      }
    },
  };
}

async function perform(desk: Instance["desk"], id: string, by: StaffRef, act: Act) {
  switch (act.kind) {
    case "claim":
      return await desk.claim(id, by, act.surface);
    case "transfer":
      return await desk.transfer(id, by, goal(act.to));
    default:
      return await desk[act.kind](id, by, act.summary);
  }
}

function goal(to: StaffRef | "desk" | "client"): TransferTo {
  if (to === "desk") return { desk: { topic: "subsidy" } };
  return to === "client" ? { client: true } : { staff: to };
}

function ended(end: Awaited<ReturnType<typeof perform>>): ActEnds {
  return "refused" in end ? refusal(end) : { done: end.handoff.state };
}

function refusal(end: Refused): ActEnds {
  return {
    refused: end.refused,
    ...("by" in end ? { by: end.by.id } : {}),
    ...("end" in end && end.end !== undefined ? { end: end.end } : {}),
  };
}

function told(act: Act): string {
  if (act.kind !== "transfer") return act.kind;
  return `transfer to ${typeof act.to === "string" ? act.to : act.to.id}`;
}

function nameOf(who: StaffRef | undefined): string {
  return who?.id ?? "the holder";
}

function holderOf(conversation: Conversation): StaffRef {
  const served = newest(conversation);
  return staff.find(({ id }) => id === served?.staff) ?? staff[0];
}
