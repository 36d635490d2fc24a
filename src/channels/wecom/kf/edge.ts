import { splitText } from "../../../core/split.ts";
import type { WecomApi } from "../api.ts";

/** Bytes of UTF-8 (WeCom doc 95122). */
const longestText = 2_048;

/**
 * Says to the customer, by the code that came with a change of their session, what becomes of them;
 * it costs none of the five messages. False when there was no code, or WeCom did not take it.
 */
export async function sayOnEdge(
  api: WecomApi,
  { msg_code: code }: Readonly<Record<string, unknown>>,
  text: string | undefined,
): Promise<boolean> {
  const [content] = splitText(text ?? "", longestText);
  if (typeof code !== "string" || code === "" || content === undefined) return false;
  const say = () =>
    api.call("kf/send_msg_on_event", { body: { code, msgtype: "text", text: { content } } });
  const first = await say();
  // The code works once: what has arrived already cannot arrive again.
  const result = first.kind === "unreached" ? await say() : first;
  return result.kind === "ok" || (first.kind === "unreached" && !first.certain);
}
