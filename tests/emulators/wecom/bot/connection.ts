import { type RawData, WebSocket, WebSocketServer } from "ws";
import { type Answer, ok, refuse } from "../answer.ts";
import type { ApiCall } from "../api.ts";
import { type Json, objectOf, readObject, textOf } from "../json.ts";
import { days, hours, minutes, type Platform } from "../platform.ts";
import type { Ring } from "../ring.ts";
import type { Chat, Chats, Stream } from "./chats.ts";
import { readBotContent, readStream } from "./content.ts";
import { uploads } from "./upload.ts";
import type { Way } from "./way.ts";

/** A callback frame that may still be answered. */
interface Asked {
  readonly chat: Chat;
  readonly at: number;
  readonly kind: "message" | "enter_chat" | "card";
  readonly card: string | undefined;
  readonly streams: Map<string, Stream>;
}

export interface BotConnection extends Way {
  readonly server: WebSocketServer;
  /** True while a bot is subscribed. */
  live(): boolean;
  /** Cuts the bot's connection, as a broken network does. */
  cut(): void;
  close(): void;
}

const wrongRequest = 846605;
const streamOver = 846608;
const streamFor = 6 * minutes;
const answerFor = 24 * hours;
/** For a welcome and for a card drawn anew. */
const atOnce = 5000;
const media = ["file", "image", "voice", "video"];

