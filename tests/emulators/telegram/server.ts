import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { callLog } from "./calls.ts";
import type { FaultBoard } from "./faults.ts";
import type { Files } from "./files.ts";
import type { Method } from "./methods/method.ts";
import type { Params } from "./params.ts";
import { readRequest } from "./readRequest.ts";
import { Refused } from "./refused.ts";
import type { Answer } from "./types.ts";

export interface ServerParts {
  readonly token: string;
  /** By name in small letters. */
  readonly methods: ReadonlyMap<string, Method>;
  readonly faults: FaultBoard;
  readonly log: ReturnType<typeof callLog>;
  readonly files: Files;
  readonly now: () => Date;
}

export async function serve(parts: ServerParts, port: number) {
  const server = createServer((request, response) => {
    handle(parts, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close(): Promise<void> {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function handle(
  { token, methods, faults, log, files, now }: ServerParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = "", query = ""] = (request.url ?? "").split("?", 2);
  const file = /^\/file\/bot([^/]+)\/(.+)$/.exec(path);
  if (file !== null)
    return sendFile(response, file[1] === token ? files.byPath(file[2] ?? "") : undefined);
  const [, given = "", name = ""] = /^\/bot([^/]+)\/(\w+)$/.exec(path) ?? [];
  if (given === "") return answer(response, refusal(404, "Not Found"));
  if (given !== token) {
    return answer(
      response,
      /^\d+:/.test(given) ? refusal(401, "Unauthorized") : refusal(404, "Not Found"),
    );
  }
  const fault = faults.of(name);
  const at = now();
  if (fault.dropBefore) {
    log.add({ at, method: name, params: {}, answer: undefined, cut: true });
    request.socket.destroy();
    return;
  }
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  let params: Params = {};
  let said: Answer;
  try {
    params = await readRequest(request, query);
    if (fault.slow !== undefined) await wait(fault.slow);
    if (fault.refusal !== undefined) throw fault.refusal;
    const method = methods.get(name.toLowerCase());
    if (method === undefined) throw new Refused(404, "Not Found: method not found");
    said = { ok: true, result: await method(params, gone.signal) };
  } catch (error) {
    said = error instanceof Refused ? error.answer : refusal(500, "Internal Server Error");
    if (!(error instanceof Refused)) console.error(`[telegram emulator] ${name}`, error);
  }
  log.add({ at, method: name, params, answer: said, cut: fault.dropAfter === true });
  if (fault.dropAfter) request.socket.destroy();
  else answer(response, said);
}

function refusal(error_code: number, description: string): Answer {
  return { ok: false, error_code, description };
}

function answer(response: ServerResponse, said: Answer): void {
  const body = Buffer.from(JSON.stringify(said));
  const wait = said.ok ? undefined : said.parameters?.retry_after;
  response.writeHead(said.ok ? 200 : said.error_code, {
    "Content-Type": "application/json",
    "Content-Length": body.length,
    ...(wait === undefined ? {} : { "Retry-After": String(wait) }),
  });
  response.end(body);
}

function sendFile(response: ServerResponse, file: ReturnType<Files["byPath"]>): void {
  if (file === undefined) {
    answer(response, refusal(404, "Not Found"));
    return;
  }
  response.writeHead(200, { "Content-Type": file.type, "Content-Length": file.bytes.length });
  response.end(file.bytes);
}
