import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** One address for several instances, as a platform needs it: each request goes to the next. */
export interface Front {
  readonly port: number;
  /** Requests by the status they were answered with; 502 where no instance answered. */
  readonly answered: Readonly<Record<number, number>>;
  close(): Promise<void>;
}

/** @param ports of the instances that take requests now */
export async function startFront(ports: () => readonly number[]): Promise<Front> {
  const agent = new Agent({ keepAlive: true });
  const answered: Record<number, number> = {};
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    const there = ports();
    turn += 1;
    const port = there[turn % Math.max(1, there.length)];
    const end = (status: number) => {
      answered[status] = (answered[status] ?? 0) + 1;
    };
    const fail = () => {
      if (outgoing.headersSent) return;
      end(502);
      outgoing.writeHead(502, { "Content-Length": 0 }).end();
    };
    if (port === undefined) {
      incoming.resume();
      fail();
      return;
    }
    const { method, url: path, headers } = incoming;
    const forwarded = { ...headers, "x-forwarded-for": "127.0.0.1" };
    const passed = request(
      { host: "127.0.0.1", port, agent, method, path, headers: forwarded },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", fail);
        // Passed on only when whole: an answer cut in the middle is none.
        answer.on("end", () => {
          const { "transfer-encoding": _, ...rest } = answer.headers;
          const body = Buffer.concat(chunks);
          end(answer.statusCode ?? 0);
          outgoing.writeHead(answer.statusCode ?? 502, { ...rest, "content-length": body.length });
          outgoing.end(body);
        });
      },
    );
    passed.on("error", fail);
    incoming.on("error", () => passed.destroy());
    incoming.pipe(passed);
  });
  // Longer than platforms keep a connection: one closed under them looks like an instance that died.
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    answered,
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
