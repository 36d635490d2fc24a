import { type Answer, ok, refuse } from "../answer.ts";
import { numberOf, textOf } from "../json.ts";
import type { Platform } from "../platform.ts";
import { type Call, post, type Routes } from "../route.ts";
import { namedSession } from "./find.ts";
import type { CodeKind, KfState, Session, SessionState } from "./state.ts";

/** Changes of state by API that doc 94669 lists; the flow chart's others could not be confirmed. */
const allowed: Readonly<Record<SessionState, readonly number[]>> = {
  0: [1, 2, 3],
  1: [2, 3],
  2: [3],
  3: [3, 4],
  4: [],
};

const codeOf: Partial<Record<SessionState, CodeKind>> = { 2: "pool", 3: "servicer", 4: "end" };

/** The code with which the change may be answered: once a session for 2 and 3, and at its end. */
export function codeFor(kf: KfState, session: Session): string | undefined {
  const kind = codeOf[session.state];
  if (kind === undefined || session.coded.has(session.state)) return undefined;
  session.coded.add(session.state);
  return kf.code(session, kind);
}

/** kf/service_state/get and trans (doc 94669). */
export function transitionRoutes({ settings }: Platform, kf: KfState): Routes {
  function servicerProblem(session: Session, userId: string | undefined): Answer | undefined {
    if (!userId) return refuse(40058, "invalid Request Parameter: servicer_userid");
    const servicer = session.account.servicers.get(userId);
    if (servicer === undefined) return refuse(95014, "not a servicer of this account");
    return servicer.onDuty ? undefined : refuse(95019, "the servicer does not take sessions");
  }

  function change({ body }: Call): Answer {
    const found = namedSession(kf, body, "external_userid");
    if (!found.ok) return found.answer;
    const session = found.it;
    const to = numberOf(body, "service_state");
    if (to !== 0 && to !== 1 && to !== 2 && to !== 3 && to !== 4) {
      return refuse(40058, "invalid Request Parameter: service_state");
    }
    if (session.state === 4) {
      return refuse(settings.codes.changeWhenEnded, "the session has ended");
    }
    if (!allowed[session.state].includes(to)) return refuse(95016, "this change is not allowed");
    const servicer = textOf(body, "servicer_userid");
    const problem = to === 3 ? servicerProblem(session, servicer) : undefined;
    if (problem !== undefined) return problem;
    kf.move(session, to, servicer);
    const msg_code = codeFor(kf, session);
    return ok(msg_code === undefined ? {} : { msg_code });
  }

  return {
    "kf/service_state/get": post(({ body }) => {
      const found = namedSession(kf, body, "external_userid");
      if (!found.ok) return found.answer;
      const { state, servicer } = found.it;
      return ok({
        service_state: state,
        ...(servicer === undefined ? {} : { servicer_userid: servicer }),
      });
    }),
    "kf/service_state/trans": post(change),
  };
}
