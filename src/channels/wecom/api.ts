import { setTimeout as sleep } from "node:timers/promises";
import type { TokenCache } from "../../core/tokenCache.ts";
import { accessToken } from "./accessToken.ts";
import type { ErrcodeAction } from "./errcodes.ts";
import { exchange, type Fetch } from "./exchange.ts";
import { type FileResult, fetchFile } from "./file.ts";

/** How a call ended. */
export type ApiResult =
  | { readonly kind: "ok"; readonly body: Readonly<Record<string, unknown>> }
  | ApiRefused
  | ApiUnreached;

export interface ApiRefused {
  readonly kind: "refused";
  readonly errcode: number;
  /** Our words for the code; of WeCom's `errmsg`, with its hints, only `fromIp` is passed on. */
  readonly meaning: string;
  /** The address WeCom saw us call from, where it refused because of that. */
  readonly fromIp?: string;
  readonly action: ErrcodeAction;
  /** Milliseconds after which another try may help. */
  readonly retryAfterMs?: number;
}

export interface ApiUnreached {
  readonly kind: "unreached";
  /** True when WeCom surely did not carry it out: no connection came about. */
  readonly certain: boolean;
  readonly why: string;
}

export interface ApiCall {
  /** POST with a body, otherwise GET, unless told. */
  readonly method?: "GET" | "POST";
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface WecomApi {
  /**
   * Calls `/cgi-bin/<path>` with an access token. Never rejects; no result holds a token or secret.
   *
   * @example
   * await api.call("message/send", { body: { touser, msgtype: "text", agentid, text: { content } } });
   */
  call(path: string, how?: ApiCall): Promise<ApiResult>;
}

export interface WecomFiles {
  /** Calls what gives a file; otherwise as {@link WecomApi.call}. */
  file(path: string, query: Readonly<Record<string, string>>): Promise<FileResult>;
}

export interface WecomApiOptions {
  /** Address of the WeCom API, without `/` at its end. */
  readonly apiRoot: string;
  readonly corpId: string;
  readonly secret: string;
  readonly tokens: TokenCache;
  readonly fetch?: Fetch;
  /** For one exchange, the body included; 10 000 unless told. */
  readonly timeoutMs?: number;
  /** First pause before a call is repeated because WeCom is busy; doubles. 300 unless told. */
  readonly busyPauseMs?: number;
  readonly now?: () => Date;
}

/** Repeats of a call that WeCom was too busy for. */
const mostRepeats = 3;

/** The client of one self-built app, which 微信客服 is called with too (WeCom docs 91039, 90313). */
export function wecomApi(options: WecomApiOptions): WecomApi & WecomFiles {
  const { apiRoot, timeoutMs = 10_000, busyPauseMs = 300, fetch = globalThis.fetch } = options;
  const ask = (path: string, how: ApiCall) =>
    patiently(busyPauseMs, () => exchange({ apiRoot, path, timeoutMs, fetch, ...how }));
  const token = accessToken({ ...options, ask });

  async function withToken<T extends { readonly kind: string }>(
    call: (value: string) => Promise<T | ApiRefused>,
  ): Promise<T | ApiRefused | ApiUnreached> {
    const first = await token.get();
    if (first.kind !== "token") return first;
    const result = await call(first.value);
    if (!isRefused(result) || result.action !== "token") return result;
    // WeCom may end a token early; a second refusal is an answer and not tried again.
    await token.drop(first.value);
    const second = await token.get();
    return second.kind === "token" ? await call(second.value) : second;
  }

  return {
    call: (path, how = {}) =>
      withToken<ApiResult>((value) =>
        ask(path, { ...how, query: { ...how.query, access_token: value } }),
      ),
    file: (path, query) =>
      withToken<FileResult>((value) =>
        fetchFile({ apiRoot, path, query: { ...query, access_token: value }, fetch }),
      ),
  };
}

function isRefused(result: { readonly kind: string }): result is ApiRefused {
  return result.kind === "refused";
}

/** Repeats what WeCom was too busy for; -1 says that it was not carried out. */
async function patiently(pauseMs: number, call: () => Promise<ApiResult>): Promise<ApiResult> {
  for (let repeat = 0; ; repeat += 1) {
    const result = await call();
    const busy = result.kind === "refused" && result.action === "retry";
    if (!busy || repeat === mostRepeats) return result;
    await sleep(pauseMs * 2 ** repeat);
  }
}
