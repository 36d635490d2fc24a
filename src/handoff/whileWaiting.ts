import type { TurnInput, TurnResult } from "../ledger/ledger.ts";
import type { HandoffPort } from "./port.ts";
import { placeTold } from "./request.ts";

/** How somebody in the queue says that they want the bot back. */
const leaves =
  /^(?:那?(?:我)?(?:不等了|不想等了|不用等了|算了|取消排队|退出排队|不排了|不用人工了?|不要人工了?|不找人工了?|不转了|取消人工|还是问机器人|继续问机器人|cancel))[吧啦了。！!~～]*$/i;
/** How they ask where they stand. */
const asks =
  /还要?(?:等|排)?多久|等多久|多长时间|前面(?:还)?有?(?:几|多少)|排(?:到)?(?:第几|哪)|第几位|轮到我|还有几个人|几个人排队|有人吗|人呢/;
/** What only the bot could do for them. */
const commands =
  /^(?:请|帮我|我要)?(?:删除|删掉|清除|清空)我?的?(?:个人)?(?:数据|资料|信息|记录)$|^确认删除$|^我的(?:申请|登记|请求)$|^撤回(?:申请)?$/;
/** Longer messages say more than that. */
const longest = 20;

/** In the queue only the queue is spoken of; all else is kept for staff, without a word. */
export async function whileWaiting(
  port: HandoffPort,
  input: TurnInput,
): Promise<TurnResult | undefined> {
  const { handoff, session, message } = input;
  const said = message.text.trim();
  if (handoff === undefined || said === "" || said.length > longest) return undefined;
  // In the platform's own pool our words would not arrive, nor can we take them out of it.
  if (handoff.surface === "wecom") return undefined;
  const say = (text: string, effects: TurnResult["outcome"]["effects"]): TurnResult => ({
    session,
    outcome: { kind: "say", text, citations: [], choices: [], effects },
    intent: "talk-to-staff",
    confidence: 1,
  });
  if (leaves.test(said)) {
    return say(port.words("left"), [{ kind: "leave-queue" }]);
  }
  if (commands.test(said)) return say(port.words("leave-first", { said }), []);
  return asks.test(said) ? say(await placeTold(port, "place", handoff), []) : undefined;
}
