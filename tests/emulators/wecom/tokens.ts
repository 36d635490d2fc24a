import { randomBytes } from "node:crypto";
import { type Answer, ok, refuse } from "./answer.ts";

const lifetime = 7200;
const banned = 3600_000;

/** Access tokens of the one app the emulator has (doc 91039). */
export interface Tokens {
  /** The answer of gettoken: the same token as long as it is valid. */
  give(corpId: string | null, secret: string | null): Answer;
  /** Undefined when the token is good, else the answer of any call that carries it. */
  refusal(token: string | null): Answer | undefined;
  /** From now on tokens given out are unknown. */
  invalidate(): void;
  /** From now on tokens given out are expired. */
  expire(): void;
}

export function tokens(needs: {
  readonly corpId: string;
  readonly secret: string;
  readonly wrongSecrets: number;
  readonly now: () => Date;
}): Tokens {
  const time = () => needs.now().getTime();
  let current: { readonly value: string; readonly until: number } | undefined;
  const expired = new Set<string>();
  let wrong = 0;
  let banUntil = 0;

  function expire() {
    if (current !== undefined) expired.add(current.value);
    current = undefined;
  }
  function expireIfDue() {
    if (current !== undefined && time() >= current.until) expire();
  }

  return {
    give: (corpId, secret) => {
      if (time() < banUntil) return refuse(45009, "api freq out of limit");
      if (!corpId) return refuse(41002, "corpid missing");
      if (!secret) return refuse(41004, "corpsecret missing");
      if (corpId !== needs.corpId) return refuse(40013, "invalid corpid");
      if (secret !== needs.secret) {
        wrong += 1;
        if (wrong >= needs.wrongSecrets) {
          banUntil = time() + banned;
          wrong = 0;
        }
        return refuse(40001, "invalid credential");
      }
      expireIfDue();
      // Up to 512 bytes are documented, and letters that a query must not mangle.
      current ??= {
        value: `${randomBytes(150).toString("base64url")}`,
        until: time() + lifetime * 1000,
      };
      return ok({ access_token: current.value, expires_in: lifetime });
    },
    refusal: (token) => {
      if (!token) return refuse(41001, "access_token missing");
      expireIfDue();
      if (token === current?.value) return undefined;
      if (expired.has(token)) return refuse(42001, "access_token expired");
      return refuse(40014, "invalid access_token");
    },
    invalidate: () => {
      current = undefined;
    },
    expire,
  };
}
