import type { Delivery, Progress, Sender, SendResult } from "../../../core/delivery.ts";
import { choiceLines } from "../../../core/plainReply.ts";
import type { ApiResult } from "../api.ts";
import { choiceCard } from "../card.ts";
import { placeOf } from "./contact.ts";
import { contentOf } from "./content.ts";
import { markdown } from "./markdown.ts";
import { offersCard } from "./offersCard.ts";
import { frame, welcome } from "./passiveReply.ts";
import type { Socket } from "./socket.ts";

export interface ConnectionSenderOptions {
  /** Undefined while another instance has the connection. */
  socket(): Socket | undefined;
  readonly now?: () => Date;
}

/** Errcodes seen for a request that no longer takes replies: invalid req_id, stream expired. */
const requestOver = new Set([846_605, 846_608]);
/** Another instance has the connection, and looks for work about as often. */
const elsewhereMs = 1_000;

/**
 * Takes replies out over the connection: as the answer to the frame that brought the message while
 * that connection lives (a day at most), as a message of the bot's own after that (doc 101463).
 * Choices follow on a card where they fit.
 */
export function connectionSender(options: ConnectionSenderOptions): Sender {
  const { now = () => new Date() } = options;

  return async (delivery, progress) => {
    const { handle } = delivery;
    const inTime = now().getTime() < Date.parse(handle["until"] ?? "");
    const greets = handle["welcome"] !== undefined;
    if (greets && !inTime) return failed("the welcome was not ready within 5 s");
    const socket = options.socket();
    if (socket === undefined) {
      const at = new Date(now().getTime() + elsewhereMs);
      const reason = "this instance does not have the bot's connection";
      return { state: "retry", reason, at, unsent: true };
    }
    const request = handle["connection"] === socket.live() ? handle["request"] : undefined;
    if (greets) {
      if (request === undefined) return failed("the connection that asked for the welcome is gone");
      return ending(await socket.send("aibot_respond_welcome_msg", welcome(delivery), request));
    }
    const card = offersCard(delivery);
    if (delivery.partsSent === 0) {
      const content = contentOf(delivery, { choices: !card });
      const result = await say(
        socket,
        delivery,
        { content, request: inTime ? request : undefined },
        progress,
      );
      if (!card || result.kind !== "ok") return ending(result);
      await progress(1);
    }
    return ending(await offer(socket, delivery, progress), 2);
  };

  async function say(
    socket: Socket,
    { id, contact }: Delivery,
    { content, request }: { readonly content: string; readonly request: string | undefined },
    progress: Progress,
  ): Promise<ApiResult> {
    if (request !== undefined) {
      // A stream of one frame, under the reply's own id: the same however often it is tried.
      const answer = frame(id, { content, finish: true, first: true });
      const result = await socket.send("aibot_respond_msg", answer, request);
      if (result.kind !== "refused" || !requestOver.has(result.errcode)) return result;
      await progress(0);
    }
    return await socket.send("aibot_send_msg", { ...to(contact), ...markdown(id, content) });
  }

  /** A card that WeCom will not take still has its choices told. */
  async function offer(
    socket: Socket,
    { id, contact, choices }: Delivery,
    progress: Progress,
  ): Promise<ApiResult> {
    const card = { msgtype: "template_card", template_card: choiceCard(id, choices) };
    const result = await socket.send("aibot_send_msg", { ...to(contact), ...card });
    if (result.kind !== "refused" || mayPass(result)) return result;
    await progress(1);
    const lines = markdown(id, choiceLines(choices).join("\n"));
    return await socket.send("aibot_send_msg", { ...to(contact), ...lines });
  }

  function ending(result: ApiResult, parts = 1): SendResult {
    if (result.kind === "ok") return { state: "sent", parts };
    if (result.kind === "unreached") {
      const reason = `WeCom was not reached, ${result.why}`;
      return { state: result.certain ? "retry" : "uncertain", reason };
    }
    const reason = `errcode ${result.errcode}: ${result.meaning}`;
    if (!mayPass(result)) return failed(reason);
    const { retryAfterMs } = result;
    const at = retryAfterMs === undefined ? {} : { at: new Date(now().getTime() + retryAfterMs) };
    return { state: "retry", reason, ...at };
  }
}

function mayPass({ action }: Extract<ApiResult, { kind: "refused" }>): boolean {
  return action === "retry" || action === "wait";
}

function failed(reason: string): SendResult {
  return { state: "failed", reason };
}

function to(contact: string) {
  const { user, chat } = placeOf(contact);
  return { chatid: chat ?? user, chat_type: chat === undefined ? 1 : 2 };
}
