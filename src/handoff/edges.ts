/** What the customer is told, and asked, where people of a platform's own client come and go. */
import type { PlatformEdges, TurnInput, TurnResult } from "../ledger/ledger.ts";
import { ended } from "./afterwards.ts";
import type { HandoffPort } from "./port.ts";

type Clocked = Pick<HandoffPort, "words" | "service" | "now">;

export function platformEdges(port: Clocked): PlatformEdges {
  return {
    taken: { text: port.words("claimed-client"), kind: "handoff" },
    ended: (handoff) => ended(port, handoff, "closed").set,
  };
}

/** The turn, but with the question how it was, where it says that a person's part there is over. */
export function atTheEnd(
  port: Clocked,
  { message, handoff }: TurnInput,
  turn: TurnResult,
): TurnResult {
  if (message.returned !== true || handoff?.end !== "closed") return turn;
  const { choices = [] } = ended(port, handoff, "returned").notice;
  if (choices.length === 0) return turn;
  const text = `${turn.outcome.text}\n${port.words("how-was-it")}`;
  return { ...turn, outcome: { ...turn.outcome, text, choices } };
}
