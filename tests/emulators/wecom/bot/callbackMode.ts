import { setTimeout as pause } from "node:timers/promises";
import { type Answer, ok, refuse } from "../answer.ts";
import type { CallbackOptions, Reply } from "../callbacks.ts";
import { type Json, objectOf, textOf } from "../json.ts";
import { hours, type Platform } from "../platform.ts";
import type { Call, Routes } from "../route.ts";
import type { Chat, Chats, Stream } from "./chats.ts";
import { readBotContent, readStream } from "./content.ts";
import { readBotReply } from "./envelope.ts";
import type { Way } from "./way.ts";

/** An AI bot reached by encrypted JSON callbacks (docs 100719, 101027, 101031, 101033, 101138). */
export function callbackMode(platform: Platform, chats: Chats): Way & { readonly routes: Routes } {
  const { callbacks, settings, chance, now, note } = platform;
  const time = () => now().getTime();
  const responses = new Map<string, { readonly chat: Chat; readonly until: number }>();
  const open = new Map<Chat, number>();
  const noMedia = () => false;

  function responseUrl(chat: Chat): string {
    for (const [old, { until }] of responses) {
      if (until > time()) break;
      responses.delete(old);
    }
    const code = `${chance.id("RESP_")}${chance.nonce()}`;
    responses.set(code, { chat, until: time() + hours });
    return `${platform.url()}/cgi-bin/aibot/response?response_code=${code}`;
  }

  /** Sends JSON as WeCom writes it, slashes escaped. */
  function send(body: Json, options: CallbackOptions): Promise<boolean> {
    return callbacks.deliver("bot", JSON.stringify(body).replaceAll("/", "\\/"), options);
  }

  function opened(reply: Reply, part: string): Json | undefined {
    const read = readBotReply(reply);
    if (read.kind === "refused") note(part, read.problem);
    return read.kind === "reply" ? read.body : undefined;
  }

  /** Takes a reply to a message or a poll; gives the stream there is now. */
  function take(chat: Chat, reply: Reply, running: Stream | undefined): Stream | undefined {
    const body = opened(reply, running === undefined ? "reply" : "stream");
    if (body === undefined) return running;
    const kind = textOf(body, "msgtype");
    if (kind === "stream" || kind === "stream_with_template_card") {
      const read = readStream(objectOf(body, "stream"), {
        first: running === undefined,
        images: true,
      });
      if (!read.ok) {
        note("stream", read.problem);
        return running;
      }
      if (running !== undefined && read.part.id !== running.id) {
        note("stream", "the answer is of another stream");
        return running;
      }
      const shown = chats.stream(chat, read.part, running);
      if (kind === "stream_with_template_card" && Object.hasOwn(body, "template_card")) {
        if (shown.carded) note("stream", "a message has one card");
        else showCard(chat, { msgtype: "template_card", template_card: body["template_card"] });
        shown.carded = true;
      }
      return shown;
    }
    if (running !== undefined) note("stream", "a poll is answered with a stream");
    else showCard(chat, body);
    return running;
  }

  function showCard(chat: Chat, body: Json) {
    const read = readBotContent(body, ["template_card"], noMedia);
    if (read.ok) chats.show(chat, read.content);
    else note("reply", read.answer.errmsg);
  }

  async function converse(chat: Chat, common: Json, content: Json): Promise<void> {
    const startedAt = time();
    const { quote, ...typed } = content;
    let running: Stream | undefined;
    await send(
      {
        msgid: chance.id("AIBOT_"),
        ...common,
        response_url: responseUrl(chat),
        ...typed,
        ...(quote ? { quote } : {}),
      },
      {
        onReply: (reply) => {
          running = take(chat, reply, undefined);
        },
      },
    );
    while (running !== undefined && !running.finished) {
      await pause(settings.pollEvery, undefined, { signal: platform.ended }).catch(() => undefined);
      if (platform.ended.aborted) return;
      if (time() - startedAt > settings.pollFor) {
        note("stream", "not finished in time");
        chat.screen.change(running.shown, { complete: true });
        return;
      }
      const current = running;
      const poll = {
        msgid: chance.id("AIBOT_"),
        ...common,
        msgtype: "stream",
        stream: { id: current.id },
      };
      await send(poll, { repeat: false, onReply: (reply) => void take(chat, reply, current) });
    }
  }

  function respond({ query, body }: Call): Answer {
    const code = query.get("response_code") ?? "";
    const found = responses.get(code);
    if (found === undefined || found.until <= time()) {
      return refuse(settings.codes.badEventCode, "invalid response_code");
    }
    const read = readBotContent(body, ["markdown", "template_card"], noMedia);
    if (!read.ok) return read.answer;
    responses.delete(code);
    if (!platform.faults.takeSwallowedSend()) chats.show(found.chat, read.content);
    return ok();
  }

  return {
    message: (chat, common, content) => {
      const count = open.get(chat) ?? 0;
      if (count >= settings.openInteractions) return false;
      open.set(chat, count + 1);
      const work = converse(chat, common, content).finally(() => {
        const left = (open.get(chat) ?? 1) - 1;
        if (left === 0) open.delete(chat);
        else open.set(chat, left);
      });
      void callbacks.during(work);
      return true;
    },
    event: (chat, body, card) => {
      const onReply = (reply: Reply) => {
        const answer = opened(reply, "event");
        if (answer === undefined) return;
        if (card !== undefined && textOf(answer, "response_type") === "update_template_card") {
          const inner = { msgtype: "template_card", template_card: answer["template_card"] };
          const read = readBotContent(inner, ["template_card"], noMedia);
          if (read.ok && read.content.card !== undefined)
            chats.replace(chat, card, read.content.card);
          else if (!read.ok) note("event", read.answer.errmsg);
          return;
        }
        const read = readBotContent(answer, ["text", "template_card"], noMedia);
        if (read.ok && card === undefined) chats.show(chat, read.content);
        else note("event", read.ok ? "not what answers this event" : read.answer.errmsg);
      };
      // Told of what is pressed, not of who comes in or judges (doc 101138).
      const address = card === undefined ? {} : { response_url: responseUrl(chat) };
      const told = { msgid: chance.id("AIBOT_"), ...address, ...body };
      void send(told, { repeat: card === undefined, onReply });
    },
    routes: { "aibot/response": { method: "POST", open: true, answer: respond } },
  };
}
