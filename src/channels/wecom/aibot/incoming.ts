import { createHash } from "node:crypto";
import { z } from "zod";
import type { Attachment, Message } from "../../../core/message.ts";
import { contactOf, type Place } from "./contact.ts";

/** What WeCom tells of, over a callback or the connection. */
export type Incoming =
  | {
      readonly kind: "message";
      readonly message: Message;
      /** As WeCom gave it; not to be trusted before it is looked at. */
      readonly responseUrl: string | undefined;
    }
  | { readonly kind: "arrival"; readonly message: Message }
  | { readonly kind: "poll"; readonly contact: string; readonly stream: string }
  | PressedCard
  | Feedback
  /** A newer connection of the same bot has taken this one's place. */
  | { readonly kind: "kicked" }
  | {
      readonly kind: "ignored";
      readonly why: "unreadable" | "empty" | "unknown-type" | "unknown-event";
    };

export interface PressedCard {
  readonly kind: "pressed";
  readonly contact: string;
  readonly userid: string;
  readonly delivery: string;
  /** Place of the choice, counted from 0. */
  readonly choice: number;
  readonly at: Date;
  readonly responseUrl: string | undefined;
}

export interface Feedback {
  readonly kind: "feedback";
  readonly contact: string;
  readonly verdict: Verdict;
  /** Ticked beside `inaccurate`. */
  readonly reasons: readonly Reason[];
  /** What the reply went out with as its `feedback.id`. */
  readonly about: string | undefined;
}

const id = z
  .string()
  .min(1)
  .max(200)
  .refine((value) => value.isWellFormed() && !value.includes("\0"));

/** Of the record; ids grow where they hold what a contact escapes. */
const longestContact = 512;

const common = z.object({
  msgid: id.optional(),
  msgtype: z.string(),
  chatid: id.optional(),
  chattype: z.string().optional(),
  from: z.object({ userid: id }),
  response_url: z.string().optional().catch(undefined),
});

const words = z.object({ content: z.string() });
const textBody = z.object({ text: words });
const voiceBody = z.object({ voice: words });
const mixedBody = z.object({
  mixed: z.object({
    msg_item: z
      .array(z.object({ msgtype: z.string(), text: words.optional().catch(undefined) }))
      .max(100),
  }),
});
const streamBody = z.object({ stream: z.object({ id: z.string().min(1).max(1_000) }) });
const eventBody = z.object({ event: z.object({ eventtype: z.string() }) });
const pressedBody = z.object({
  event: z.object({
    template_card_event: z.object({
      event_key: z.string().regex(/^\d{1,2}$/),
      task_id: z.string().regex(/^[0-9A-Za-z-]{1,30}$/),
    }),
  }),
});
const feedbackBody = z.object({
  event: z.object({
    feedback_event: z.object({
      type: z.number().int(),
      id: z.string().optional().catch(undefined),
      inaccurate_reason_list: z.array(z.unknown()).optional().catch(undefined),
    }),
  }),
});

/** Their addresses run out after five minutes, so only that there was one is kept. */
const attachments: ReadonlyMap<string, Attachment["kind"]> = new Map([
  ["image", "image"],
  ["file", "file"],
  ["video", "video"],
]);
/** In the order of WeCom's numbers for them, from 1 (doc 101027). */
const verdicts = ["accurate", "inaccurate", "withdrawn"] as const;
export type Verdict = (typeof verdicts)[number];
const reasons = ["irrelevant", "incomplete", "wrong", "wrong-analysis"] as const;
export type Reason = (typeof reasons)[number];

const unreadable: Incoming = { kind: "ignored", why: "unreadable" };
const empty: Incoming = { kind: "ignored", why: "empty" };

/** {@link readIncoming} of a text that should be JSON. */
export function readIncomingText(text: string, now: Date): Incoming {
  try {
    return readIncoming(JSON.parse(text), now);
  } catch {
    return unreadable;
  }
}

