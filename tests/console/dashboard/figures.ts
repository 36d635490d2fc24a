import type { Handoff } from "../../../src/core/handoff.ts";
import type { BegunHandoff, DeskFigures } from "../../../src/ledger/deskRecord.ts";

export function figures(parts: Partial<DeskFigures>): DeskFigures {
  const empty = { hours: [], days: [], intents: [], conversations: 0, handedOver: 0, handoffs: [] };
  return { ...empty, ...parts };
}

/** A handoff asked for then; `claimed` and `answered` so many minutes later. */
export function handoff(
  requested: string,
  how: {
    readonly claimed?: number;
    readonly answered?: number;
    readonly reason?: Handoff["reason"];
    readonly end?: NonNullable<Handoff["end"]>;
  },
): BegunHandoff {
  const at = new Date(requested);
  const after = (minutes: number) => new Date(at.getTime() + minutes * 60_000);
  return {
    id: "h1",
    conversation: "c1",
    channel: "web",
    contact: "contact",
    state: how.end === undefined ? "waiting" : "ended",
    reason: how.reason ?? "asked",
    desk: {},
    capsule: { slots: [], passages: [], receipts: [] },
    fence: 1,
    requestedAt: at,
    activeAt: at,
    ...(how.claimed === undefined
      ? {}
      : { cameAt: after(how.claimed), claimedAt: after(how.claimed) }),
    ...(how.answered === undefined ? {} : { answeredAt: after(how.answered) }),
    ...(how.end === undefined ? {} : { end: how.end }),
  };
}
