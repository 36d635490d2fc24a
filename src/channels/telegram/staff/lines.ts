/** The transcript as messages of the group. */
import type { Channel } from "../../../core/channel.ts";
import type { AttachmentKind } from "../../../core/message.ts";
import { plainReply } from "../../../core/plainReply.ts";
import { splitText, utf16Units } from "../../../core/split.ts";
import { placeOf } from "../contact.ts";
import { isEdit, writtenMessage } from "../messageId.ts";
import { type At, writtenAs } from "./key.ts";
import type { Line } from "./port.ts";

/** What is sent next, and the place of the last line that it shows. */
export type Post = { readonly seq: number } & (
  | { readonly kind: "nothing" }
  | { readonly kind: "texts"; readonly texts: readonly string[] }
  /** The customer's own message with what is attached; `text` where that cannot be had. */
  | { readonly kind: "copy"; readonly of: At; readonly caption?: string; readonly text: string }
);

export interface Shown {
  readonly channel: Channel;
  readonly contact: string;
  readonly topic: { readonly chat: number; readonly thread: number };
  readonly deskLink: string | undefined;
}

/** In UTF-16 units. */
const longestText = 4096;
const betweenLines = "\n\n";

/**
 * The next message for as many of the lines as fit into it: a group takes twenty a minute, so what
 * has gathered goes together. Undefined when there are no lines.
 */
export function nextPost(lines: readonly Line[], shown: Shown): Post | undefined {
  let text = "";
  let seq: number | undefined;
  for (const line of lines) {
    if (writtenHere(line, shown)) {
      seq = line.seq;
      continue;
    }
    const said = textOf(line, shown);
    const source = native(line, shown);
    if (source !== undefined) {
      if (text !== "") break;
      const caption =
        line.text === "" || !captioned.has(line.attachment?.kind)
          ? {}
          : { caption: `👤 ${line.text}` };
      return { kind: "copy", seq: line.seq, of: source, text: said, ...caption };
    }
    const together = text === "" ? said : `${text}${betweenLines}${said}`;
    if (text !== "" && together.length > longestText) break;
    text = together;
    seq = line.seq;
  }
  if (seq === undefined) return undefined;
  return text === ""
    ? { kind: "nothing", seq }
    : { kind: "texts", seq, texts: splitText(text, longestText, utf16Units) };
}

/** It stands in this topic already; what stood in an earlier one, by its lower number, does not. */
function writtenHere({ side, messageId }: Line, { topic }: Shown): boolean {
  const at = side === "staff" && messageId !== undefined ? writtenAs(messageId) : undefined;
  return at !== undefined && at.chat === topic.chat && at.message > topic.thread;
}

/** The message at the customer's that can be copied with all that is in it. */
function native(
  { side, attachment, messageId }: Line,
  { channel, contact }: Shown,
): At | undefined {
  if (channel !== "telegram" || side !== "contact" || attachment === undefined) return undefined;
  const chat = placeOf(contact)?.chat;
  const message = messageId === undefined ? undefined : writtenMessage(messageId);
  return chat === undefined || message === undefined ? undefined : { chat, message };
}

const captioned = new Set<AttachmentKind | undefined>(["image", "voice", "video", "file"]);

function textOf(line: Line, { channel, deskLink }: Shown): string {
  const { side, text, attachment, outcome, staff, messageId = "" } = line;
  const attached =
    attachment === undefined
      ? ""
      : `[${attachmentNames[attachment.kind]}${attachment.name === undefined ? "" : ` ${attachment.name}`}]${deskLink === undefined ? "" : ` 在工作台查看：${deskLink}`}`;
  const whole = [text, attached].filter((part) => part !== "").join(" ");
  if (side === "bot") {
    return `🤖 ${plainReply({ text: whole, citations: outcome?.citations ?? [] })}`;
  }
  if (side === "staff") return `🧑‍💼 ${staff?.name ?? "同事"}：${whole}`;
  const edited = channel === "telegram" && isEdit(messageId);
  return `👤 ${edited ? "改为：" : ""}${whole}`;
}

const attachmentNames: Readonly<Record<AttachmentKind, string>> = {
  image: "图片",
  voice: "语音",
  video: "视频",
  file: "文件",
  location: "位置",
  link: "链接",
  card: "名片",
  other: "其他内容",
};
