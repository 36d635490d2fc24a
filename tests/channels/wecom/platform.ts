import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Call {
  readonly method: string;
  /** Behind `/cgi-bin/`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly contentType: string | undefined;
  /** As it came. */
  readonly body: string;
}

/** An answer: an object as JSON, text as it is, or what the test does with the connection. */
export type Answer =
  | object
  | string
  | ((request: IncomingMessage, response: ServerResponse) => void);

export interface Platform {
  readonly root: string;
  readonly calls: readonly Call[];
  callsOf(path: string): readonly Call[];
  close(): Promise<void>;
}

/** An API server that answers what the test says and keeps what it was asked; it knows no WeCom. */
export async function platform(answer: (call: Call, before: number) => Answer): Promise<Platform> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? "/", "http://localhost");
      const call: Call = {
        method: request.method ?? "",
        path: url.pathname.replace(/^\/cgi-bin\//, ""),
        query: Object.fromEntries(url.searchParams),
        contentType: request.headers["content-type"],
        body: await text(request),
      };
      const before = calls.filter(({ path }) => path === call.path).length;
      calls.push(call);
      const given = answer(call, before);
      if (typeof given === "function") return given(request, response);
      // WeCom's own answers are not always called JSON.
      response.setHeader("Content-Type", "text/plain");
      response.end(typeof given === "string" ? given : JSON.stringify(given));
    })();
  });
  await new Promise<void>((listening) => {
    server.listen(0, "127.0.0.1", listening);
  });
  const { port } = server.address() as AddressInfo;
  return {
    root: `http://127.0.0.1:${port}`,
    calls,
    callsOf: (path) => calls.filter((call) => call.path === path),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
