import { Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { ZhiwenError } from "../core/errors.ts";

export interface Listening {
  /** The port in use; differs from the one asked for when that was 0. */
  readonly port: number;
  /** Takes nothing new, lets requests under way finish, ends event streams. Safe to call twice. */
  close(): Promise<void>;
}

export interface ListenOptions {
  /** How long a request under way may take once closing has begun, in milliseconds. */
  readonly grace?: number;
  /** How long the headers of a request may take to come in, in milliseconds; 10 000 unless told. */
  readonly headersMs?: number;
  /** How long a whole request may take to come in, in milliseconds; 30 000 unless told. */
  readonly requestMs?: number;
}

/**
 * Opens the port on all interfaces.
 *
 * @throws {ZhiwenError} when the port cannot be opened: in use, not allowed, out of range.
 */
export async function listen(
  app: { fetch(request: Request, env?: object): Response | Promise<Response> },
  port: number,
  { grace = 10_000, headersMs = 10_000, requestMs = 30_000 }: ListenOptions = {},
): Promise<Listening> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new ZhiwenError("http", `${port} is not a port`, "set PORT to 1–65535, or 0 for any");
  }
  const streams = new Set<unknown>();
  const server = createAdaptorServer({
    async fetch(request, env) {
      const response = await app.fetch(request, env);
      const type = response.headers.get("Content-Type") ?? "";
      if (type.startsWith("text/event-stream")) {
        streams.add(env.outgoing);
        env.outgoing.once("close", () => streams.delete(env.outgoing));
      }
      return response;
    },
    serverOptions: {
      // A request that drips in holds a socket. Node looks every 30 s unless told.
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: 1_000,
      // Longer than the idle time of common reverse proxies, so that the proxy closes first.
      keepAliveTimeout: 75_000,
    },
  });
  if (!(server instanceof Server)) throw new TypeError("expected a plain HTTP server");

  const traffic = watch(server);
  await opened(server, port);
  let closing: Promise<void> | undefined;
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      closing ??= closed(server, traffic, streams, grace);
      return closing;
    },
  };
}

interface Traffic {
  readonly sockets: ReadonlySet<Socket>;
  /** Responses not yet sent to their end. */
  readonly responses: ReadonlySet<ServerResponse>;
}

function watch(server: Server): Traffic {
  const sockets = new Set<Socket>();
  const responses = new Set<ServerResponse>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("request", (_request, response: ServerResponse) => {
    responses.add(response);
    response.once("close", () => responses.delete(response));
  });
  return { sockets, responses };
}

function opened(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const fix =
        cause.code === "EADDRINUSE"
          ? "stop the program that holds it or set PORT to another"
          : "set PORT to a port this user may open";
      const problem = `cannot open port ${port} (${cause.code ?? cause.message})`;
      reject(new ZhiwenError("http", problem, fix, { cause }));
    });
    // Platforms open many connections at once after a pause; Node queues 511 unless told.
    server.listen({ port, backlog: 4_096 }, resolve);
  });
}

function closed(
  server: Server,
  { sockets, responses }: Traffic,
  streams: ReadonlySet<unknown>,
  grace: number,
): Promise<void> {
  return new Promise((resolve) => {
    const sweep = () => {
      for (const response of responses) if (streams.has(response)) response.end();
      // Not closeIdleConnections(): it spares sockets that browsers open ahead and never use.
      const busy = new Set([...responses].map(({ req }) => req.socket));
      for (const socket of sockets) if (!busy.has(socket)) socket.destroy();
    };
    // A connection kept alive is idle only after its request: look again until none is left.
    const again = setInterval(sweep, 50);
    const enough = setTimeout(() => server.closeAllConnections(), grace);
    server.close(() => {
      clearInterval(again);
      clearTimeout(enough);
      resolve();
    });
    sweep();
  });
}
