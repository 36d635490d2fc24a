import { cleaned } from "../../core/cleaned.ts";
import type { Attachment, AttachmentKind } from "../../core/message.ts";
import type { WrittenUpdate } from "./update.ts";

/** What a message carries beside its text; undefined for plain text and for service messages. */
export function attachmentIn(written: WrittenUpdate): Attachment | undefined {
  const { venue, location, contact, poll, dice } = written;
  // A venue also fills `location`, an animation also fills `document`: the fuller one comes first.
  if (venue !== undefined) return named("location", coordinates(venue.location), venue.title);
  if (location !== undefined) return named("location", coordinates(location));
  if (contact !== undefined) {
    const name = [contact.first_name, contact.last_name].filter(Boolean).join(" ");
    return named("card", contact.phone_number, name);
  }
  for (const [field, kind] of files) {
    const file = written[field];
    if (file === undefined) continue;
    return named(kind, file.file_id, file.file_name ?? file.title ?? file.emoji);
  }
  // Sizes of one picture, the largest last.
  const photo = written.photo?.at(-1);
  if (photo !== undefined) return named("image", photo.file_id);
  if (poll !== undefined) return named("other", undefined, poll.question);
  if (dice !== undefined) return named("other", undefined, dice.emoji);
  if (written.live_photo !== undefined) return named("image");
  return others.some((field) => written[field] !== undefined) ? named("other") : undefined;
}

const files = [
  ["animation", "video"],
  ["video", "video"],
  ["video_note", "video"],
  ["voice", "voice"],
  ["audio", "file"],
  ["document", "file"],
  ["sticker", "image"],
] as const;

const others = ["story", "game", "checklist", "paid_media", "rich_message", "invoice"] as const;

/** No name and no id in Telegram is longer than this, in UTF-16 units. */
const longestName = 300;

function named(kind: AttachmentKind, reference?: string, name?: string): Attachment {
  const shown = cleaned(name ?? "", longestName).trim();
  const given = cleaned(reference ?? "", longestName).trim();
  return {
    kind,
    ...(given === "" ? {} : { reference: given }),
    ...(shown === "" ? {} : { name: shown }),
  };
}

function coordinates({ latitude, longitude }: { latitude: number; longitude: number }): string {
  return `${latitude},${longitude}`;
}
