import type { IncomingMessage } from "node:http";
import type { Params } from "./params.ts";
import { bad, Refused } from "./refused.ts";

/** In bytes; the cloud API takes uploads up to 50 MB. */
const largestBody = 50 * 1024 * 1024;

/** The parameters of a call: query string, then JSON, form or multipart body. */
export async function readRequest(request: IncomingMessage, query: string): Promise<Params> {
  const fromQuery = Object.fromEntries(new URLSearchParams(query));
  const body = await readBody(request);
  if (body.length === 0) return fromQuery;
  const type = request.headers["content-type"] ?? "";
  if (/^application\/json\b/i.test(type)) return { ...fromQuery, ...readJson(body) };
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) {
    return { ...fromQuery, ...Object.fromEntries(new URLSearchParams(body.toString("utf8"))) };
  }
  if (/^multipart\/form-data\b/i.test(type)) return { ...fromQuery, ...(await form(body, type)) };
  return fromQuery;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > largestBody) throw new Refused(413, "Request Entity Too Large");
    parts.push(part);
  }
  return parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts);
}

function readJson(body: Buffer): Params {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return value as Params;
    }
  } catch {
    // Said below, as for JSON that is no object.
  }
  throw bad("can't parse JSON object");
}

/** Files of a multipart body stay what they are: a File under their field's name. */
async function form(body: Buffer, type: string): Promise<Params> {
  try {
    const response = new Response(new Uint8Array(body), { headers: { "content-type": type } });
    return Object.fromEntries(await response.formData());
  } catch {
    throw bad("can't parse multipart form data");
  }
}
