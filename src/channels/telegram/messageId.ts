/**
 * Ids of accepted messages. They hold Telegram's own numbers, so that the same update sent again,
 * even under a new update_id, is known as a repeat.
 */
export const messageIds = {
  written: (message: number) => `m${message}`,
  edited: (message: number, editDate: number) => `e${message}-${editDate}`,
  /** Of a press; the same button pressed twice is one message. */
  pressed: (message: number, index: number) => `b${message}-${index}`,
  /** For an ephemeral message, which has no number of its own. */
  update: (update: number) => `u${update}`,
};

/** The Telegram message a reply can point at; undefined where the contact wrote none. */
export function writtenMessage(id: string): number | undefined {
  const number = /^[me](\d{1,16})(?:-\d+)?$/.exec(id)?.[1];
  return number === undefined ? undefined : Number(number);
}
