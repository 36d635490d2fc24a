import { type Answer, ok, refuse } from "../answer.ts";
import { type Json, textOf } from "../json.ts";
import type { Platform } from "../platform.ts";
import { type Call, post, type Routes } from "../route.ts";
import { type KfContent, readKfContent } from "./content.ts";
import { namedSession } from "./find.ts";
import { type KfState, type Session, window } from "./state.ts";

const mostMessages = 5;
/** The fail_type of a customer who refuses the account's messages. */
const refusedByCustomer = 10;

/** kf/send_msg and kf/send_msg_on_event (docs 94677, 95122). */
export function sendRoutes(platform: Platform, kf: KfState): Routes {
  const { settings, faults, chance, media } = platform;
  const time = () => platform.now().getTime();

  /** Why the id given to a message is not taken; undefined where it is, or none was given. */
  function idProblem(session: Session, body: Json): Answer | undefined {
    const id = body["msgid"];
    if (id === undefined) return undefined;
    if (typeof id !== "string" || !/^[0-9a-zA-Z_-]{1,32}$/.test(id)) {
      return refuse(40058, "invalid Request Parameter: msgid");
    }
    if (!session.account.usedIds.has(id)) return undefined;
    return refuse(
      settings.codes.repeatedMessageId,
      "invalid Request Parameter: msgid was used before",
    );
  }

  /** Shows it to the customer, or tells later that this failed: the answer to the API is the same. */
  function show(session: Session, body: Json, content: KfContent): string {
    const msgid = textOf(body, "msgid") ?? chance.id("KF_");
    session.account.usedIds.add(msgid);
    const failure = session.refusesBot ? refusedByCustomer : faults.takeFailedSend();
    if (failure !== undefined) {
      setImmediate(() =>
        kf.event(session.account, "msg_send_fail", {
          external_userid: session.customer,
          fail_msgid: msgid,
          fail_type: failure,
        }),
      );
    } else if (!faults.takeSwallowedSend()) {
      session.screen.add({ id: msgid, from: "bot", ...content });
    }
    return msgid;
  }

  function send({ body }: Call): Answer {
    const found = namedSession(kf, body, "touser");
    if (!found.ok) return found.answer;
    const session = found.it;
    const wrongId = idProblem(session, body);
    if (wrongId !== undefined) return wrongId;
    const read = readKfContent(body, media);
    if (!read.ok) return read.answer;
    if (session.customerAt !== undefined && time() - session.customerAt > window) {
      return refuse(settings.codes.tooLate, "more than 48 h since the customer's last message");
    }
    if (session.state === 4) return refuse(settings.codes.sendWhenEnded, "the session has ended");
    if (session.state !== 0 && session.state !== 1) {
      return refuse(95018, "send msg session status invalid");
    }
    if (session.sentSince >= mostMessages) return refuse(95001, "message count out of limit");
    session.sentSince += 1;
    if (session.state === 0) kf.move(session, 1);
    return ok({ msgid: show(session, body, read.content) });
  }

  function sendOnEvent({ body }: Call): Answer {
    const bad = refuse(settings.codes.badEventCode, "invalid code");
    const given = textOf(body, "code") ?? "";
    const code = kf.codes.get(given);
    if (code === undefined || code.until <= time()) return bad;
    const { session, kind } = code;
    if (kind !== "welcome" && session.epoch !== code.epoch) return bad;
    const type = textOf(body, "msgtype");
    const takesMenu = kind === "welcome" || kind === "end";
    if (type !== "text" && !(takesMenu && type === "msgmenu")) {
      return refuse(40008, "invalid message type");
    }
    const wrongId = idProblem(session, body);
    if (wrongId !== undefined) return wrongId;
    const read = readKfContent(body, media);
    if (!read.ok) return read.answer;
    kf.codes.delete(given);
    if (kind === "welcome") session.welcomedAt = time();
    return ok({ msgid: show(session, body, read.content) });
  }

  return { "kf/send_msg": post(send), "kf/send_msg_on_event": post(sendOnEvent) };
}
