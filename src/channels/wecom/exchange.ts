import type { ApiCall, ApiResult, ApiUnreached } from "./api.ts";
import { refused } from "./refused.ts";

/** The part of the system's `fetch` that is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface Exchange extends ApiCall {
  readonly apiRoot: string;
  readonly path: string;
  readonly timeoutMs: number;
  readonly fetch: Fetch;
}

/** A page of 1000 customer messages stays below. */
const largestAnswer = 8 * 1024 * 1024;

/**
 * One request and its answer. Never rejects. Results never quote the error of the system or the
 * answer: both may hold the address, and the address holds the token.
 */
export async function exchange(call: Exchange): Promise<ApiResult> {
  const { apiRoot, path, timeoutMs, fetch, query = {}, body } = call;
  const method = call.method ?? (body === undefined ? "GET" : "POST");
  const url = `${apiRoot}/cgi-bin/${path}?${new URLSearchParams(query)}`;
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      // A redirect would take the token to wherever it points.
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined
        ? {}
        : { body: wireJson(body), headers: { "Content-Type": "application/json" } }),
    });
  } catch (error) {
    return unconnected(error);
  }
  const bytes = await bounded(response, largestAnswer);
  if (bytes === undefined) return lost("the answer broke off or is too large");
  const answer = object(bytes.toString());
  const code = answer?.["errcode"];
  if (answer !== undefined && Number.isInteger(code)) {
    return code === 0 ? { kind: "ok", body: answer } : refused(code as number, answer["errmsg"]);
  }
  const { status } = response;
  if (status >= 300 && status < 500 && status !== 408) {
    return { kind: "unreached", certain: true, why: `HTTP ${status} without an errcode` };
  }
  return lost(`HTTP ${status} without an errcode`);
}

/**
 * JSON as WeCom takes it: it refuses `\u` escapes (40033), which JSON.stringify writes for control
 * characters and halves of a surrogate pair only.
 */
function wireJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be removed
    typeof item === "string" ? item.toWellFormed().replaceAll(/[\0-\x08\x0b-\x1f]/g, "") : item,
  );
}

function lost(why: string): ApiUnreached {
  return { kind: "unreached", certain: false, why };
}

/** Failures of the system and of TLS before any request can have left. */
const neverConnected =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS_\w+|ERR_SSL_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+)$/;

export function unconnected(error: unknown): ApiUnreached {
  const code = codeOf(error) ?? codeOf((error as { cause?: unknown } | undefined)?.cause);
  if (code !== undefined && neverConnected.test(code)) {
    return { kind: "unreached", certain: true, why: `no connection: ${code}` };
  }
  const name = error instanceof Error ? error.name : "";
  return lost(name === "TimeoutError" ? "no answer in time" : `cut off${code ? `: ${code}` : ""}`);
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" && /^\w{1,60}$/.test(code) ? code : undefined;
}

/** The body; undefined when it is cut off or too large. */
export async function bounded(
  response: Response,
  most: number,
  counted = { size: 0 },
): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of response.body ?? []) {
      counted.size += chunk.length;
      if (counted.size > most) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}

/** The answer as an object; its Content-Type is not looked at, WeCom's is not always JSON's. */
export function object(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
