import type { Hono } from "hono";

/** A browser as far as the door can tell: it keeps its cookie and says where it comes from. */
export interface Client {
  readonly cookie: string;
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
}

export async function visit(app: Hono): Promise<Client> {
  const response = await app.request("/");
  const cookie = (response.headers.get("Set-Cookie") ?? "").split(";")[0] ?? "";
  return {
    cookie,
    async post(body, headers = {}) {
      return app.request("/api/messages", {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          "Sec-Fetch-Site": "same-origin",
          Cookie: cookie,
          ...headers,
        },
        body: typeof body === "string" ? body : JSON.stringify(body),
      });
    },
    async get(path, headers = {}) {
      return app.request(path, { headers: { Cookie: cookie, ...headers } });
    },
  };
}

export async function errorOf(response: Response): Promise<{ code: string; message: string }> {
  return ((await response.json()) as { error: { code: string; message: string } }).error;
}

export interface SentEvent {
  readonly event: string;
  readonly id?: string;
  readonly data: string;
}

/** Reads an event stream one event at a time. */
export function events(response: Response): {
  next(): Promise<SentEvent | undefined>;
  until(event: string): Promise<SentEvent[]>;
  close(): Promise<void>;
} {
  const reader = (response.body ?? new ReadableStream()).getReader();
  const decoder = new TextDecoder();
  let buffered = "";
  const next = async (): Promise<SentEvent | undefined> => {
    for (;;) {
      const end = buffered.indexOf("\n\n");
      if (end >= 0) {
        const lines = buffered.slice(0, end).split("\n");
        buffered = buffered.slice(end + 2);
        const field = (name: string) =>
          lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
        const event = field("event");
        if (event === undefined) continue;
        const id = field("id");
        return { event, data: field("data") ?? "", ...(id === undefined ? {} : { id }) };
      }
      const { done, value } = await reader.read();
      if (done) return undefined;
      buffered += decoder.decode(value, { stream: true });
    }
  };
  return {
    next,
    async until(event) {
      const seen: SentEvent[] = [];
      for (;;) {
        const one = await next();
        if (one === undefined) throw new Error(`the stream ended before ${event}`);
        if (one.event === event) return seen;
        seen.push(one);
      }
    },
    close: () => reader.cancel(),
  };
}
