import { connect, type Socket } from "node:net";

export interface Answer {
  /** 0: the connection ended without an answer. -1: none came in time. -2: we hung up. */
  readonly status: number;
  readonly body: string;
  readonly ms: number;
}

/** One connection that is kept alive and opened anew when it ends; one request at a time. */
export interface Wire {
  /** @param leave hangs up instead of waiting for the answer */
  send(bytes: Uint8Array, leave?: boolean): Promise<Answer>;
  close(): void;
}

export interface WireOptions {
  readonly port: number;
  /** Any of 127.0.0.0/8, to come from another address. */
  readonly from?: string;
  /** Milliseconds an answer may take; 20 s unless told. */
  readonly patience?: number;
}

const largestKept = 64 * 1024;

export function wire({ port, from = "127.0.0.1", patience = 20_000 }: WireOptions): Wire {
  let socket: Socket | undefined;
  let take: ((chunk: Buffer | undefined) => void) | undefined;

  function opened(): Socket {
    if (socket !== undefined && !socket.destroyed && socket.writable) return socket;
    const fresh = connect({ host: "127.0.0.1", port, localAddress: from, noDelay: true });
    fresh.on("data", (chunk: Buffer) => take?.(chunk));
    // An error is followed by close, and that ends what is waited for.
    fresh.on("error", () => {});
    fresh.on("end", () => fresh.end());
    fresh.on("close", () => {
      if (socket === fresh) {
        socket = undefined;
        take?.(undefined);
      }
    });
    socket = fresh;
    return fresh;
  }

  function drop(): void {
    const old = socket;
    socket = undefined;
    old?.destroy();
  }

  return {
    send(bytes, leave = false) {
      return new Promise((resolve) => {
        const started = performance.now();
        const read = answerReader(isHead(bytes));
        const end = (status: number, body = "") => {
          clearTimeout(timer);
          take = undefined;
          resolve({ status, body, ms: performance.now() - started });
        };
        const timer = setTimeout(() => {
          drop();
          end(-1);
        }, patience);
        const line = opened();
        if (leave) {
          line.write(bytes, () => {
            drop();
            end(-2);
          });
          line.once("error", () => end(-2));
          return;
        }
        take = (chunk) => {
          if (chunk === undefined) return end(read.status(), read.body());
          const done = read.take(chunk);
          if (done === undefined) return;
          // What is left unread of the request would be taken for the next one.
          if (done.closes) drop();
          end(done.status, read.body());
        };
        line.write(bytes);
      });
    },
    close: drop,
  };
}

function isHead(bytes: Uint8Array): boolean {
  return bytes[0] === 0x48 && bytes[1] === 0x45 && bytes[2] === 0x41 && bytes[3] === 0x44;
}

/** Reads one answer: by its length, by its chunks, or to the end of the connection. */
function answerReader(head: boolean) {
  let kept: Buffer = Buffer.alloc(0);
  let status = 0;
  let bodyAt = -1;
  let length: number | undefined;
  let inChunks = false;
  let closes = false;

  function readHead(): boolean {
    for (;;) {
      const at = kept.indexOf("\r\n\r\n");
      if (at < 0) return false;
      const lines = kept.toString("latin1", 0, at).split("\r\n");
      const code = Number(lines[0]?.split(" ")[1] ?? 0);
      // 100 Continue comes before the answer.
      if (code >= 100 && code < 200) {
        kept = kept.subarray(at + 4);
        continue;
      }
      const fields = lines.slice(1).map((line) => line.toLowerCase());
      const value = (name: string) =>
        fields
          .find((line) => line.startsWith(`${name}:`))
          ?.slice(name.length + 1)
          .trim();
      status = code;
      bodyAt = at + 4;
      inChunks = value("transfer-encoding") === "chunked";
      closes = value("connection") === "close";
      const declared = value("content-length");
      length = declared === undefined ? undefined : Number(declared);
      if (head || code === 204 || code === 304) length = 0;
      return true;
    }
  }

  return {
    take(chunk: Buffer): { readonly status: number; readonly closes: boolean } | undefined {
      kept = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
      if (bodyAt < 0 && !readHead()) return undefined;
      const got = kept.length - bodyAt;
      const whole =
        inChunks && length !== 0 ? lastChunk(kept) : length !== undefined && got >= length;
      return whole ? { status, closes } : undefined;
    },
    status: () => status,
    body: () => (bodyAt < 0 ? "" : kept.toString("utf8", bodyAt, bodyAt + largestKept)),
  };
}

function lastChunk(bytes: Buffer): boolean {
  return bytes.subarray(-5).equals(Buffer.from("0\r\n\r\n"));
}
