/** How messages of Telegram are named in the record: `chat/number`. */
export interface At {
  readonly chat: number;
  readonly message: number;
}

export function messageKey({ chat, message }: At): string {
  return `${chat}/${message}`;
}

/** Undefined for what {@link messageKey} never wrote; what stands behind a further `/` is not read. */
export function readMessageKey(key: string): At | undefined {
  const [, chat, message] = /^(-?\d{1,16})\/(\d{1,16})(?:\/|$)/.exec(key) ?? [];
  return chat === undefined || message === undefined
    ? undefined
    : { chat: Number(chat), message: Number(message) };
}

/** What a message of the group is called at the desk: the same words are said once. */
export function wordsKey(at: At): string {
  return `telegram/${messageKey(at)}`;
}

/** The message that words were written as; undefined where another surface wrote them. */
export function writtenAs(key: string): At | undefined {
  return key.startsWith("telegram/") ? readMessageKey(key.slice("telegram/".length)) : undefined;
}
