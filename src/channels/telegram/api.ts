// The web build uses the fetch of Node: node-fetch would write the token into its error messages.
import { Api, GrammyError, HttpError } from "grammy/web";
import { ZhiwenError } from "../../core/errors.ts";

export type { Api };

/** How one call to Telegram failed, without what was said in it and without the token. */
export type Trouble =
  /** Telegram answered no. */
  | {
      readonly kind: "refused";
      readonly code: number;
      readonly why: string;
      /** Seconds to wait (429). */
      readonly retryAfter?: number;
      /** A group that became a supergroup has this id now. */
      readonly movedTo?: number;
    }
  /** The call has not left this machine. */
  | { readonly kind: "unreached"; readonly why: string }
  /** Nobody knows whether it arrived. */
  | { readonly kind: "cut"; readonly why: string };

/** The Bot API of one bot; makes no call yet. */
export function connect(config: { readonly token: string; readonly apiRoot: string }): Api {
  return new Api(config.token, { apiRoot: config.apiRoot.replace(/\/+$/, "") });
}

/** Milliseconds one call may take. */
const longestCall = 10_000;

/** Ends a call after `milliseconds`, or when one of the others says so. */
export function within(milliseconds = longestCall, ...others: AbortSignal[]): Signal {
  const signal = AbortSignal.any([AbortSignal.timeout(milliseconds), ...others]);
  return signal as unknown as Signal;
}

/** grammY's types mean the signals of a package for old Node versions; its web build takes Node's. */
type Signal = NonNullable<Parameters<Api["getMe"]>[0]>;

/** Never throws; what is not an error of a call counts as cut. */
export function troubleOf(error: unknown): Trouble {
  // A proxy's own error page may be JSON too, without any of the fields.
  if (error instanceof GrammyError && !Number.isInteger(error.error_code)) {
    return { kind: "cut", why: "the answer was not the Bot API's" };
  }
  if (error instanceof GrammyError) {
    const { retry_after: retryAfter, migrate_to_chat_id: movedTo } = error.parameters;
    return {
      kind: "refused",
      code: error.error_code,
      why: withoutToken(String(error.description)).slice(0, 200),
      ...(retryAfter === undefined ? {} : { retryAfter }),
      ...(movedTo === undefined ? {} : { movedTo }),
    };
  }
  const inner = error instanceof HttpError ? error.error : error;
  const code = systemCode(inner);
  if (code !== undefined && beforeSending.has(code)) return { kind: "unreached", why: code };
  if (inner instanceof SyntaxError) return { kind: "cut", why: "the answer was not JSON" };
  const name = inner instanceof Error ? inner.name : "unknown";
  if (name === "AbortError" || name === "TimeoutError") {
    return { kind: "cut", why: "no answer in time" };
  }
  return { kind: "cut", why: code ?? name };
}

/** For the operator: what failed and what to do. */
export function troubleError(doing: string, trouble: Trouble): ZhiwenError {
  if (trouble.kind !== "refused") {
    return new ZhiwenError(
      "telegram",
      `${doing}: no answer (${trouble.why})`,
      "see that this machine reaches the Bot API, or set TELEGRAM_API_ROOT or a proxy",
    );
  }
  const problem = `${doing}: refused (${trouble.code} ${trouble.why})`;
  return new ZhiwenError("telegram", problem, fixes[trouble.code] ?? "it is tried again");
}

const fixes: Readonly<Record<number, string>> = {
  401: "set TELEGRAM_BOT_TOKEN to the token @BotFather shows now",
  404: "set TELEGRAM_BOT_TOKEN to the token @BotFather shows now",
  409: "stop the other program that polls with this token, or give it a bot of its own",
};

/** System errors of a connection that was never made. */
const beforeSending = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

/** `fetch failed` has the reason in its cause; of several addresses tried, the first one's counts. */
function systemCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  if (error instanceof AggregateError) return systemCode(error.errors[0]);
  return "cause" in error ? systemCode(error.cause) : undefined;
}

function withoutToken(text: string): string {
  return text.replaceAll(/\d+:[A-Za-z0-9_-]{20,}/g, "[token]");
}
