import { callbackCrypto } from "./crypto.ts";

/** The query of a verification as WeCom sends it (doc 90238): the address answers with `echo`. */
export function callbackChallenge(
  keys: { readonly token: string; readonly aesKey: string; readonly receiveId: string },
  echo: string,
): URLSearchParams {
  const { encrypt, signature, timestamp, nonce } = callbackCrypto(keys).seal(echo);
  return new URLSearchParams({ msg_signature: signature, timestamp, nonce, echostr: encrypt });
}
