import type { Message } from "../../core/message.ts";

/** Albums remembered; the one begun first is forgotten first, long after its last picture came. */
const most = 5_000;

/**
 * Marks the further pictures of an album as kept, so that an album gets one reply and not one a
 * picture; a caption is answered wherever it stands. The same message is marked the same again.
 * It is this instance's memory: an album that reaches several may get a reply from each.
 */
export function albums(): (message: Message, album: string) => Message {
  /** The message that stands for its album. */
  const leading = new Map<string, string>();
  return (message, album) => {
    const key = `${message.contact} ${album}`;
    const leader = leading.get(key) ?? message.id;
    leading.set(key, leader);
    if (leading.size > most) leading.delete(leading.keys().next().value ?? key);
    return message.text === "" && leader !== message.id ? { ...message, kept: true } : message;
  };
}
