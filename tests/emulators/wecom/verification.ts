import { Agent } from "node:http";
import type { Chance } from "./chance.ts";
import { encrypt, type Keys, sign } from "./crypto.ts";
import { reach } from "./post.ts";
import { withQuery } from "./query.ts";

export type Verified = { readonly ok: true } | { readonly ok: false; readonly problem: string };

/**
 * What saving a callback address in the admin console does: one GET, to be answered in time with the
 * decrypted echo and nothing else (doc 90238).
 */
export async function verify(
  url: string,
  keys: Keys,
  on: { readonly at: Date; readonly within: number; readonly chance: Chance },
): Promise<Verified> {
  const agent = new Agent();
  const echo = on.chance.number64();
  const timestamp = String(Math.floor(on.at.getTime() / 1000));
  const nonce = on.chance.nonce();
  const echostr = encrypt(keys, echo);
  const signature = sign(keys.token, timestamp, nonce, echostr);
  const query = { msg_signature: signature, timestamp, nonce, echostr };
  const reached = await reach(withQuery(url, query), { method: "GET", within: on.within, agent });
  agent.destroy();
  if (!reached.ok) return reached;
  if (reached.status !== 200) return { ok: false, problem: `status ${reached.status}` };
  if (reached.body !== echo) return { ok: false, problem: "the body is not exactly the echo" };
  return { ok: true };
}
