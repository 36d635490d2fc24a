/** What a stream's id holds. */
export interface Stream {
  readonly messageId: string;
  /** When the message came, to the second. */
  readonly since: Date;
}

const shape = /^z1-([0-9a-z]{1,8})-([A-Za-z0-9_-]{1,400})$/;

/**
 * The id of the stream that answers a message. It names the message, so that any instance finds the
 * reply, also after a restart. Whose message it is stands in every poll and not in the id: nobody is
 * shown what was said to another.
 */
export function streamId({ messageId, since }: Stream): string {
  const seconds = Math.floor(since.getTime() / 1_000).toString(36);
  return `z1-${seconds}-${Buffer.from(messageId).toString("base64url")}`;
}

/** What {@link streamId} put in; undefined for an id that is not one of ours. */
export function readStreamId(id: string): Stream | undefined {
  const [, seconds, name] = shape.exec(id) ?? [];
  if (seconds === undefined || name === undefined) return undefined;
  const since = new Date(Number.parseInt(seconds, 36) * 1_000);
  const messageId = Buffer.from(name, "base64url").toString();
  return streamId({ messageId, since }) === id ? { messageId, since } : undefined;
}
