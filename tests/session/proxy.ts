import { connect, createServer, type Socket } from "node:net";

export interface Proxy {
  readonly url: string;
  /** Cuts each connection when the next reply comes: the command ran, and nobody hears of it. */
  cutNextReply(): void;
  close(): Promise<void>;
}

/** Stands between an instance and Redis. */
export async function startProxy(port: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let cutting = false;
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    far.on("data", (data) => {
      if (!cutting) return near.write(data);
      cutting = false;
      return near.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return {
    url: `redis://127.0.0.1:${address.port}`,
    cutNextReply() {
      cutting = true;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