/** Reads a message or an event of an AI bot (WeCom docs 100719, 101027). Never throws. */
export function readIncoming(body: unknown, now: Date): Incoming {
  const read = common.safeParse(body);
  if (!read.success) {
    // Told to the connection, not of a person.
    return eventTypeOf(body) === "disconnected_event" ? { kind: "kicked" } : unreadable;
  }
  const place = placeIn(read.data);
  // What the record does not take as a contact would be refused, and sent again and again.
  if (place === undefined || contactOf(place).length > longestContact) return unreadable;
  const whole = { body, now, place, ...read.data };
  switch (read.data.msgtype) {
    case "text": {
      const text = textBody.safeParse(body).data?.text.content;
      return text === undefined ? unreadable : message(whole, unaddressed(text, place));
    }
    case "voice": {
      const text = voiceBody.safeParse(body).data?.voice.content;
      return text === undefined
        ? unreadable
        : message(whole, text, text.trim() === "" ? { kind: "voice" } : undefined);
    }
    case "mixed":
      return mixed(whole);
    case "stream": {
      const stream = streamBody.safeParse(body).data?.stream.id;
      return stream === undefined
        ? unreadable
        : { kind: "poll", contact: contactOf(place), stream };
    }
    case "event":
      return event(whole);
    default: {
      const kind = attachments.get(read.data.msgtype);
      return kind === undefined
        ? { kind: "ignored", why: "unknown-type" }
        : message(whole, "", { kind });
    }
  }
}

interface Whole extends z.infer<typeof common> {
  readonly body: unknown;
  readonly now: Date;
  readonly place: Place;
}

function placeIn({ from, chatid, chattype }: z.infer<typeof common>): Place | undefined {
  const user = from.userid;
  // Events may come without a chattype; only those of a group have a chatid.
  if (chattype === "single" || (chattype !== "group" && chatid === undefined)) {
    return { user, chat: undefined };
  }
  return chatid === undefined ? undefined : { user, chat: chatid };
}

function message(whole: Whole, written: string, attachment?: Attachment): Incoming {
  const text = written.toWellFormed().trim();
  const read = base(whole, text);
  if (text === "" && attachment === undefined) {
    // In a group, calling the bot by its name alone is how one opens the conversation.
    return whole.place.chat === undefined
      ? empty
      : { kind: "message", message: { ...read, arrival: true }, responseUrl: whole.response_url };
  }
  return {
    kind: "message",
    message: attachment === undefined ? read : { ...read, attachment },
    responseUrl: whole.response_url,
  };
}

function mixed(whole: Whole): Incoming {
  const items = mixedBody.safeParse(whole.body).data?.mixed.msg_item;
  if (items === undefined) return unreadable;
  const text = items.flatMap((item) => (item.msgtype === "text" ? [item.text?.content ?? ""] : []));
  const image = items.some(({ msgtype }) => msgtype === "image");
  return message(
    whole,
    unaddressed(text.join("\n"), whole.place),
    image ? { kind: "image" } : undefined,
  );
}

function event(whole: Whole): Incoming {
  const { body, place, now, response_url: responseUrl } = whole;
  const contact = contactOf(place);
  switch (eventTypeOf(body)) {
    case "enter_chat":
      return { kind: "arrival", message: { ...base(whole, ""), arrival: true } };
    case "template_card_event": {
      const pressed = pressedBody.safeParse(body).data?.event.template_card_event;
      if (pressed === undefined) return unreadable;
      const choice = Number(pressed.event_key);
      const delivery = pressed.task_id;
      return {
        kind: "pressed",
        contact,
        userid: place.user,
        delivery,
        choice,
        at: now,
        responseUrl,
      };
    }
    case "feedback_event": {
      const told = feedbackBody.safeParse(body).data?.event.feedback_event;
      const verdict = verdicts[(told?.type ?? 0) - 1];
      if (verdict === undefined) return unreadable;
      const ticked = new Set(told?.inaccurate_reason_list);
      return {
        kind: "feedback",
        contact,
        verdict,
        reasons: reasons.filter((_, place) => ticked.has(place + 1)),
        about: told?.id,
      };
    }
    case "disconnected_event":
      return { kind: "kicked" };
    case undefined:
      return unreadable;
    default:
      return { kind: "ignored", why: "unknown-event" };
  }
}

function eventTypeOf(body: unknown): string | undefined {
  return eventBody.safeParse(body).data?.event.eventtype;
}

function base({ body, now, place, msgid }: Whole, text: string): Message {
  return {
    // Without an id of WeCom's, a repeat is known by being the same.
    id: msgid ?? createHash("sha256").update(JSON.stringify(body)).digest("base64url"),
    channel: "wecom-aibot",
    contact: contactOf(place),
    text,
    at: now,
  };
}

/** In a group a text begins with whom it is for: `@机器人 …`. */
function unaddressed(text: string, { chat }: Place): string {
  return chat === undefined ? text : text.replace(/^\s*@\S+(?:\s+|$)/u, "");
}
