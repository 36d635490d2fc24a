import { type Agent, request } from "node:http";

export type Reached =
  | { readonly ok: true; readonly status: number; readonly body: string }
  | { readonly ok: false; readonly problem: string };

const largestAnswer = 1024 * 1024;

/** One HTTP request to a bot. It never rejects; the time runs from when a connection is there. */
export function reach(
  url: string,
  how: {
    readonly method: "GET" | "POST";
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly within: number;
    readonly agent: Agent;
  },
): Promise<Reached> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const end = (reached: Reached) => {
      clearTimeout(timer);
      resolve(reached);
    };
    const body = how.body ?? "";
    const sent = request(
      url,
      {
        method: how.method,
        agent: how.agent,
        headers: { ...how.headers, "Content-Length": Buffer.byteLength(body) },
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on("data", (chunk: Buffer) => {
          size += chunk.length;
          if (size > largestAnswer) sent.destroy(new Error("the answer is too long"));
          else chunks.push(chunk);
        });
        response.on("error", (error) => end({ ok: false, problem: error.message }));
        response.on("end", () =>
          end({
            ok: true,
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks).toString("utf8"),
          }),
        );
      },
    );
    sent.on("socket", () => {
      timer = setTimeout(() => sent.destroy(new Error("no answer in time")), how.within);
    });
    sent.on("error", (error) => end({ ok: false, problem: error.message }));
    sent.end(body);
  });
}
