import { request } from "node:http";
import { connect } from "node:net";
import { Hono } from "hono";
import { afterEach, describe, expect, test } from "vitest";
import { webChat } from "../../src/channels/web/door.ts";
import type { ListenOptions } from "../../src/http/listen.ts";
import { createHttp, listen } from "../../src/http/server.ts";
import { events } from "../channels/web/client.ts";
import { fakePort } from "../channels/web/fakePort.ts";
import { guards } from "../channels/web/guards.ts";

const running: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function start(extra = new Hono(), options: ListenOptions = {}) {
  const port = fakePort();
  const reported: unknown[] = [];
  const report = (error: unknown) => reported.push(error);
  extra.route("/", webChat(port, { ...guards(), secureCookies: false, report }));
  const health = async () => ({ ok: true, checks: {} });
  const app = createHttp({ web: extra, health, report });
  const answered: number[] = [];
  const watched = {
    async fetch(request: Request, env?: object) {
      const response = await app.fetch(request, env);
      answered.push(response.status);
      return response;
    },
  };
  const server = await listen(watched, 0, options);
  running.push(server);
  const origin = `http://127.0.0.1:${server.port}`;
  const cookie = (await fetch(origin)).headers.get("Set-Cookie")?.split(";")[0] ?? "";
  return { port, server, origin, cookie, reported, answered };
}

describe("opening", () => {
  test("serves on the port it names", async () => {
    const { origin } = await start();
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
  });

  test("a port in use is an error that says the fix", async () => {
    const { server } = await start();
    await expect(listen(new Hono(), server.port)).rejects.toThrow(
      /^\[http\] cannot open port \d+ \(EADDRINUSE\): .*set PORT/,
    );
  });

  test.each([-1, 65_536, 1.5, Number.NaN])("%d is not a port", async (port) => {
    await expect(listen(new Hono(), port)).rejects.toThrow(/^\[http\] .* is not a port: set PORT/);
  });
});

