import { timingSafeEqual } from "node:crypto";
import type { Reply } from "../callbacks.ts";
import { decrypt, sign } from "../crypto.ts";
import { childText, type Element, readXml } from "../xml.ts";

export type Passive =
  | { readonly kind: "nothing" }
  | { readonly kind: "reply"; readonly element: Element; readonly type: string }
  | { readonly kind: "refused"; readonly problem: string };

/** Reads an encrypted passive reply (doc 90241). An empty body and `success` mean no reply. */
export function readPassive({ body, keys }: Reply, member: string): Passive {
  const refused = (problem: string): Passive => ({ kind: "refused", problem });
  if (body === "" || body === "success") return { kind: "nothing" };
  const outer = readXml(body);
  if (outer === undefined) return refused("the body is no XML");
  const cipher = childText(outer, "Encrypt") ?? "";
  const signature = childText(outer, "MsgSignature") ?? "";
  const timestamp = childText(outer, "TimeStamp") ?? "";
  const nonce = childText(outer, "Nonce") ?? "";
  if (cipher === "" || !/^\d+$/.test(timestamp) || nonce === "")
    return refused("an element is missing");
  if (!sameText(signature, sign(keys.token, timestamp, nonce, cipher))) return refused("signature");
  const opened = decrypt(keys, cipher);
  if (!opened.ok) return refused(opened.problem);
  const inner = readXml(opened.message);
  if (inner === undefined) return refused("the message is no XML");
  if (childText(inner, "ToUserName")?.toLowerCase() !== member.toLowerCase())
    return refused("ToUserName");
  if (childText(inner, "FromUserName") !== keys.receiveId) return refused("FromUserName");
  if (!/^\d+$/.test(childText(inner, "CreateTime") ?? "")) return refused("CreateTime");
  return { kind: "reply", element: inner, type: childText(inner, "MsgType") ?? "" };
}

export function sameText(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
