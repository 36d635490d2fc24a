/** Who wrote, and where replies go. */
export interface Place {
  readonly user: string;
  /** The group's id; undefined in a chat with the bot alone. */
  readonly chat: string | undefined;
}

/**
 * A place as a contact: `<userid>`, or `<chatid>/<userid>` in a group, where each member has a
 * conversation of their own. Conversations are kept under this text: it may not change.
 */
export function contactOf({ user, chat }: Place): string {
  return chat === undefined ? escaped(user) : `${escaped(chat)}/${escaped(user)}`;
}

/** The place a contact stands for. */
export function placeOf(contact: string): Place {
  const cut = contact.indexOf("/");
  return cut === -1
    ? { user: unescaped(contact), chat: undefined }
    : { user: unescaped(contact.slice(cut + 1)), chat: unescaped(contact.slice(0, cut)) };
}

function escaped(id: string): string {
  return id.replaceAll("%", "%25").replaceAll("/", "%2F");
}

function unescaped(id: string): string {
  return id.replaceAll("%2F", "/").replaceAll("%25", "%");
}
