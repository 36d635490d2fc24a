/**
 * Ids of accepted messages. They hold Telegram's own numbers, so that the same update sent again,
 * even under a new update_id, is known as a repeat; and the bot's, for each bot counts a chat anew:
 * the first messages to the one that takes another's place are no repeats.
 */
export function messageIds(bot: number) {
  return {
    written: (message: number) => `${bot}/m${message}`,
    edited: (message: number, editDate: number) => `${bot}/e${message}-${editDate}`,
    /** Of a press; the same button pressed twice is one message. */
    pressed: (message: number, index: number) => `${bot}/b${message}-${index}`,
    /** For an ephemeral message, which has no number of its own. */
    update: (update: number) => `${bot}/u${update}`,
  };
}

/** Records of earlier versions have ids without the bot. */
const ofMessage = /^(?:\d{1,16}\/)?(?<kind>[me])(?<number>\d{1,16})(?:-\d+)?$/;

/** The Telegram message a reply can point at; undefined where the contact wrote none. */
export function writtenMessage(id: string): number | undefined {
  const number = ofMessage.exec(id)?.groups?.["number"];
  return number === undefined ? undefined : Number(number);
}

/** True for what the contact wrote in place of an earlier text. */
export function isEdit(id: string): boolean {
  return ofMessage.exec(id)?.groups?.["kind"] === "e";
}
