/** What customers do, and the turns that handle it. */
import type { Message } from "../../../src/core/message.ts";
import { BotFailure, sayings } from "../bot.ts";
import { type Conversation, type Expected, newest } from "../expected/state.ts";
import { beginTurn, type TurnEnds } from "../expected/turn.ts";
import type { Instance } from "../instance.ts";
import { same } from "../violation.ts";
import type { World } from "../world.ts";
import { type At, conversationOf, type Move } from "./command.ts";
import { restarted } from "./trouble.ts";

export const phrases = [
  ...Object.values(sayings),
  ...["不等了", "还要等多久", "满意", "一般", "不满意", "解决了", "还没解决"],
] as const;

/** Without a phrase something of their own; the platform may give it twice. */
export function writes(of: number, phrase: string | undefined, at: At, twice: boolean): Move {
  return {
    name: `contact ${of} writes ${phrase ?? "a question"}${twice ? " (given twice)" : ""}`,
    async run(model, world) {
      const conversation = conversationOf(model, of);
      const { channel, contact } = conversation;
      const text = phrase ?? `问题 ${model.now}`;
      const message: Message = {
        id: world.fresh(),
        channel,
        contact,
        text,
        at: new Date(model.now),
      };
      await world.instances[at].ledger.accept(message);
      if (twice) await world.instances[at].ledger.accept(message);
      arrives(model, conversation, text);
    },
  };
}

/** What fits how things stand for them, and is handled at once. */
export function answers(of: number, which: number, at: At): Move {
  return {
    name: `contact ${of} answers what they were told (${which})`,
    possible: (model) => mayBegin(conversationOf(model, of)),
    async run(model, world) {
      const conversation = conversationOf(model, of);
      const fitting = fits(conversation);
      await writes(of, fitting[which % fitting.length], at, false).run(model, world);
      await handle(model, world, conversation, at, false);
    },
  };
}

function fits(conversation: Conversation): readonly string[] {
  const served = newest(conversation);
  if (served?.state === "waiting") return ["还要等多久", "不等了"];
  if (conversation.misses > 0) return [sayings.muddle];
  if (served?.state !== "ended") return [sayings.muddle, sayings.money];
  if (served.followedUp && served.solved === undefined) return ["满意", "解决了", "还没解决"];
  return ["满意", "不满意", sayings.person, sayings.muddle];
}

function arrives(model: Expected, conversation: Conversation, text: string): void {
  conversation.known = true;
  const written = { side: "contact" as const, text, at: model.now, failures: 0, begun: 0 };
  conversation.inbox.push(written);
  conversation.contactAt = model.now;
  conversation.sentSince = 0;
}

/** After so many programs died over one message it would be set aside. */
const mostBegun = 8;

export function handles(of: number, at: At, held: boolean): Move {
  return {
    name: `${at} handles contact ${of}${held ? ", and stands before the commit" : ""}`,
    possible: (model) => mayBegin(conversationOf(model, of)),
    run: (model, world) => handle(model, world, conversationOf(model, of), at, held),
  };
}

export async function handle(
  model: Expected,
  world: World,
  conversation: Conversation,
  at: At,
  held: boolean,
): Promise<void> {
  const [first] = conversation.inbox;
  if (first !== undefined) first.begun++;
  const id = await world.id(conversation);
  const turn = async ({ ledger, step }: Instance): Promise<TurnEnds> =>
    await ledger.turn(id, step).catch((error) => {
      if (error instanceof BotFailure) return "failed";
      throw error;
    });
  const begun = beginTurn(model, conversation);
  const property = "kept";
  if ("ends" in begun || !begun.thinks || !held) {
    const ends = await turn(world.instances[at]);
    const expected = "ends" in begun ? begun.ends : begun.commit();
    same(property, `the turn of ${conversation.contact}`, ends, expected);
    return;
  }
  same(property, "a turn held back", await world.begin(at, turn), undefined);
  model.begun.push({ instance: at, property, finish: begun.commit });
}

/** The program dies right before or right behind the commit of a turn, and is started again. */
export function dies(of: number, at: At, point: "before-commit" | "after-commit"): Move {
  return {
    name: `${at} dies ${point} of contact ${of}`,
    possible: (model) => {
      const conversation = conversationOf(model, of);
      const [first] = conversation.inbox;
      return first !== undefined && first.text !== sayings.poison && mayBegin(conversation);
    },
    async run(model, world) {
      const conversation = conversationOf(model, of);
      const [first] = conversation.inbox;
      if (first !== undefined) first.begun++;
      const begun = beginTurn(model, conversation);
      if (point === "after-commit" && "commit" in begun) begun.commit();
      const { ledger, step, dieAt } = world.instances[at];
      dieAt(point);
      const ends = await ledger.turn(await world.id(conversation), step).catch(() => "died");
      same("kept", "a turn that died", ends, "died");
      await restarted(model, world, at);
    },
  };
}

function mayBegin({ inbox }: Conversation): boolean {
  return (inbox[0]?.begun ?? 0) < mostBegun;
}
