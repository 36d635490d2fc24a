import { z } from "zod";
import type { PageStep } from "../../../core/page.ts";
import { writeContact } from "./contact.ts";
import { channel, type Item, type PageReading, sessionMs, someId } from "./item.ts";
import { deliveryOf } from "./messageId.ts";

/** The ids stand in here, not beside it. */
const event = z.object({
  event_type: z.string(),
  open_kfid: someId,
  external_userid: someId,
  welcome_code: z.string().min(1).max(512).optional().catch(undefined),
  msg_code: z.string().min(1).max(512).optional().catch(undefined),
  fail_msgid: someId,
  fail_type: z.number().optional().catch(undefined),
  change_type: z.number().optional().catch(undefined),
  new_servicer_userid: someId,
  status: z.number().optional().catch(undefined),
  recall_msgid: someId,
});

/** How long after the event a welcome may be sent (doc 95122). */
export const welcomeMs = 20_000;

/** And how long after a session's end its last message. */
const endingMs = 20_000;

/** And after a servicer took it from the pool. */
const takenMs = 48 * 60 * 60_000;

/** `change_type` of the one change to a servicer that takes a message. */
const fromPool = 1;

/** Why a message that was taken did not arrive: `fail_type` of doc 94670. */
const failures: Readonly<Record<number, string>> = {
  1: "the KF account was deleted",
  2: "the app was closed",
  4: "the customer wrote more than 48 h ago",
  5: "the session was closed",
  6: "the customer's last message allows no more than 5",
  7: "the corp has no KF account of its own",
  8: "the corp is not verified",
  9: "the message type is not allowed",
  10: "the customer refuses messages",
  11: "no member of the corp has logged in",
  12: "the message type is banned",
};

export function readEvent(item: Item, at: Date, reading: PageReading): readonly PageStep[] {
  const read = event.safeParse(item["event"]);
  if (!read.success) return nothing("item-malformed");
  const { data } = read;
  const { open_kfid: openKfid = reading.openKfid, external_userid: externalUserid } = data;
  const contact =
    externalUserid === undefined ? undefined : writeContact({ openKfid, externalUserid });

  switch (data.event_type) {
    case "enter_session": {
      const code = data.welcome_code;
      if (code === undefined) return nothing("entered");
      if (contact === undefined) return nothing("item-malformed");
      const until = new Date(at.getTime() + welcomeMs);
      if (until <= reading.now) return nothing("welcome-late");
      const handle = { code, until: until.toISOString() };
      const message = { id: item.msgid, channel, contact, text: "", at, arrival: true, handle };
      return [{ kind: "message", message: { ...message, channel } }];
    }
    case "msg_send_fail": {
      const failed = data.fail_msgid === undefined ? undefined : deliveryOf(data.fail_msgid);
      if (failed === undefined) return nothing("bounce-unknown");
      reading.count("bounced");
      const why = failures[data.fail_type ?? 0] ?? "WeCom does not say why";
      const { id: delivery, bounces } = failed;
      return [{ kind: "bounce", delivery, bounces, reason: `not delivered: ${why}` }];
    }
    case "session_status_change": {
      if (contact === undefined) return nothing("item-malformed");
      const owner = { 1: "staff", 2: "staff", 3: "bot", 4: "staff" } as const;
      const to = owner[data.change_type as keyof typeof owner] as "staff" | "bot" | undefined;
      if (to === undefined) return nothing("event-unknown");
      const lapsed = reading.now.getTime() - at.getTime() > sessionMs;
      if (to === "staff" && lapsed) return nothing("session-lapsed");
      const servicer = to === "staff" ? data.new_servicer_userid : undefined;
      const by = servicer === undefined ? {} : { servicer };
      const owned = { kind: "owner", channel, contact, owner: to, ...by } as const;
      const until = new Date(at.getTime() + (to === "staff" ? takenMs : endingMs));
      const code = data.msg_code;
      if (code === undefined || until <= reading.now) return [owned];
      const handle = { code, until: until.toISOString() };
      if (to === "staff") {
        if (data.change_type !== fromPool) return [owned];
        return [{ ...owned, edge: { id: item.msgid, handle: { ...handle, only: "code" } } }];
      }
      // The one message an ended session still takes: who answers from here on.
      const back = { id: item.msgid, contact, text: "", at, arrival: true, returned: true, handle };
      return [owned, { kind: "message", message: { ...back, channel } }];
    }
    case "user_recall_msg": {
      const recalled = data.recall_msgid;
      if (contact === undefined || recalled === undefined) return nothing("item-malformed");
      return [{ kind: "recall", channel, contact, id: recalled }];
    }
    case "servicer_status_change":
      // 1 takes sessions (接待中) here; the list of servicers counts from 0.
      return nothing(data.status === 1 ? "servicer-on-duty" : "servicer-off-duty");
    case "servicer_recall_msg":
    case "reject_customer_msg_switch_change":
      return nothing(data.event_type.replaceAll("_", "-"));
    default:
      return nothing("event-unknown");
  }

  function nothing(what: string): readonly PageStep[] {
    reading.count(what);
    return [];
  }
}
