import type { Hono } from "hono";
import type { Message } from "../../../core/message.ts";
import type { Owner } from "../../../core/owner.ts";
import { callbackRoute } from "../callbackRoute.ts";
import { callbackCrypto } from "../crypto.ts";
import { type Incoming, type PressedCard, readIncomingText } from "./incoming.ts";
import { judge } from "./judge.ts";
import { firstWaitMs, pollsFirstMs, responseUrlMs, streamAgeMs, welcomeMs } from "./limits.ts";
import {
  cardUpdate,
  frame,
  lastFrame,
  type PassiveReply,
  pickedCard,
  sayInsteadCard,
  welcome,
} from "./passiveReply.ts";
import type { AibotPort } from "./port.ts";
import { awaitReply, type Taken, takeReply } from "./reply.ts";
import { readResponseUrl } from "./responseUrl.ts";
import { readStreamId, streamId } from "./streamId.ts";
import { wording } from "./wording.ts";

export interface CallbackDoorOptions {
  /** Token and EncodingAESKey of the bot's callback. */
  readonly token: string;
  readonly aesKey: string;
  /** Address of the WeCom API, without `/` at its end. */
  readonly apiRoot: string;
  readonly port: AibotPort;
  readonly now?: () => Date;
  /** Milliseconds a message's callback waits for the reply; 1500 unless told. */
  readonly firstWait?: number;
}

const channel = "wecom-aibot";
/** Instances' clocks may be this far apart. */
const clocksDifferMs = 5 * 60_000;

/**
 * The bot that WeCom calls back (docs 100719, 101027, 101031). A message is answered with a stream,
 * which WeCom then polls for the rest; what any instance needs for that is in the stream's id, the
 * poll and the record.
 *
 * @throws ZhiwenError when the EncodingAESKey cannot be one
 */
