import { z } from "zod";

/** Where a contact writes and is answered. */
export interface Place {
  /** Numeric id of the chat; in a private chat it is the person's own. */
  readonly chat: number;
  /** Numeric id of the person. Never a username: those change hands. */
  readonly user: number;
  /** Topic of a forum group. */
  readonly thread?: number;
}

/** `<user>` in private, `<chat>:<user>` or `<chat>:<user>:<thread>` in a group. */
export function contactOf({ chat, user, thread }: Place): string {
  if (chat === user) return String(user);
  return [chat, user, ...(thread === undefined ? [] : [thread])].join(":");
}

/** Undefined for what {@link contactOf} never wrote. */
export function placeOf(contact: string): Place | undefined {
  if (!/^(?:\d{1,16}|-\d{1,16}(?::\d{1,16}){1,2})$/.test(contact)) return undefined;
  const read = ids.safeParse(contact.split(":").map(Number));
  if (!read.success) return undefined;
  const [chat, user = chat, thread] = read.data;
  const place = { chat, user, ...(thread === undefined ? {} : { thread }) };
  return contactOf(place) === contact ? place : undefined;
}

/** True for a conversation among several people. */
export function inGroup({ chat, user }: Place): boolean {
  return chat !== user;
}

const ids = z.tuple([z.int()], z.int());
