import { get, type IncomingMessage } from "node:http";
import { now } from "./clock.ts";
import type { Colleague } from "./colleague.ts";
import { marks } from "./customers.ts";

/** What has come over a stream. */
export interface Arrivals {
  /** When each mark first came as a line of the open conversation. */
  readonly entries: ReadonlyMap<number, number>;
  /** When each first came as the last words of a line of the list. */
  readonly lines: ReadonlyMap<number, number>;
  /** Lines of the conversation that came more than once. */
  readonly repeats: number;
  readonly bytes: number;
  /** Whether the server has ended it. */
  readonly ended: boolean;
}

export interface DeskStream {
  /** So far. */
  arrivals(): Arrivals;
  close(): void;
}

/** Opens a page's event stream as its script does and notes what comes. */
export async function openDeskStream(
  url: string,
  colleague: Colleague,
  conversation: string,
): Promise<DeskStream> {
  const query = new URLSearchParams({
    tab: "all",
    since: String(Date.now()),
    conversation,
    after: "0",
  });
  const response = await answered(`${url}/console/stream?${query}`, colleague.headers);
  const entries = new Map<number, number>();
  const lines = new Map<number, number>();
  let repeats = 0;
  let bytes = 0;
  let ended = false;
  const take = (event: string, at: number) => {
    const kind = /^event: (\w+)$/m.exec(event)?.[1];
    if (kind !== "entry" && kind !== "inbox") return;
    const into = kind === "entry" ? entries : lines;
    for (const [, mark] of event.matchAll(marks)) {
      const number = Number(mark);
      if (!into.has(number)) into.set(number, at);
      else if (kind === "entry") repeats += 1;
    }
  };
  let text = "";
  response.setEncoding("utf8");
  response.on("data", (part: string) => {
    const at = now();
    bytes += Buffer.byteLength(part);
    text += part;
    const events = text.split("\n\n");
    text = events.pop() ?? "";
    for (const event of events) take(event, at);
  });
  response.on("error", () => undefined);
  response.on("close", () => {
    ended = true;
  });
  return {
    arrivals: () => ({ entries, lines, repeats, bytes, ended }),
    close: () => response.destroy(),
  };
}

function answered(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const call = get(url, { headers, agent: false }, (response) => {
      if (response.statusCode === 200) resolve(response);
      else reject(new Error(`[load] the stream answered ${response.statusCode}`));
    });
    call.once("error", reject);
  });
}
