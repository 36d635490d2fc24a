import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { act, perform, personNumber } from "./act.ts";
import { watchBot } from "./botWatch.ts";
import { sendEvents } from "./events.ts";
import type { People } from "./people.ts";

export interface PageOptions {
  readonly people: People;
  /** Where the bot is expected. */
  readonly bot: URL;
  /** What to type to start the bot; the page shows it while none is running. */
  readonly command: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Milliseconds between two looks at the bot. */
  readonly every?: number;
}

export interface Page {
  readonly url: string;
  close(): Promise<void>;
}

const headers = {
  "Content-Security-Policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join("; "),
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-store",
};
const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};
const files = [
  "index.html",
  "page.css",
  "phone.css",
  "page.js",
  "phone.js",
  "servicer.js",
  "words.js",
  "icon.svg",
];
const largestBody = 100_000;

/** The page a person types in, on localhost only. */
export async function startPage({ people, bot, command, port, every }: PageOptions): Promise<Page> {
  const assets = new Map(
    files.map((name) => [
      name === "index.html" ? "/" : `/${name}`,
      {
        type: types[name.split(".").at(-1) ?? ""] ?? "",
        body: readFileSync(new URL(`assets/${name}`, import.meta.url)),
      },
    ]),
  );
  const watch = watchBot(bot, every);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const end = (status: number, problem?: string) => {
      response.writeHead(status, { "Content-Type": "application/json; charset=utf-8" });
      response.end(problem === undefined ? undefined : JSON.stringify({ problem }));
    };
    const { host = "" } = request.headers;
    // Another site may not reach in, neither by a form nor by a name that points to this machine.
    if (!/^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/.test(host))
      return end(403, "不是本机地址");
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const asset = assets.get(pathname);
    if (request.method === "GET" && asset !== undefined) {
      response.writeHead(200, { "Content-Type": asset.type }).end(asset.body);
      return;
    }
    if (request.method === "GET" && pathname === "/events") {
      const person = personNumber.safeParse(searchParams.get("person") ?? "1");
      if (!person.success) return end(400, "没有这位客户");
      return sendEvents(response, { people, person: person.data, bot: watch, command });
    }
    if (request.method !== "POST" || pathname !== "/act") return end(404, "没有这个页面");
    if (request.headers.origin !== `http://${host}`) return end(403, "请从模拟页面操作");
    const deed = act.safeParse(await readJson(request));
    if (!deed.success) return end(400, "看不懂的操作");
    try {
      await perform(people.of(deed.data.surface, deed.data.person), deed.data);
      return end(204);
    } catch (error) {
      // The platform says no, as it would to the person: a menu that is used up, an empty message.
      return end(409, error instanceof Error ? error.message : String(error));
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      console.error("[emulate]", error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    async close() {
      watch.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > largestBody) return undefined;
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString("utf8"));
  } catch {
    return undefined;
  }
}
