import { createHash } from "node:crypto";
import type { Attachment } from "../../../core/message.ts";
import type { StaffRef } from "../../../core/staff.ts";
import { type At, messageKey, wordsKey } from "./key.ts";
import { correction, toHandle } from "./outgoing.ts";
import type { Refused, Served, StaffGroupPort, Words } from "./port.ts";
import { refusalText, wording } from "./wording.ts";

interface Written {
  readonly conversation: string;
  readonly served: Served;
  readonly by: StaffRef;
  readonly at: At;
  readonly text: string;
}

type Tell = (text: string) => Promise<void>;

/** Says to the customer what was written in the topic; whoever writes first takes the conversation. */
export async function say(
  port: StaffGroupPort,
  written: Written & { readonly attachment?: Attachment },
  tell: Tell,
): Promise<void> {
  const { at, text, attachment, served } = written;
  if (attachment !== undefined && served.channel !== "telegram") return await tell(wording.noMedia);
  const words: Words = {
    key: wordsKey(at),
    text,
    ...(attachment === undefined ? {} : { attachment, handle: toHandle({ kind: "copy", of: at }) }),
  };
  await bring(port, written, { words, message: messageKey(at), claims: true }, tell);
}

/** On Telegram what the customer has is changed; elsewhere they are told what it should be. */
export async function edit(
  port: StaffGroupPort,
  written: Written & { readonly editedAt: number; readonly caption: boolean },
  tell: Tell,
): Promise<void> {
  const { conversation, served, at, text, editedAt, caption } = written;
  const delivery = await port.record.saidAs(conversation, wordsKey(at));
  if (delivery === undefined) return await tell(wording.neverSaid);
  if (text === "") return await tell(wording.emptyEdit);
  // Two edits within a second are told apart by what they say.
  const mark = `${editedAt}-${createHash("sha256").update(text).digest("hex").slice(0, 8)}`;
  const words: Words = {
    key: `${wordsKey(at)}/${mark}`,
    text: correction(text),
    ...(served.channel === "telegram"
      ? { handle: toHandle({ kind: "edit", delivery, caption }) }
      : {}),
  };
  const message = `${messageKey(at)}/${mark}`;
  await bring(port, written, { words, message, claims: false }, tell);
}

async function bring(
  port: StaffGroupPort,
  { conversation, by }: Written,
  said: { readonly words: Words; readonly message: string; readonly claims: boolean },
  tell: Tell,
): Promise<void> {
  const { record, desk } = port;
  const { words, message } = said;
  // The update came again: whoever holds the conversation by now, these words are out.
  const known = await record.saidAs(conversation, words.key);
  if (known !== undefined) {
    await record.keepMessage({ message, conversation, delivery: known });
    return;
  }
  const end = await sayOrClaim(port, { conversation, by }, said, tell);
  if ("refused" in end) return await tell(`没有发给客户：${refusalText(end)}`);
  await record.keepMessage({ message, conversation, delivery: end.delivery });
  desk.changed(conversation);
}

async function sayOrClaim(
  { desk }: StaffGroupPort,
  { conversation, by }: Pick<Written, "conversation" | "by">,
  { words, claims }: { readonly words: Words; readonly claims: boolean },
  tell: Tell,
): Promise<{ readonly delivery: string } | Refused> {
  const first = await desk.say(conversation, by, words);
  if (!claims || !("refused" in first) || first.refused !== "not-claimed") return first;
  const claimed = await desk.claim(conversation, by, "telegram");
  if ("refused" in claimed) return claimed;
  await tell(wording.claimed(by.name));
  return await desk.say(conversation, by, words);
}