export function callbackDoor(options: CallbackDoorOptions): Hono {
  const { token, aesKey, apiRoot, port, now = () => new Date() } = options;
  const { firstWait = firstWaitMs } = options;
  // A bot of the corp's own has no receiver id (doc 101033).
  const crypto = callbackCrypto({ token, aesKey, receiveId: "" });
  const count = (what: string) => port.count(channel, what);

  return callbackRoute({
    channel,
    crypto,
    envelope: "json",
    port,
    async handle(text, query) {
      const reply = await answer(readIncomingText(text, now()));
      if (reply === undefined) return undefined;
      const sealed = crypto.seal(JSON.stringify(reply), {
        // WeCom compares it with the callback's own.
        ...(query.nonce === undefined ? {} : { nonce: query.nonce }),
      });
      return Response.json({
        encrypt: sealed.encrypt,
        msgsignature: sealed.signature,
        timestamp: Number(sealed.timestamp),
        nonce: sealed.nonce,
      });
    },
    now,
  });

  /** Undefined answers 200 and empty; a rejection asks WeCom to try again. */
  async function answer(incoming: Incoming): Promise<PassiveReply | undefined> {
    switch (incoming.kind) {
      case "message":
        return await first(incoming.message, incoming.responseUrl);
      case "poll":
        return await next(incoming.contact, incoming.stream);
      case "arrival":
        return await greet(incoming.message);
      case "pressed":
        return await pressed(incoming);
      case "feedback":
        await judge(port, incoming);
        return undefined;
      case "kicked":
        count("ignored/unknown-event");
        return undefined;
      case "ignored":
        count(`ignored/${incoming.why}`);
        return undefined;
      default:
        throw new Error(`unknown kind ${(incoming satisfies never as Incoming).kind}`);
    }
  }

  async function first(message: Message, responseUrl: string | undefined): Promise<PassiveReply> {
    const stream = streamId({ messageId: message.id, since: message.at });
    const handle = { ...wayBack(responseUrl), stream, notBefore: after(message.at, pollsFirstMs) };
    await accept({ ...message, handle });
    const taken = await waited(message, firstWait);
    if (taken.kind === "reply") {
      count("answered-at-once");
      return lastFrame(stream, { ...taken, contact: message.contact }, { first: true });
    }
    if (taken.kind === "pending") {
      return frame(stream, { content: wording.progress, finish: false, first: true });
    }
    const owner = await port.ownerOf(channel, message.contact).catch(() => undefined);
    return frame(stream, { content: unsaid(taken.kind, owner), finish: true, first: true });
  }

  async function next(contact: string, id: string): Promise<PassiveReply> {
    const stream = readStreamId(id);
    const age = now().getTime() - (stream?.since.getTime() ?? 0);
    if (stream === undefined || age < -clocksDifferMs) {
      count("unknown-stream");
      return frame(id, { content: wording.unknownStream, finish: true });
    }
    // Read first: a reply that hands the conversation over is committed together with its owner.
    const owner = await port.ownerOf(channel, contact);
    const taken = await takeReply(port, contact, stream.messageId);
    if (taken.kind === "reply") {
      count("answered-by-poll");
      return lastFrame(id, { ...taken, contact });
    }
    if (taken.kind !== "pending" || hasStaff(owner)) {
      return frame(id, { content: unsaid(taken.kind, owner), finish: true });
    }
    if (age > streamAgeMs) {
      count("stream-too-old");
      return frame(id, { content: wording.late, finish: true });
    }
    return frame(id, { content: wording.progress, finish: false });
  }

  async function greet(message: Message): Promise<PassiveReply | undefined> {
    const until = after(message.at, welcomeMs);
    // No stream could bring it later, so it may take longer.
    await accept({ ...message, handle: { welcome: "passive", until, notBefore: until } });
    const taken = await waited(message, firstWait * 2);
    count(taken.kind === "reply" ? "welcomed" : "welcome-late");
    return taken.kind === "reply" ? welcome(taken.reply) : undefined;
  }

  async function pressed(card: PressedCard): Promise<PassiveReply | undefined> {
    const { contact, userid, delivery, choice: place, at } = card;
    const choice = await port.choice(channel, contact, delivery, place);
    if (choice === undefined) {
      count("ignored/unknown-card");
      return undefined;
    }
    const handle = wayBack(card.responseUrl);
    if (handle["responseUrl"] === undefined) {
      return cardUpdate(userid, sayInsteadCard(delivery, choice));
    }
    // One press of a button, however often an impatient finger repeats it.
    const id = `card/${delivery}/${place}`;
    await accept({ id, channel, contact, text: choice.text, at, handle });
    return cardUpdate(userid, pickedCard(delivery, choice));
  }

  async function accept(message: Message): Promise<void> {
    const { repeat } = await port.accept(message);
    count(repeat ? "repeat" : "accepted");
  }

  /** The address a reply may be posted to, kept in the message's handle only. */
  function wayBack(responseUrl: string | undefined): Record<string, string> {
    if (responseUrl === undefined) return {};
    if (readResponseUrl(responseUrl, apiRoot) === undefined) {
      count("response-url-refused");
      return {};
    }
    return { responseUrl, until: after(now(), responseUrlMs) };
  }

  /** The message is stored by now: that its reply cannot be looked up is no reason to refuse it. */
  async function waited({ contact, id }: Message, milliseconds: number): Promise<Taken> {
    try {
      const found = await awaitReply(port, contact, { milliseconds }, async () => {
        const taken = await takeReply(port, contact, id);
        return taken.kind === "pending" ? undefined : taken;
      });
      return found ?? { kind: "pending" };
    } catch (error) {
      port.report(error, "wecom-aibot reply");
      return { kind: "pending" };
    }
  }
}

function hasStaff(owner: Owner | undefined): boolean {
  return owner === "waiting" || owner === "staff";
}

/** What a stream ends with that has no reply to show. */
function unsaid(kind: Exclude<Taken["kind"], "reply">, owner: Owner | undefined): string {
  if (hasStaff(owner)) return wording.staff;
  return kind === "withdrawn" ? wording.withdrawn : wording.noReply;
}

function after(from: Date, milliseconds: number): string {
  return new Date(from.getTime() + milliseconds).toISOString();
}