/** The long connection of an AI bot: plain JSON frames, one live connection a bot (doc 101463). */
export function botConnection(
  platform: Platform,
  chats: Chats,
  bot: { readonly botId: string; readonly secret: string },
  log: Ring<ApiCall>,
): BotConnection {
  const { settings, chance, now, note, faults } = platform;
  const server = new WebSocketServer({ noServer: true });
  const upload = uploads(platform);
  const asked = new Map<string, Asked>();
  let live: WebSocket | undefined;
  const time = () => now().getTime();
  const hasMedia = (id: string) => platform.media.find(id) !== undefined;

  function send(to: WebSocket, frame: Json) {
    if (to.readyState === WebSocket.OPEN) to.send(JSON.stringify(frame));
  }

  /** Sends a callback frame; without a live connection it is lost. */
  function ask(cmd: string, body: Json, about: Omit<Asked, "at" | "streams">) {
    for (const [old, { at }] of asked) {
      if (at > time() - answerFor) break;
      asked.delete(old);
    }
    if (live === undefined) {
      note("long connection", "no bot is connected");
      return;
    }
    const req_id = chance.id("REQ_");
    asked.set(req_id, { ...about, at: time(), streams: new Map() });
    send(live, { cmd, headers: { req_id }, body: { msgid: chance.id("AIBOT_"), ...body } });
  }

  function subscribe(socket: WebSocket, body: Json): Answer {
    if (textOf(body, "bot_id") !== bot.botId || textOf(body, "secret") !== bot.secret) {
      return refuse(settings.codes.notSubscribed, "invalid bot_id or secret");
    }
    const old = live;
    live = socket;
    if (old !== undefined && old !== socket) {
      const event = { eventtype: "disconnected_event" };
      const create_time = Math.floor(time() / 1000);
      send(old, {
        cmd: "aibot_event_callback",
        headers: { req_id: chance.id("REQ_") },
        body: {
          msgid: chance.id("AIBOT_"),
          create_time,
          aibotid: bot.botId,
          msgtype: "event",
          event,
        },
      });
      old.close();
    }
    return ok();
  }

  /** Counts one message of the bot in a chat; false when there are too many. */
  function mayShow(chat: Chat): boolean {
    chat.sentAt = chat.sentAt.filter((at) => at > time() - hours);
    const lately = chat.sentAt.filter((at) => at > time() - minutes).length;
    if (lately >= settings.botPerMinute || chat.sentAt.length >= settings.botPerHour) return false;
    chat.sentAt.push(time());
    return true;
  }

  function show(chat: Chat, body: Json, kinds: readonly string[]): Answer {
    const read = readBotContent(body, kinds, hasMedia);
    if (!read.ok) return read.answer;
    if (!mayShow(chat)) return refuse(45009, "api freq out of limit");
    if (!faults.takeSwallowedSend()) chats.show(chat, read.content);
    return ok();
  }

  function streamed(request: Asked, body: Json): Answer {
    const part = objectOf(body, "stream");
    const running = request.streams.get(textOf(part, "id") ?? "");
    if (running !== undefined && (running.finished || time() - running.startedAt > streamFor)) {
      return refuse(streamOver, "the stream is over");
    }
    const read = readStream(part, { first: running === undefined, images: false });
    if (!read.ok) return refuse(40058, read.problem);
    if (running === undefined && !mayShow(request.chat))
      return refuse(45009, "api freq out of limit");
    request.streams.set(read.part.id, chats.stream(request.chat, read.part, running));
    if (!Object.hasOwn(body, "template_card")) return ok();
    return show(request.chat, { msgtype: "template_card", template_card: body["template_card"] }, [
      "template_card",
    ]);
  }

  function respond(request: Asked | undefined, body: Json): Answer {
    if (request === undefined || request.at < time() - days)
      return refuse(wrongRequest, "invalid req_id");
    if (request.kind === "enter_chat") return refuse(wrongRequest, "invalid req_id");
    const kind = textOf(body, "msgtype");
    if (kind === "stream" || kind === "stream_with_template_card") return streamed(request, body);
    return show(request.chat, body, ["markdown", "template_card", ...media]);
  }

  function update(request: Asked | undefined, body: Json): Answer {
    if (request?.kind !== "card" || request.at < time() - atOnce || request.card === undefined) {
      return refuse(wrongRequest, "invalid req_id");
    }
    const card = { msgtype: "template_card", template_card: body["template_card"] };
    const read = readBotContent(card, ["template_card"], hasMedia);
    if (!read.ok) return read.answer;
    if (read.content.card !== undefined)
      chats.replace(request.chat, request.card, read.content.card);
    return ok();
  }

  function push(body: Json): Answer {
    const group = body["chat_type"] === 2;
    const chat = chats.of(textOf(body, "chatid") ?? "", group);
    if (!chat.written) return refuse(40058, "the user has not written to the bot");
    return show(chat, body, ["markdown", "template_card", ...media]);
  }

  function answerTo(socket: WebSocket, cmd: string, reqId: string, body: Json): Answer {
    if (cmd === "aibot_subscribe") return subscribe(socket, body);
    if (socket !== live) return refuse(settings.codes.notSubscribed, "not subscribed");
    const request = asked.get(reqId);
    switch (cmd) {
      case "ping":
        return ok();
      case "aibot_respond_msg":
        return respond(request, body);
      case "aibot_respond_welcome_msg":
        if (request?.kind !== "enter_chat" || request.at < time() - atOnce) {
          return refuse(wrongRequest, "invalid req_id");
        }
        return show(request.chat, body, ["text", "template_card"]);
      case "aibot_respond_update_msg":
        return update(request, body);
      case "aibot_send_msg":
        return push(body);
      default:
        return upload(cmd, body) ?? refuse(40058, "unknown cmd");
    }
  }

  function take(socket: WebSocket, data: RawData) {
    const started = performance.now();
    const at = now();
    const frame = readObject(data.toString());
    const cmd = frame === undefined ? "" : (textOf(frame, "cmd") ?? "");
    const body = objectOf(frame ?? {}, "body");
    const req_id = textOf(objectOf(frame ?? {}, "headers"), "req_id") ?? "";
    const fault = faults.ofCall(cmd);
    if (fault.drop === "before") return socket.terminate();
    const answer =
      fault.errcode === undefined
        ? answerTo(socket, cmd, req_id, body)
        : refuse(fault.errcode, "a fault the test asked for");
    if (cmd !== "ping") {
      const { secret: _, ...open } = body;
      const dropped = fault.drop === "after";
      log.add({
        at,
        path: cmd,
        query: {},
        body: open,
        answer,
        dropped,
        ms: performance.now() - started,
      });
    }
    if (fault.drop === "after") return socket.terminate();
    const reply = () => send(socket, { headers: { req_id }, ...answer });
    if (fault.slow === undefined) reply();
    else setTimeout(reply, fault.slow).unref();
  }

  server.on("connection", (socket) => {
    socket.on("message", (data) => take(socket, data));
    socket.on("error", () => socket.terminate());
    socket.on("close", () => {
      if (live === socket) live = undefined;
    });
  });

  return {
    server,
    live: () => live !== undefined,
    cut: () => live?.terminate(),
    message: (chat, common, content) => {
      chat.written = true;
      const about = { chat, kind: "message", card: undefined } as const;
      ask("aibot_msg_callback", { ...common, ...content }, about);
      return true;
    },
    event: (chat, body, card) => {
      const { eventtype } = objectOf(body, "event");
      const kind =
        eventtype === "enter_chat" ? "enter_chat" : card === undefined ? "message" : "card";
      ask("aibot_event_callback", body, { chat, kind, card });
    },
    close: () => {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}
