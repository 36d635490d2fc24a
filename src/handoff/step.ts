import type { Step, TurnInput, TurnResult } from "../ledger/ledger.ts";
import { afterwards } from "./afterwards.ts";
import { atTheEnd } from "./edges.ts";
import type { HandoffPort } from "./port.ts";
import { type Briefing, withRequest } from "./request.ts";
import { whileWaiting } from "./whileWaiting.ts";

/**
 * The step of a turn with a person in reach: the bot's own step, but in the queue, where what the
 * customer says is for staff, and where they say how it was with a person.
 */
export function handoffStep(
  port: HandoffPort,
  briefing: Briefing,
  bot: (input: TurnInput) => Promise<TurnResult>,
): Step {
  return async (input) => {
    const turn =
      input.owner === "waiting" ? await whileWaiting(port, input) : await answered(input);
    if (turn === undefined || input.nextVisit.length === 0) return turn;
    return behind(input.nextVisit, turn);
  };

  async function answered(input: TurnInput): Promise<TurnResult> {
    const turn = afterwards(port, input) ?? (await bot(input));
    return await withRequest(port, briefing, input, atTheEnd(port, input, turn));
  }
}

/** What could not be sent meanwhile comes before what is said now. */
function behind(earlier: readonly string[], turn: TurnResult): TurnResult {
  const { outcome } = turn;
  if (outcome.text === "" && outcome.choices.length === 0) return turn;
  const erases = outcome.effects.some(({ kind }) => kind === "erase-contact");
  if (erases) return turn;
  return { ...turn, outcome: { ...outcome, text: [...earlier, outcome.text].join("\n\n") } };
}
