import { createHash } from "node:crypto";
import type { TokenCache } from "../../core/tokenCache.ts";
import type { ApiCall, ApiRefused, ApiResult, ApiUnreached } from "./api.ts";

export type TokenResult =
  | { readonly kind: "token"; readonly value: string }
  | ApiRefused
  | ApiUnreached;

export interface AccessToken {
  get(): Promise<TokenResult>;
  /** Forgets a token that WeCom refused. */
  drop(value: string): Promise<void>;
}

export interface AccessTokenOptions {
  readonly corpId: string;
  readonly secret: string;
  readonly tokens: TokenCache;
  readonly now?: () => Date;
  ask(path: string, how: ApiCall): Promise<ApiResult>;
}

/** A token is renewed this long before it ends, so that none ends on its way. */
const marginSeconds = 300;
/** After a refusal no other try: WeCom bars an address for an hour that keeps asking with a wrong secret. */
const configRestMs = 10 * 60_000;
const otherRestMs = 5_000;

/** The app's access token (WeCom doc 91039): shared by all instances, fetched once at a time. */
export function accessToken(options: AccessTokenOptions): AccessToken {
  const { corpId, secret, tokens, ask, now = () => new Date() } = options;
  // One name for each secret, since each has its own token; the digest does not give it away.
  const digest = createHash("sha256").update(`${corpId}\n${secret}`).digest("hex");
  const name = `wecom/${corpId}/${digest.slice(0, 16)}`;
  let refusal: { readonly result: ApiRefused; readonly until: number } | undefined;
  let fetching: Promise<TokenResult> | undefined;

  async function kept(): Promise<TokenResult | undefined> {
    const lent = await tokens.read(name);
    return lent !== undefined && lent.expiresAt.getTime() > now().getTime()
      ? { kind: "token", value: lent.value }
      : undefined;
  }

  async function fetched(): Promise<TokenResult> {
    const result = await ask("gettoken", { query: { corpid: corpId, corpsecret: secret } });
    if (result.kind === "unreached") return result;
    if (result.kind === "refused") {
      const rest = result.action === "config" ? configRestMs : (result.retryAfterMs ?? otherRestMs);
      refusal = { result, until: now().getTime() + rest };
      return result;
    }
    const { access_token: value, expires_in: seconds } = result.body;
    if (typeof value !== "string" || value === "" || value.length > 2_048) {
      return { kind: "unreached", certain: true, why: "an answer without an access token" };
    }
    const lifetime = typeof seconds === "number" && seconds > 0 ? seconds : marginSeconds;
    const usable = lifetime - Math.min(marginSeconds, lifetime / 10);
    await tokens.write(name, { value, expiresAt: new Date(now().getTime() + usable * 1_000) });
    refusal = undefined;
    return { kind: "token", value };
  }

  return {
    async get() {
      const lent = await kept();
      if (lent !== undefined) return lent;
      if (refusal !== undefined && refusal.until > now().getTime()) return refusal.result;
      fetching ??= tokens
        .alone(name, async () => (await kept()) ?? (await fetched()))
        .finally(() => {
          fetching = undefined;
        });
      return fetching;
    },
    async drop(value) {
      await tokens.drop(name, value);
    },
  };
}
