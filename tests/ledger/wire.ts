import { createConnection, createServer, type Socket } from "node:net";

/** A wire to a TCP server that can fail the ways a network does. */
export interface Wire {
  readonly port: number;
  /** Connections made so far. */
  made(): number;
  /** What is sent, either way, vanishes from now on; nobody is told. */
  silence(): void;
  /** Cuts the connection when the answer to the next data with this text comes back. */
  cutAnswerTo(text: string): void;
  stop(): Promise<void>;
}

export async function startWire(target: number): Promise<Wire> {
  const sockets = new Set<Socket>();
  let made = 0;
  let silent = false;
  let cutAfter: string | undefined;
  const server = createServer((near) => {
    made++;
    const far = createConnection(target, "127.0.0.1");
    let cutting = false;
    const quiet = silent;
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    near.on("data", (data) => {
      if (silent || quiet) return;
      if (cutAfter !== undefined && data.includes(cutAfter)) {
        cutAfter = undefined;
        cutting = true;
      }
      far.write(data);
    });
    far.on("data", (data) => {
      if (silent || quiet) return;
      if (cutting) near.destroy();
      else near.write(data);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return {
    port: address.port,
    made: () => made,
    silence: () => {
      silent = true;
    },
    cutAnswerTo: (text) => {
      cutAfter = text;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The same address through another port of this machine. */
export function through({ port }: Pick<Wire, "port">, url: string): string {
  const changed = new URL(url);
  changed.port = `${port}`;
  return changed.href;
}