describe("closing", () => {
  test("a request under way finishes, new ones are not taken", async () => {
    let finish = () => {};
    const slow = new Hono().get("/slow", async (c) => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return c.text("done");
    });
    const { server, origin } = await start(slow);
    const answer = fetch(`${origin}/slow`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    let closed = false;
    const closing = server.close().then(() => {
      closed = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(closed).toBe(false);
    await expect(fetch(`${origin}/healthz`)).rejects.toThrow();
    finish();
    expect(await (await answer).text()).toBe("done");
    await closing;
    expect(closed).toBe(true);
  });

  test("event streams end cleanly and their listeners go", async () => {
    const { port, server, origin, cookie } = await start();
    const stream = events(await fetch(`${origin}/api/events`, { headers: { Cookie: cookie } }));
    await stream.until("ready");
    expect(port.listening()).toBe(1);
    const begun = performance.now();
    await server.close();
    expect(performance.now() - begun).toBeLessThan(3_000);
    expect(await stream.next()).toBeUndefined();
    expect(port.listening()).toBe(0);
  });

  test("a request that never finishes is cut off after the grace", async () => {
    const hangs = new Hono().get("/hangs", () => new Promise<Response>(() => {}));
    const { server, origin } = await start(hangs, { grace: 200 });
    const answer = fetch(`${origin}/hangs`).catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await server.close();
    expect(await answer).toBeInstanceOf(Error);
  });

  test("twice is once", async () => {
    const { server } = await start();
    await Promise.all([server.close(), server.close()]);
    await server.close();
  });
});

describe("over a real connection", () => {
  test("a customer who leaves frees the stream", async () => {
    const { port, origin, cookie, reported } = await start();
    const leave = new AbortController();
    const { signal } = leave;
    const response = await fetch(`${origin}/api/events`, { headers: { Cookie: cookie }, signal });
    await events(response).until("ready");
    expect(port.listening()).toBe(1);
    leave.abort();
    await expect.poll(() => port.listening()).toBe(0);
    expect(reported).toEqual([]);
  });

  test.each([
    ["length known", "Content-Length: 5000\r\n\r\n{"],
    ["chunked", "Transfer-Encoding: chunked\r\n\r\n5\r\n{aaaa\r\n"],
  ])("a customer who leaves inside a message is no error of ours (%s)", async (_name, rest) => {
    const { server, cookie, reported, answered } = await start();
    const socket = connect(server.port, "127.0.0.1");
    socket.write(
      `POST /api/messages HTTP/1.1\r\nHost: a\r\nSec-Fetch-Site: same-origin\r\nCookie: ${cookie}\r\nContent-Type: application/json\r\n${rest}`,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.destroy();
    await expect.poll(() => answered).toEqual([200, 400]);
    expect(reported).toEqual([]);
  });

  test.each([
    ["headers", "GET / HTTP/1.1\r\nHost: a\r\n", "X: a\r\n", 500],
    ["a body", "POST /reads HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n\r\n", "a", 1_500],
  ])(
    "%s dripping in: cut off when the time is up",
    async (_name, first, more, limit) => {
      const reads = new Hono().post("/reads", async (c) => c.text(await c.req.text()));
      const { server } = await start(reads, { headersMs: 500, requestMs: 1_500 });
      const begun = performance.now();
      const answer = await new Promise<string>((resolve) => {
        const socket = connect(server.port, "127.0.0.1", () => socket.write(first));
        const drip = setInterval(() => socket.write(more), 100);
        let read = "";
        socket.on("data", (chunk) => {
          read += chunk;
        });
        socket.on("error", () => undefined);
        socket.on("close", () => {
          clearInterval(drip);
          resolve(read);
        });
      });
      const took = performance.now() - begun;
      expect(answer).toMatch(/^HTTP\/1\.1 408/);
      expect(took).toBeGreaterThan(limit - 50);
      // Looked at every second; a busy machine may be late.
      expect(took).toBeLessThan(limit + 10_000);
    },
    20_000,
  );

  test("a fault is told although the customer has left, and a lost upstream connection too", async () => {
    let fail = () => {};
    const lost = Object.assign(new Error("upstream hung up"), { code: "ECONNRESET" });
    const extra = new Hono().post("/fails", async (c) => {
      await c.req.text();
      await new Promise<void>((resolve) => {
        fail = resolve;
      });
      throw lost;
    });
    const { server, reported } = await start(extra);
    const socket = connect(server.port, "127.0.0.1");
    socket.write("POST /fails HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok");
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 100));
    fail();
    await expect.poll(() => reported).toEqual([lost]);
  });

  test.each([[true], [false]])(
    "1 MB is 413 and the next request works (length known: %s)",
    async (known) => {
      const { server, origin, cookie } = await start();
      const body = JSON.stringify({ id: "aaaaaaaaaaaaaaaa", text: "a".repeat(1024 * 1024) });
      const status = await new Promise<number>((resolve, reject) => {
        const sent = request(
          {
            port: server.port,
            path: "/api/messages",
            method: "POST",
            headers: {
              "Content-Type": "application/json",
              Origin: `http://localhost:${server.port}`,
              Host: `localhost:${server.port}`,
              Cookie: cookie,
              ...(known ? { "Content-Length": body.length } : { "Transfer-Encoding": "chunked" }),
            },
          },
          (response) => {
            response.resume();
            resolve(response.statusCode ?? 0);
          },
        );
        sent.on("error", reject);
        sent.end(body);
      });
      expect(status).toBe(413);
      expect((await fetch(origin)).status).toBe(200);
    },
  );

  test.each([
    ["not HTTP", "hello\r\n\r\n", /^HTTP\/1\.1 400/],
    [
      "a header of 100 KB",
      `GET / HTTP/1.1\r\nHost: a\r\nX: ${"a".repeat(100_000)}\r\n\r\n`,
      /^HTTP\/1\.1 431/,
    ],
    ["no host", "GET / HTTP/1.1\r\n\r\n", /^HTTP\/1\.1 400/],
    [
      "a host that is none",
      "GET / HTTP/1.1\r\nHost: a b/\r\nConnection: close\r\n\r\n",
      /^HTTP\/1\.1 400/,
    ],
  ])("%s is refused", async (_name, bytes, expected) => {
    const { server, origin } = await start();
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(server.port, "127.0.0.1", () => socket.write(bytes));
      let read = "";
      socket.on("data", (chunk) => {
        read += chunk;
      });
      socket.on("error", () => resolve(read));
      socket.on("close", () => resolve(read));
    });
    expect(answer).toMatch(expected);
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
  });
});
