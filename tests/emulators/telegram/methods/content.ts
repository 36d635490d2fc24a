import { detected, fromHtml } from "../entities.ts";
import { flag, integer, list, object, type Params, text } from "../params.ts";
import { bad } from "../refused.ts";
import type { Entity, Message } from "../types.ts";
import type { Room } from "../world.ts";

/** In UTF-16 units, after entities are parsed. */
export const longestText = 4096;

/** Text and entities of a call, as the message will have them. */
export function textFields(params: Params): { text: string; entities?: readonly Entity[] } {
  const source = text(params, "text");
  const parsed = formatted(source ?? "", params);
  const trimmed = trim(parsed);
  if (trimmed.text === "") throw bad("message text is empty");
  if (trimmed.text.length > longestText) throw bad("message is too long");
  const own = detected(trimmed.text).filter(({ type }) => type !== "bot_command");
  const entities = trimmed.entities.length > 0 ? trimmed.entities : own;
  return { text: trimmed.text, ...(entities.length === 0 ? {} : { entities }) };
}

/** In UTF-16 units. */
const longestCaption = 1024;

/** The caption of a call, as the message will have it. */
export function captionFields(params: Params): { caption?: string } {
  const caption = (text(params, "caption") ?? "").trim();
  if (caption.length > longestCaption) throw bad("message caption is too long");
  return caption === "" ? {} : { caption };
}

function formatted(source: string, params: Params): { text: string; entities: readonly Entity[] } {
  const mode = text(params, "parse_mode");
  if (mode === undefined || mode === "") {
    return { text: source, entities: (list(params, "entities") ?? []) as Entity[] };
  }
  // Markdown is not emulated: refused as an unknown mode rather than shown with its marks.
  if (mode.toLowerCase() !== "html") throw bad("unsupported parse_mode");
  return fromHtml(source);
}

/** Telegram cuts white space at both ends; entities move along, those outside the text go. */
function trim(from: { text: string; entities: readonly Entity[] }) {
  const start = from.text.length - from.text.trimStart().length;
  const cut = from.text.trim();
  const entities = from.entities
    .map((entity) => ({ ...entity, offset: entity.offset - start }))
    .filter(({ offset, length }) => offset >= 0 && length > 0 && offset + length <= cut.length);
  return { text: cut, entities };
}

/** The message a call replies to; missing ones are refused unless the call allows that. */
export function replyFields(room: Room, params: Params): Partial<Message> {
  const given = object(params, "reply_parameters");
  const id =
    given === undefined ? integer(params, "reply_to_message_id") : integer(given, "message_id");
  if (id === undefined || id === 0) return {};
  const found = room.messages.get(id);
  if (found === undefined) {
    if (flag(given ?? params, "allow_sending_without_reply")) return {};
    throw bad("message to be replied not found");
  }
  const { reply_to_message: _, ...replied } = found;
  return { reply_to_message: replied as Message };
}

export function previewFields(params: Params): Partial<Message> {
  const link_preview_options = object(params, "link_preview_options");
  return link_preview_options === undefined ? {} : { link_preview_options };
}
