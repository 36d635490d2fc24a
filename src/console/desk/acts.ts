import type { DeskKey } from "../../core/handoff.ts";
import type { StaffRef } from "../../core/staff.ts";
import type { Act, TransferTo } from "../../handoff/desk.ts";
import type { Route } from "../route.ts";
import type { Visitor } from "../visitor.ts";
import { act, type Ended, type ShowAgain, type Tried } from "./act.ts";
import { longestAnswer } from "./channelLimits.ts";
import { heldBy } from "./conversationContent.ts";
import { readSeq } from "./form.ts";
import type { DeskDeed, DeskPort } from "./port.ts";
import type { Presence } from "./presence.ts";
import { deskWords } from "./words.ts";

const longestSummary = 2_000;
const longestNote = 4_000;
const keyShape = /^[A-Za-z0-9_-]{16,64}$/;

/** What staff do with a conversation from its page. */
export function actRoutes(
  port: DeskPort,
  presence: Presence,
  showAgain: ShowAgain,
): readonly Route[] {
  const { desk, record } = port;
  const free = { holder: false, showAgain };
  const held = { holder: true, showAgain };

  /** What is done stays done: an audit log that fails is an operator's matter. */
  const keep = async (visitor: Visitor, deed: DeskDeed): Promise<void> => {
    await port.audit(visitor, deed).catch((error) => port.report(error, `audit ${deed.action}`));
  };
  const settle = async (
    { id, visitor }: Tried,
    done: "claim" | "transfer" | "return" | "close",
    work: Act,
    detail?: DeskDeed["detail"],
  ): Promise<Ended> => {
    const ended = await work;
    if ("refused" in ended) return ended;
    await keep(visitor, {
      action: `conversation.${done}`,
      conversation: id,
      ...(detail === undefined ? {} : { detail }),
    });
    return { done };
  };

  return [
    act("claim", free, (tried) =>
      settle(tried, "claim", desk.claim(tried.id, person(tried), "console")),
    ),
    act("transfer", held, async (tried) => {
      const to = await transferTo(port, tried);
      if (to === undefined) return { problem: deskWords(tried.visitor.language).refused.nowhere };
      const work = desk.transfer(tried.id, person(tried), to.to);
      return await settle(tried, "transfer", work, to.detail);
    }),
    act("return", held, async (tried) => {
      const summary = summaryOf(tried);
      return await settle(tried, "return", desk.giveBack(tried.id, person(tried), summary));
    }),
    act("close", held, async (tried) => {
      const summary = summaryOf(tried);
      return await settle(tried, "close", desk.close(tried.id, person(tried), summary));
    }),
    act("say", held, async (tried) => {
      const { id, form, visitor } = tried;
      const say = deskWords(visitor.language);
      const text = form["text"]?.trim() ?? "";
      const key = form["key"] ?? "";
      if (text === "") return { problem: say.empties.text };
      if ([...text].length > longestAnswer) return { problem: say.tooLong(longestAnswer) };
      if (!keyShape.test(key)) return { problem: say.refused.malformed };
      const reason = await closedChannel(port, tried);
      if (reason !== undefined) return { refused: "platform", reason };
      const said = await desk.say(id, person(tried), { key, text });
      return "refused" in said ? said : { done: "say", repeat: said.repeat };
    }),
    act("resend", held, async (tried) => {
      const { id, form, visitor } = tried;
      const delivery = form["delivery"] ?? "";
      const again = await desk.resend(id, person(tried), delivery);
      if (again === false) {
        return { problem: deskWords(visitor.language).refused["not-resendable"] };
      }
      if (again !== true) return again;
      const detail = { delivery };
      await keep(visitor, { action: "conversation.resend", conversation: id, detail });
      return { done: "resend" };
    }),
    act("notes", free, async (tried) => {
      const { id, form, visitor } = tried;
      const note = form["note"]?.trim() ?? "";
      const say = deskWords(visitor.language);
      if (note === "") return { problem: say.empties.note };
      if ([...note].length > longestNote) return { problem: say.tooLong(longestNote) };
      if ((await record.conversation(id)) === undefined) return { refused: "not-found" };
      await record.addNote(id, person(tried), note);
      desk.changed(id);
      return { done: "note" };
    }),
    act("read", free, async ({ id, form, visitor }) => {
      const seq = readSeq(form["seq"]);
      if (seq === undefined) return { problem: deskWords(visitor.language).refused.malformed };
      if ((await record.conversation(id)) === undefined) return { refused: "not-found" };
      await record.markRead(visitor.id, id, seq);
      desk.changed(id);
      return { done: "read" };
    }),
    act("presence", free, async (tried) => {
      const { id, form, visitor } = tried;
      const tab = form["tab"] ?? "";
      if (!keyShape.test(tab)) return { problem: deskWords(visitor.language).refused.malformed };
      await presence.wrote(tab, { staff: person(tried), conversation: id });
      return { done: "presence" };
    }),
  ];
}

/** The session of who acts goes no further than this. */
function person({ visitor }: Tried): StaffRef {
  return { id: visitor.id, name: visitor.name };
}

function summaryOf({ form }: Tried): string | undefined {
  const summary = [...(form["summary"]?.trim() ?? "")].slice(0, longestSummary).join("");
  return summary === "" ? undefined : summary;
}

/** Why the channel takes nothing now: told before the words are said, so that they stay in the box. */
async function closedChannel(port: DeskPort, { id, visitor }: Tried): Promise<string | undefined> {
  const conversation = await port.record.conversation(id);
  if (conversation === undefined || !heldBy(conversation, visitor.id)) return undefined;
  const reach = port.reach(conversation);
  return reach.can ? undefined : reach.why;
}

/** Undefined where what was chosen is not there to be chosen. */
async function transferTo(
  port: DeskPort,
  { form, visitor }: Tried,
): Promise<{ readonly to: TransferTo; readonly detail: Record<string, string> } | undefined> {
  switch (form["to"]) {
    case "staff": {
      const colleagues = await port.colleagues();
      const staff = colleagues.find(({ id }) => id === form["staff"] && id !== visitor.id);
      return staff && { to: { staff }, detail: { staff: staff.id } };
    }
    case "desk": {
      const { district = "", topic = "" } = form;
      if (district !== "" && !port.districts().includes(district)) return undefined;
      if (topic !== "" && !port.topics().some(({ id }) => id === topic)) return undefined;
      const desk: DeskKey = {
        ...(district === "" ? {} : { district }),
        ...(topic === "" ? {} : { topic }),
      };
      return { to: { desk }, detail: { ...desk } };
    }
    case "client":
      return { to: { client: true }, detail: { client: "wecom" } };
    default:
      return undefined;
  }
}
