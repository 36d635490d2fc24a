import type { Delivery, Progress, Sender, SendResult } from "../../../core/delivery.ts";
import { ZhiwenError } from "../../../core/errors.ts";
import { reachOf, unreachable } from "../../../core/reach.ts";
import type { ApiRefused, ApiUnreached, WecomApi } from "../api.ts";
import { compose, type KfMessage } from "./compose.ts";
import { type KfContact, readContact } from "./contact.ts";
import { channel } from "./item.ts";
import { messageId } from "./messageId.ts";
import type { KfPort } from "./port.ts";
import { change, readState } from "./state.ts";
import { verdict } from "./verdict.ts";

export interface SenderParts {
  readonly api: WecomApi;
  readonly port: Pick<KfPort, "setOwner" | "count" | "report">;
  readonly now: () => Date;
}

/** Of the messages that a customer's one allows, what the bot's answers leave for a handoff. */
const kept = 1;

/** Begins the reason of words that need more messages than there are. */
const tooLong = "it takes more messages than the customer's last one allows";
const uncut = Number.POSITIVE_INFINITY;

const stateForbids = 95018;
const notThere = 95016;

/** Takes replies out to KF customers (WeCom docs 94677, 95122). */
export function kfSender({ api, port, now }: SenderParts): Sender {
  return async (delivery, progress) => {
    const customer = readContact(delivery.contact);
    const judge = verdict(delivery, now);
    if (customer === undefined) return judge.final("the contact is not one of 微信客服");
    const said = await welcome(delivery, progress);
    if (said !== undefined) return said;
    // Of that moment alone it was true.
    if (delivery.handle["only"] === "code") return judge.final(unreachable.inClient);
    return await answer(delivery, customer, progress);
  };

  /** By the code of an event; undefined where that is no way any more, and surely was none before. */
  async function welcome(delivery: Delivery, progress: Progress): Promise<SendResult | undefined> {
    const { code, until } = delivery.handle;
    if (code === undefined) return undefined;
    const judge = verdict(delivery, now);
    const over = !(Date.parse(until ?? "") > now().getTime());
    if (over) return judge.ambiguous ? judge.final("the time for a welcome is over") : undefined;
    const [message] = compose(delivery, 1);
    if (message === undefined) return judge.final("it says nothing");
    const msgid = messageId(delivery, 0);
    const result = await api.call("kf/send_msg_on_event", { body: { code, msgid, ...message } });
    if (result.kind === "ok") return { state: "sent", parts: 1 };
    // The code lives for 20 s: no time for a back-off.
    const soon = new Date(now().getTime() + 1_000);
    if (result.kind === "unreached") return judge.unreached(result, soon);
    const refused = result.action === "permanent" || result.action === "stop";
    if (refused && !judge.ambiguous) {
      port.count(channel, "code-refused");
      await progress(delivery.partsSent);
      return undefined;
    }
    return judge.refused(result, soon);
  }

  async function answer(
    delivery: Delivery,
    customer: KfContact,
    progress: Progress,
  ): Promise<SendResult> {
    const { partsSent, sentSince, contactAt } = delivery;
    const first = verdict(delivery, now);
    // Its own parts are not held against it, so that a later try cuts it at the same places.
    const earlier = Math.max(0, sentSince - partsSent);
    const reach = reachOf({ channel }, { contactAt, sentSince: earlier, now: now() });
    if (!reach.can) return first.final(reach.why);
    const answers = delivery.speaker === "bot" && delivery.kind !== "handoff";
    const most = (reach.left ?? 0) - (answers ? kept : 0);
    if (most <= 0) return first.final(unreachable.spent);
    const messages = compose(delivery, delivery.speaker === "staff" ? uncut : most);
    // A person's words are not cut: they would not know what the customer has read.
    if (messages.length > most) return first.final(`${tooLong}, ${most} may leave`);
    if (messages.length === 0) return first.final("it says nothing");
    for (const [part, message] of messages.entries()) {
      if (part < partsSent) continue;
      // Earlier tries can have come to the first part only: the others follow its success.
      const judge = part === partsSent ? first : verdict({ attempts: 1 }, now);
      const result = await send(messageId(delivery, part), delivery.contact, customer, {
        message,
        judge,
        again: () => progress(part),
      });
      if (result.state !== "sent") return result;
      // Of the last part the end itself tells.
      if (part + 1 < messages.length) await progress(part + 1);
    }
    return { state: "sent", parts: messages.length };
  }

  async function send(
    msgid: string,
    contact: string,
    customer: KfContact,
    {
      message,
      judge,
      again,
    }: { message: KfMessage; judge: ReturnType<typeof verdict>; again: () => Promise<void> },
  ): Promise<SendResult> {
    const { openKfid, externalUserid } = customer;
    const body = { touser: externalUserid, open_kfid: openKfid, msgid, ...message };
    let result = await api.call("kf/send_msg", { body });
    if (result.kind === "refused" && result.errcode === stateForbids) {
      const forbidden = await open(contact, customer, judge);
      if (forbidden !== undefined) return forbidden;
      // A person may have come while it was opened.
      await again();
      result = await api.call("kf/send_msg", { body });
    }
    if (result.kind === "ok") return { state: "sent" };
    if (result.kind === "unreached") return judge.unreached(result);
    if (result.action === "config") port.report(configError(result), "kf send");
    port.count(channel, "send-refused");
    return judge.refused(result);
  }

  /** After WeCom said that the session forbids to send: undefined when it now allows it. */
  async function open(
    contact: string,
    customer: KfContact,
    judge: ReturnType<typeof verdict>,
  ): Promise<SendResult | undefined> {
    const unknown = (result: ApiRefused | ApiUnreached) =>
      result.kind === "unreached" ? judge.later(result.why) : judge.refused(result);
    let read = await readState(api, customer);
    if (read.kind === "state" && read.state === "new") {
      const moved = await change(api, customer, "assistant");
      if (moved.kind === "ok") return undefined;
      if (moved.kind === "unreached" || moved.errcode !== notThere) return unknown(moved);
      // Somebody was quicker.
      read = await readState(api, customer);
    }
    if (read.kind !== "state") return unknown(read);
    switch (read.state) {
      case "assistant":
        return undefined;
      case "pool":
      case "person": {
        // The event that tells of it is late or lost; the bot must not go on until then.
        const owner = read.state === "pool" ? "waiting" : "staff";
        await port.setOwner(channel, contact, owner, read.servicer).catch((error: unknown) => {
          port.report(error, "kf send");
        });
        return judge.final(unreachable.inClient);
      }
      case "ended":
        return judge.final(unreachable.sessionOver);
      case "new":
        return judge.later("the session is not open to the API yet");
      default:
        throw new Error(`unknown state ${read.state satisfies never}`);
    }
  }
}

function wordsOf({ errcode, meaning }: ApiRefused): string {
  return `errcode ${errcode}, ${meaning}`;
}

function configError(result: ApiRefused): ZhiwenError {
  return new ZhiwenError(
    "wecom-kf",
    `a reply could not be sent: ${wordsOf(result)}`,
    "mend it in the admin console: the reply is tried again",
  );
}
