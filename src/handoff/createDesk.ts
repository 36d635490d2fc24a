import { type Handoff, nobodyKnows } from "../core/handoff.ts";
import { unreachable } from "../core/reach.ts";
import { reasonWords } from "../core/reasonWords.ts";
import type { StaffRef } from "../core/staff.ts";
import type { HandoffChange, Notice } from "../ledger/deskRecord.ts";
import { ended } from "./afterwards.ts";
import { recordTook } from "./client.ts";
import type { Desk, Refused, TransferTo } from "./desk.ts";
import { officeHours } from "./hours.ts";
import type { HandoffPort } from "./port.ts";
import { promise } from "./promise.ts";

/** So far back a line can be sent again. */
const receiptsRead = 200;

/** What staff may do, over the record; `listen` tells of changes here and at other instances. */
export function createDesk(
  port: HandoffPort,
  listen: (listener: (conversation: string) => void) => () => void,
): Desk {
  const { record, words } = port;

  /** The open handoff of a conversation that this person holds. */
  async function held(conversation: string, by: StaffRef): Promise<Handoff | Refused> {
    const found = await record.conversation(conversation);
    if (found === undefined) return { refused: "not-found" };
    const { handoff } = found;
    if (handoff === undefined || handoff.state === "ended") return over(handoff);
    if (handoff.state !== "claimed" || handoff.staff === undefined) {
      return { refused: "not-claimed" };
    }
    return notTheirs(handoff.staff, handoff, by) ?? handoff;
  }

  async function change(
    handoff: Handoff,
    by: StaffRef,
    rest: Pick<HandoffChange, "set" | "event" | "detail" | "notice">,
  ): Promise<{ handoff: Handoff } | Refused> {
    const changed = await record.change({ id: handoff.id, fence: handoff.fence, by, ...rest });
    if (changed === undefined) return { refused: "changed" };
    port.changed(handoff.conversation);
    return { handoff: changed };
  }

  /** What is told to whoever came second, be it to themselves. */
  async function taken(
    conversation: string,
    by: StaffRef,
  ): Promise<{ handoff: Handoff } | Refused> {
    const now = await record.newestHandoff(conversation);
    if (now?.staff === undefined || now.state !== "claimed") return { refused: "changed" };
    return notTheirs(now.staff, now, by) ?? { handoff: now };
  }

  async function end(
    conversation: string,
    by: StaffRef,
    how: "returned" | "closed",
    summary: string | undefined,
  ): Promise<{ handoff: Handoff } | Refused> {
    const handoff = await held(conversation, by);
    if ("refused" in handoff) return handoff;
    const { set, ...rest } = ended(port, handoff, how);
    const noted = summary === undefined || summary === "" ? {} : { summary };
    return await change(handoff, by, { set: { ...set, ...noted }, ...rest });
  }

  async function toClient(handoff: Handoff, by: StaffRef): Promise<{ handoff: Handoff } | Refused> {
    const text = words("transferred-client");
    const took = await port.handOver?.(handoff.channel, handoff.contact, text);
    if (took === undefined) {
      return { refused: "platform", reason: "这个渠道没有企业微信接待，只能在工作台处理。" };
    }
    if (took.kind === "refused") return { refused: "platform", reason: took.reason };
    const recorded = await recordTook(port, handoff, took, { event: "transferred", by });
    return recorded === undefined ? { refused: "changed" } : { handoff: recorded };
  }

  return {
    async claim(conversation, by, surface) {
      const found = await record.conversation(conversation);
      if (found === undefined) return { refused: "not-found" };
      const { handoff } = found;
      const reach = port.reach(found);
      // The bot would fall silent there, and nobody could ever speak.
      if (!reach.can && reach.why === unreachable.onlyReplies) {
        return { refused: "platform", reason: cannotWrite };
      }
      const notice = sought(words("claimed", { name: by.name }));
      if (handoff === undefined || handoff.state === "ended") {
        const opened = await record.open({
          conversation,
          reason: "opened",
          desk: handoff?.desk ?? {},
          capsule: handoff?.capsule ?? nobodyKnows,
          staff: by,
          surface,
          notice,
        });
        if (opened === undefined) return await taken(conversation, by);
        port.changed(conversation);
        return { handoff: opened };
      }
      if (handoff.surface === "wecom" && handoff.staff === undefined) {
        return { refused: "platform", reason: "对话在企业微信接待池里，请在企业微信客户端接待。" };
      }
      if (handoff.state === "claimed" && handoff.staff !== undefined) {
        // Pressed twice, or at another surface: whoever holds it goes on holding it.
        return notTheirs(handoff.staff, handoff, by) ?? { handoff };
      }
      const claimed = await change(handoff, by, {
        set: { state: "claimed", staff: by, surface, escalatedAt: null },
        event: "claimed",
        notice,
      });
      return "refused" in claimed ? await taken(conversation, by) : claimed;
    },

    async transfer(conversation, by, to: TransferTo) {
      const handoff = await held(conversation, by);
      if ("refused" in handoff) return handoff;
      if ("client" in to) return await toClient(handoff, by);
      if ("staff" in to) {
        if (to.staff.id === by.id) return { handoff };
        return await change(handoff, by, {
          set: { staff: to.staff, surface: "console" },
          event: "transferred",
          detail: to.staff.name,
          notice: sought(words("transferred", { name: to.staff.name })),
        });
      }
      const { desk } = to;
      const moved = {
        event: "transferred",
        detail: [desk.district, desk.topic].filter((part) => part !== undefined).join(" "),
      } as const;
      if (!officeHours(port.service().hours).isOpen(port.now())) {
        // Nobody is there to take it from the queue before they are back.
        const { set, when } = promise(port);
        const notice = { text: words("transferred-later", { when }) };
        return await change(handoff, by, { ...moved, set: { ...set, desk }, notice });
      }
      return await change(handoff, by, {
        ...moved,
        set: { state: "waiting", staff: null, surface: null, desk },
        notice: sought(words("transferred-desk")),
      });
    },

    giveBack: (conversation, by, summary) => end(conversation, by, "returned", summary),
    close: (conversation, by, summary) => end(conversation, by, "closed", summary),

    async say(conversation, by, written) {
      const said = await record.say({ conversation, staff: by, ...written });
      if (!("refused" in said)) {
        port.changed(conversation);
        return said;
      }
      switch (said.refused) {
        case "no-conversation":
          return { refused: "not-found" };
        case "claimed-by-other":
          return said.by.id === by.id ? inClient : said;
        case "not-claimed":
          return said.state === "waiting" || said.state === "promised"
            ? { refused: "not-claimed" }
            : over((await record.conversation(conversation))?.handoff);
        default:
          throw new Error(`unknown refusal ${said satisfies never}`);
      }
    },

    async resend(conversation, by, delivery) {
      const handoff = await held(conversation, by);
      if ("refused" in handoff) return handoff;
      const receipts = await record.receipts(conversation, receiptsRead);
      const own = receipts.some((receipt) => receipt.delivery === delivery);
      if (!own || !(await port.requeue(delivery))) return false;
      port.changed(conversation);
      return true;
    },
    onChange: listen,
    changed: port.changed,
  };
}

/** What the same person serves in the platform's own client is not to be had here. */
const inClient: Refused = { refused: "platform", reason: reasonWords(unreachable.inClient) };

/** Undefined where the holder is this person, at a desk of ours. */
function notTheirs(
  holder: StaffRef,
  { surface }: Pick<Handoff, "surface">,
  by: StaffRef,
): Refused | undefined {
  if (holder.id !== by.id) return { refused: "claimed-by-other", by: holder };
  return surface === "wecom" ? inClient : undefined;
}

const cannotWrite =
  "智能机器人（回调方式）只能在客户发消息时答一条，人写不过去，不能接手。请用别的方式联系客户。";

/** Behind it a person is to be expected, not the bot. */
function sought(text: string): Notice {
  return { text, kind: "handoff" };
}

function over(handoff: Handoff | undefined): Refused {
  return { refused: "ended", ...(handoff?.end === undefined ? {} : { end: handoff.end }) };
}
