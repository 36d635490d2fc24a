import { sameText } from "../app/passive.ts";
import type { Reply } from "../callbacks.ts";
import { decrypt, sign } from "../crypto.ts";
import { type Json, numberOf, readObject, textOf } from "../json.ts";

export type BotReply =
  | { readonly kind: "nothing" }
  | { readonly kind: "reply"; readonly body: Json }
  | { readonly kind: "refused"; readonly problem: string };

/** Reads the encrypted JSON an AI bot answers with: the nonce must be the callback's (doc 101033). */
export function readBotReply({ body, keys, nonce }: Reply): BotReply {
  const refused = (problem: string): BotReply => ({ kind: "refused", problem });
  if (body === "") return { kind: "nothing" };
  const outer = readObject(body);
  if (outer === undefined) return refused("the body is no JSON object");
  const cipher = textOf(outer, "encrypt") ?? "";
  const signature = textOf(outer, "msgsignature");
  const timestamp = numberOf(outer, "timestamp");
  if (cipher === "") return refused("encrypt is missing");
  if (signature === undefined) return refused("msgsignature is missing");
  if (timestamp === undefined || !Number.isInteger(timestamp))
    return refused("timestamp is no integer");
  if (timestamp > 1e11) return refused("timestamp is not in seconds");
  if (outer["nonce"] !== nonce) return refused("nonce is not the callback's");
  const wanted = sign(keys.token, String(timestamp), nonce, cipher);
  if (!sameText(signature, wanted)) return refused("msgsignature is wrong");
  const opened = decrypt(keys, cipher);
  if (!opened.ok) return refused(opened.problem);
  const inner = readObject(opened.message);
  return inner === undefined
    ? refused("the message is no JSON object")
    : { kind: "reply", body: inner };
}
