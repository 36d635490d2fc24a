/** A request as bytes: nothing between the attacker and the wire corrects it. */

export interface RawRequest {
  readonly method: string;
  /** Path and query as they stand on the request line. */
  readonly target: string;
  /** In order, repeats allowed; Host and Content-Length are added where they are missing. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
}

export const noBody = new Uint8Array();

export function textBody(text: string): Uint8Array {
  return Buffer.from(text, "utf8");
}

/** @param exact leaves Host and Content-Length to `headers` */
export function bytesOf(
  { method, target, headers, body }: RawRequest,
  { exact = false }: { readonly exact?: boolean } = {},
): Buffer {
  const has = (name: string) => headers.some(([given]) => given.toLowerCase() === name);
  const lines = [`${method} ${target} HTTP/1.1`];
  if (!exact && !has("host")) lines.push("Host: 127.0.0.1");
  lines.push(...headers.map(([name, value]) => `${name}: ${value}`));
  const bodied = body.length > 0 || method === "POST";
  if (!exact && bodied && !has("content-length") && !has("transfer-encoding")) {
    lines.push(`Content-Length: ${body.length}`);
  }
  // Latin-1: a header may hold any byte.
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), body]);
}

export function withHeader(request: RawRequest, name: string, value: string): RawRequest {
  const others = request.headers.filter(([given]) => given.toLowerCase() !== name.toLowerCase());
  return { ...request, headers: [...others, [name, value]] };
}

/** The body in chunks of so many bytes, as one does who does not know its length. */
export function chunked(request: RawRequest, size: number): RawRequest {
  const { body } = request;
  const parts: Uint8Array[] = [];
  for (let at = 0; at < body.length; at += size) {
    const part = body.subarray(at, at + size);
    parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from("\r\n"));
  }
  parts.push(Buffer.from("0\r\n\r\n"));
  return withHeader({ ...request, body: Buffer.concat(parts) }, "Transfer-Encoding", "chunked");
}
