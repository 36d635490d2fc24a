/** The real program as a child process, and a customer who talks to it over HTTP. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

export interface Running {
  readonly url: string;
  /** SIGKILL: nothing is finished, nothing is flushed. */
  kill(): Promise<void>;
}

export async function start(dataDir: string): Promise<Running> {
  const child: ChildProcess = spawn(process.execPath, [main], {
    env: { PATH: process.env["PATH"], PORT: "0", DATA_DIR: dataDir },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr?.on("data", (chunk) => {
    errors += chunk;
  });
  if (child.stdout === null) throw new Error("the child has no output");
  for await (const line of createInterface({ input: child.stdout })) {
    const { url } = JSON.parse(line) as { url?: string };
    if (url === undefined) continue;
    child.stdout.resume();
    return {
      url: url.replace("localhost", "127.0.0.1"),
      async kill() {
        const gone = once(child, "exit");
        child.kill("SIGKILL");
        await gone;
      },
    };
  }
  throw new Error(`the server did not start: ${errors}`);
}

export interface Entry {
  readonly seq: number;
  readonly side: string;
  readonly text: string;
  readonly messageId?: string;
}

export class Customer {
  #cookie = "";

  async arrive({ url }: Running): Promise<void> {
    const page = await fetch(url);
    await page.text();
    this.#cookie = page.headers.get("set-cookie")?.split(";")[0] ?? "";
  }

  /** Resolves once the server has said that the message is stored. */
  async send({ url }: Running, text: string, id: string = randomUUID()): Promise<string> {
    const response = await fetch(new URL("/api/messages", url), {
      method: "POST",
      headers: {
        "content-type": "application/json",
        cookie: this.#cookie,
        origin: new URL(url).origin,
        "sec-fetch-site": "same-origin",
      },
      body: JSON.stringify({ id, text }),
    });
    if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
    return id;
  }

  /** The transcript once it has so many replies of the bot. */
  async transcript({ url }: Running, replies: number): Promise<Entry[]> {
    const leave = new AbortController();
    const response = await fetch(new URL("/api/events", url), {
      headers: { cookie: this.#cookie, "sec-fetch-site": "same-origin" },
      signal: AbortSignal.any([leave.signal, AbortSignal.timeout(20_000)]),
    });
    const entries: Entry[] = [];
    let rest = "";
    for await (const chunk of response.body ?? []) {
      rest += Buffer.from(chunk).toString("utf8");
      const events = rest.split("\n\n");
      rest = events.pop() ?? "";
      for (const event of events) {
        if (!/^event: entry$/m.test(event)) continue;
        const data = event
          .split("\n")
          .filter((line) => line.startsWith("data: "))
          .map((line) => line.slice(6))
          .join("\n");
        entries.push(JSON.parse(data) as Entry);
      }
      if (entries.filter(({ side }) => side === "bot").length >= replies) break;
    }
    leave.abort();
    return entries;
  }
}
