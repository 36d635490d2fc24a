import { createHash } from "node:crypto";
import { dayIn } from "../../../core/day.ts";
import type { Attachment, Message } from "../../../core/message.ts";
import { allOf, fieldsOf, textOf, type XmlElement, type XmlFields } from "../xml.ts";
import { menuText } from "./menu.ts";

/** What a callback of the app says. */
export type AppRead =
  | { readonly kind: "message"; readonly message: Message }
  | PressedCard
  /** For 微信客服, whose events come to the same address. */
  | { readonly kind: "kf"; readonly event: XmlFields }
  /** `why` is one of a few fixed words, to count by. */
  | { readonly kind: "ignored"; readonly why: string };

/** A member pressed a button of a card that carried a reply's choices. */
export interface PressedCard {
  readonly kind: "pressed";
  readonly contact: string;
  /** The member's id as WeCom writes it. */
  readonly userid: string;
  readonly delivery: string;
  /** Place of the choice, from 0. */
  readonly choice: number;
  readonly at: Date;
  /** Lets the card be changed once, within 72 h. */
  readonly responseCode: string | undefined;
}

const useridShape = /^[\w.@-]{1,64}$/;
const kfEvents = new Set(["kf_msg_or_event", "kf_account_auth_change"]);

/**
 * A decrypted callback of the app as a value (WeCom docs 90239, 90240, 94670). What it does not
 * know is ignored: callbacks for new features must not become errors.
 *
 * @param text the decrypted text that `fields` were read from: an event has no other id
 * @param now for a callback without a usable time
 */
export function readAppMessage(fields: XmlFields, text: string, now: Date): AppRead {
  const type = textOf(fields, "MsgType");
  const event = textOf(fields, "Event") ?? "";
  if (type === "event" && kfEvents.has(event)) return { kind: "kf", event: fields };
  const userid = textOf(fields, "FromUserName") ?? "";
  if (userid === "sys") return ignored("from-the-system");
  if (type === undefined || !useridShape.test(userid)) return ignored("no-sender");
  const from = { userid, at: timeOf(fields) ?? now, digest: digestOf(text) };
  return type === "event" ? fromEvent(fields, event, from) : fromMessage(fields, type, from);
}

interface From {
  readonly userid: string;
  readonly at: Date;
  readonly digest: string;
}

function fromMessage(fields: XmlFields, type: string, from: From): AppRead {
  const msgId = textOf(fields, "MsgId") ?? "";
  // A number beyond 2^53, so it stays text; it is the app's own, and a corp has several apps.
  const id = /^\d{1,20}$/.test(msgId) ? `${agentOf(fields)}/${msgId}` : `digest/${from.digest}`;
  if (type === "text") {
    const text = textOf(fields, "Content") ?? "";
    return text.trim() === "" ? ignored("empty") : message(from, { id, text });
  }
  const attachment = attachmentOf(fields, type);
  return attachment === undefined
    ? ignored("unknown-type")
    : message(from, { id, text: "", attachment });
}

function attachmentOf(fields: XmlFields, type: string): Attachment | undefined {
  switch (type) {
    case "image":
    case "voice":
    case "video":
      return attached(type, textOf(fields, "MediaId"));
    // No page lists it; where it comes, a person can open it.
    case "file":
      return attached("file", textOf(fields, "MediaId"), textOf(fields, "FileName"));
    case "location": {
      const place = [textOf(fields, "Location_X"), textOf(fields, "Location_Y")].join(",");
      return attached("location", place, textOf(fields, "Label"));
    }
    case "link":
      return attached("link", textOf(fields, "Url"), textOf(fields, "Title"));
    default:
      return undefined;
  }
}

function attached(kind: Attachment["kind"], reference?: string, name?: string): Attachment {
  return {
    kind,
    ...(reference === undefined || reference === "" ? {} : { reference }),
    ...(name === undefined || name.trim() === "" ? {} : { name }),
  };
}

function fromEvent(fields: XmlFields, event: string, from: From): AppRead {
  switch (event) {
    // Both only say that the member is there: one greeting a day, whichever comes first.
    case "subscribe":
    case "enter_agent": {
      const id = `arrival/${agentOf(fields)}/${dayIn(from.at)}`;
      return message(from, { id, text: "", arrival: true });
    }
    case "click": {
      const text = menuText(textOf(fields, "EventKey") ?? "");
      return text === undefined
        ? ignored("unknown-menu-key")
        : message(from, { id: `digest/${from.digest}`, text });
    }
    case "template_card_event":
      return pressedCard(fields, from);
    default:
      return ignored("other-event");
  }
}

function pressedCard(fields: XmlFields, { userid, at }: From): AppRead {
  const delivery = textOf(fields, "TaskId") ?? "";
  const key = [textOf(fields, "EventKey"), ...pickedOptions(fields)].find(
    (each) => each !== undefined && /^\d{1,2}$/.test(each),
  );
  if (!/^[\w-]{1,64}$/.test(delivery) || key === undefined) return ignored("unknown-card");
  const contact = userid.toLowerCase();
  const responseCode = textOf(fields, "ResponseCode");
  return { kind: "pressed", contact, userid, delivery, choice: Number(key), at, responseCode };
}

/** Older pages and captures write `OpitonIds`, the page of 2025 `OptionIds`. */
function pickedOptions(fields: XmlFields): string[] {
  const items = fieldsOf(fields, "SelectedItems") ?? {};
  return inner(allOf(items, "SelectedItem"))
    .flatMap((item) => inner([...allOf(item, "OptionIds"), ...allOf(item, "OpitonIds")]))
    .flatMap((ids) => [...allOf(ids, "OptionId"), ...allOf(ids, "OpitonId")])
    .filter((id) => typeof id === "string");
}

function inner(elements: readonly XmlElement[]): XmlFields[] {
  return elements.filter((element) => typeof element !== "string");
}

/**
 * A userid means the same in capitals and small letters, and WeCom's answers give it back in small
 * ones: the contact is written in small letters, and the reply's handle keeps it as WeCom wrote it.
 */
function message(
  { userid, at }: From,
  what: Pick<Message, "id" | "text" | "attachment" | "arrival">,
): AppRead {
  const contact = userid.toLowerCase();
  return {
    kind: "message",
    message: { ...what, channel: "wecom-app", contact, at, handle: { userid } },
  };
}

function ignored(why: string): AppRead {
  return { kind: "ignored", why };
}

function agentOf(fields: XmlFields): string {
  return /^\d{1,12}$/.exec(textOf(fields, "AgentID") ?? "")?.[0] ?? "";
}

/** CreateTime, in seconds. */
function timeOf(fields: XmlFields): Date | undefined {
  const seconds = textOf(fields, "CreateTime") ?? "";
  return /^\d{1,11}$/.test(seconds) ? new Date(Number(seconds) * 1_000) : undefined;
}

/** Repeats carry the same text; sender and second alone would make different events one. */
function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
