import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { type Answer, refuse } from "./answer.ts";
import type { FaultState } from "./faults.ts";
import { type Json, readObject } from "./json.ts";
import type { Ring } from "./ring.ts";
import type { Call, File, Route, Routes } from "./route.ts";

/** One call, without its token and without secrets. */
export interface ApiCall {
  readonly at: Date;
  /** Below `/cgi-bin/`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Json;
  readonly answer: Answer;
  /** True where the connection was cut instead of answering. */
  readonly dropped: boolean;
  readonly ms: number;
}

const largestBody = 25 * 1024 * 1024;
const openQuery = new Set(["agentid", "type", "media_id", "open_kfid"]);
const unicodeEscape = /(?<!\\)(?:\\\\)*\\u[0-9a-fA-F]{4}/;

/** Answers the API of WeCom: HTTP 200 and an errcode, whatever comes. */
export function api(needs: {
  readonly routes: Routes;
  readonly refusal: (token: string | null) => Answer | undefined;
  readonly faults: FaultState;
  readonly log: Ring<ApiCall>;
  readonly count: (path: string) => void;
  readonly now: () => Date;
}): RequestListener {
  const { routes, faults, log, now } = needs;

  function answerTo(
    route: Route | undefined,
    path: string,
    method: string,
    call: Call,
    text: string,
    parsed: Json | undefined,
  ) {
    if (route === undefined) return refuse(40065, `no such call: ${path}`);
    if (route.method !== method) {
      return method === "POST"
        ? refuse(43001, "require GET method")
        : refuse(43002, "require POST method");
    }
    const refusal = route.open ? undefined : needs.refusal(call.query.get("access_token"));
    if (refusal !== undefined) return refusal;
    if (method === "POST" && route.takes !== "form") {
      if (faults.rejectsEscapes() && unicodeEscape.test(text))
        return refuse(40033, "invalid charset");
      if (parsed !== undefined) return route.answer(call);
      return refuse(40058, "invalid Request Parameter. Warning: wrong json format.");
    }
    return route.answer(call);
  }

  function respond(request: IncomingMessage, response: ServerResponse, raw: Buffer) {
    const started = performance.now();
    const at = now();
    const base = "http://localhost";
    const url = URL.parse(`${base}${request.url ?? "/"}`) ?? new URL(base);
    const path = url.pathname.replace(/^\/cgi-bin\//, "");
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    const fault = faults.ofCall(path);
    needs.count(path);
    const isForm = route?.takes === "form";
    const text = isForm ? "" : raw.toString("utf8");
    const parsed = text === "" ? undefined : readObject(text);
    const call: Call = {
      query: url.searchParams,
      body: parsed ?? {},
      raw,
      contentType: request.headers["content-type"] ?? "",
    };
    const record = (answer: Answer, dropped: boolean) =>
      log.add({
        at,
        path,
        query: Object.fromEntries([...url.searchParams].filter(([name]) => openQuery.has(name))),
        body: call.body,
        answer: "access_token" in answer ? { ...answer, access_token: "***" } : answer,
        dropped,
        ms: performance.now() - started,
      });
    if (fault.drop === "before") {
      record(refuse(-1, "cut before it took effect"), true);
      request.socket.destroy();
      return;
    }
    const answer =
      fault.errcode !== undefined
        ? refuse(fault.errcode, "a fault the test asked for")
        : answerTo(route, path, request.method ?? "", call, text, parsed);
    const logged: Answer = isFile(answer) ? { errcode: 0, errmsg: "ok" } : answer;
    if (fault.drop === "after") {
      record(logged, true);
      request.socket.destroy();
      return;
    }
    const send = () => {
      record(logged, false);
      if (!response.destroyed) write(response, answer, route === undefined ? 404 : 200);
    };
    if (fault.slow === undefined) send();
    else setTimeout(send, fault.slow).unref();
  }

  return (request, response) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= largestBody) chunks.push(chunk);
      else request.socket.destroy();
    });
    request.on("end", () => respond(request, response, Buffer.concat(chunks)));
    request.on("error", () => request.socket.destroy());
  };
}

function isFile(answer: Answer | File): answer is File {
  return "file" in answer;
}

function write(response: ServerResponse, answer: Answer | File, status: number) {
  if (isFile(answer)) {
    response.writeHead(status, {
      "Content-Type": answer.type,
      "Content-Length": answer.file.length,
      "Content-Disposition": `attachment; filename="${answer.name}"`,
    });
    response.end(answer.file);
    return;
  }
  const body = Buffer.from(JSON.stringify(answer), "utf8");
  response.writeHead(status, {
    "Content-Type": "application/json; charset=UTF-8",
    "Content-Length": body.length,
  });
  response.end(body);
}
