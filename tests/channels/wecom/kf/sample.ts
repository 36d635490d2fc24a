export const openKfid = "wkAJ2GCAAAZSfhHCt7IFSvLKtMPxyJTw";
export const externalUserid = "wmJWPLOQAAWbZk-_Kq1wT4mYQ8DsXa1g";
export const contact = `${openKfid}/${externalUserid}`;
/** When the tests take place. */
export const now = new Date("2026-11-21T09:00:00Z");

export function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1_000);
}

export function minutesAgo(minutes: number): Date {
  return new Date(now.getTime() - minutes * 60_000);
}

/** A customer's message as `sync_msg` gives it. */
export function written(
  msgid: string,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    msgid,
    open_kfid: openKfid,
    external_userid: externalUserid,
    send_time: seconds(now),
    origin: 3,
    msgtype: "text",
    text: { content: `第${msgid}条` },
    ...more,
  };
}

/** An event as `sync_msg` gives it: whose it is stands inside. */
export function happened(
  msgid: string,
  type: string,
  fields: Readonly<Record<string, unknown>> = {},
  at = now,
): Record<string, unknown> {
  return {
    msgid,
    send_time: seconds(at),
    origin: 4,
    msgtype: "event",
    event: { event_type: type, open_kfid: openKfid, external_userid: externalUserid, ...fields },
  };
}
