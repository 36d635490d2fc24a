import type { ApiRefused, ApiUnreached } from "./api.ts";
import { bounded, type Fetch, object, unconnected } from "./exchange.ts";
import { refused } from "./refused.ts";

export interface WecomFile {
  readonly kind: "file";
  /** As WeCom names it; empty where it does not. */
  readonly name: string;
  /** What WeCom says it is: not to be believed. */
  readonly type: string;
  readonly bytes: Buffer;
}

export type FileResult = WecomFile | ApiRefused | ApiUnreached | { readonly kind: "too-large" };

export interface FileCall {
  readonly apiRoot: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly fetch: Fetch;
  /** For the whole file; 30 000 unless told. */
  readonly timeoutMs?: number;
}

/** WeCom gives what is larger in pieces only (errcode 830002). */
const largestFile = 20 * 1024 * 1024;
const givenInPieces = 830_002;

/** One file from the API's own address. Never rejects; nothing it gives holds the token. */
export async function fetchFile(call: FileCall): Promise<FileResult> {
  const { apiRoot, path, query, fetch, timeoutMs = 30_000 } = call;
  let response: Response;
  try {
    response = await fetch(`${apiRoot}/cgi-bin/${path}?${new URLSearchParams(query)}`, {
      // A redirect would take the token, and us, to wherever it points.
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    return unconnected(error);
  }
  const { headers, status } = response;
  if (Number(headers.get("Content-Length") ?? 0) > largestFile) {
    await response.body?.cancel();
    return { kind: "too-large" };
  }
  const counted = { size: 0 };
  const bytes = await bounded(response, largestFile, counted);
  if (bytes === undefined) {
    return counted.size > largestFile ? { kind: "too-large" } : lost("the file broke off");
  }
  const disposition = headers.get("Content-Disposition");
  // A refusal is JSON, and no attachment; its Content-Type is not always JSON's.
  const answer = disposition === null ? object(bytes.toString()) : undefined;
  const code = answer?.["errcode"];
  if (Number.isInteger(code) && code !== 0) {
    return code === givenInPieces
      ? { kind: "too-large" }
      : refused(code as number, answer?.["errmsg"]);
  }
  if (status !== 200) return lost(`HTTP ${status} without an errcode`);
  return { kind: "file", name: nameIn(disposition), type: typeIn(headers), bytes };
}

function lost(why: string): ApiUnreached {
  return { kind: "unreached", certain: true, why };
}

/** `filename="…"`, in percent-encoding or as bare UTF-8; a path in front of it is none of ours. */
function nameIn(disposition: string | null): string {
  const [, quoted, bare] = /filename="([^"]*)"|filename=([^;\s]+)/i.exec(disposition ?? "") ?? [];
  const given = quoted ?? bare ?? "";
  // Headers come as Latin-1, whatever the bytes are.
  const text = Buffer.from(given, "latin1").toString("utf8");
  let name = text.includes("\uFFFD") ? given : text;
  try {
    name = decodeURIComponent(name);
  } catch {
    // A bare % in a name.
  }
  const safe = name.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "");
  return safe.split(/[\\/]/).at(-1)?.slice(0, 200).toWellFormed() ?? "";
}

function typeIn(headers: Headers): string {
  const [type = ""] = (headers.get("Content-Type") ?? "").split(";");
  return /^[\w.+-]+\/[\w.+-]+$/.test(type.trim()) ? type.trim() : "application/octet-stream";
}
