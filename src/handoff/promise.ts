/** A promise that a person comes back: what it sets, what is told of it, and when it is due. */
import type { Handoff } from "../core/handoff.ts";
import type { HandoffFields } from "../ledger/deskRecord.ts";
import { momentTold, officeHours } from "./hours.ts";
import type { HandoffPort } from "./port.ts";

type Clocked = Pick<HandoffPort, "words" | "service" | "now">;

/** The bot goes on answering until staff are back; `when` is for the customer. */
export function promise(port: Clocked): { readonly set: HandoffFields; readonly when: string } {
  const hours = officeHours(port.service().hours);
  const now = port.now();
  const opening = hours.isOpen(now) ? undefined : hours.nextOpening(now);
  return {
    set: {
      ...{ state: "promised", staff: null, surface: null, escalatedAt: null },
      promisedAt: opening ?? null,
    },
    when:
      opening === undefined
        ? port.words("gave-up-sometime")
        : port.words("gave-up-when", { when: momentTold(opening) }),
  };
}

/** Whether staff are there and have been promised by now. */
export function isDue(
  port: Pick<HandoffPort, "service" | "now">,
  { state, promisedAt }: Pick<Handoff, "state" | "promisedAt">,
): boolean {
  const now = port.now();
  const come = promisedAt === undefined || promisedAt <= now;
  return state === "promised" && come && officeHours(port.service().hours).isOpen(now);
}
