import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { describe, expect, test, vi } from "vitest";
import { webChat } from "../../src/channels/web/door.ts";
import { createHttp, type Health } from "../../src/http/server.ts";
import { fakePort } from "../channels/web/fakePort.ts";
import { guards } from "../channels/web/guards.ts";

function setUp(health: () => Promise<Health> = async () => ({ ok: true, checks: {} })) {
  const reported: [string, unknown][] = [];
  const port = fakePort();
  const web = new Hono();
  web.get("/broken", () => {
    throw new Error("secret detail");
  });
  web.get("/refused", () => {
    throw new HTTPException(403, { message: "secret detail" });
  });
  web.post("/takes-anything", async (c) => c.text(`${(await c.req.text()).length}`));
  web.get("/own-policy", (c) => {
    c.header("Content-Security-Policy", "default-src 'self'");
    return c.text("ok");
  });
  web.route("/", webChat(port, { ...guards(), secureCookies: false }));
  const app = createHttp({
    web,
    health,
    report: (error, where) => reported.push([where, error]),
  });
  return { app, port, reported };
}

describe("every response", () => {
  const requests: [string, number, RequestInit?][] = [
    ["/", 200],
    ["/healthz", 200],
    ["/readyz", 200],
    ["/nothing/here", 404],
    ["/api/passage?id=none", 404],
    ["/api/events", 401],
    ["/api/messages", 403, { method: "POST" }],
    ["/", 405, { method: "DELETE" }],
    ["/refused", 403],
    ["/broken?name=张三", 500],
    ["/takes-anything", 413, { method: "POST", body: "x".repeat(1024 * 1024 + 1) }],
  ];
  test.each(requests)("%s → %i carries the security headers", async (path, status, init) => {
    const { app } = setUp();
    const response = await app.request(path, init);
    expect(response.status).toBe(status);
    const policy = response.headers.get("Content-Security-Policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("style-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(response.headers.get("Referrer-Policy")).toBe("no-referrer");
    expect(response.headers.get("X-Frame-Options")).toBe("DENY");
  });

  test("the event stream carries them too", async () => {
    const { app } = setUp();
    const cookie = (await app.request("/")).headers.get("Set-Cookie")?.split(";")[0] ?? "";
    const response = await app.request("/api/events", { headers: { Cookie: cookie } });
    expect(response.status).toBe(200);
    expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
    await response.body?.cancel();
  });

  test("the page's files stay cacheable", async () => {
    const { app } = setUp();
    const script = /\/assets\/chat\.\w+\.js/.exec(await (await app.request("/")).text())?.[0] ?? "";
    const response = await app.request(script);
    expect(response.status).toBe(200);
    expect(response.headers.get("Cache-Control")).toBe("public, max-age=31536000, immutable");
    expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
  });

  test("a route keeps a policy of its own", async () => {
    const response = await setUp().app.request("/own-policy");
    expect(response.headers.get("Content-Security-Policy")).toBe("default-src 'self'");
  });
});

describe("refusals", () => {
  test("people get a page, programs get JSON", async () => {
    const { app } = setUp();
    const page = await app.request("/nothing", { headers: { Accept: "text/html,*/*;q=0.8" } });
    expect(page.headers.get("Content-Type")).toMatch(/^text\/html/);
    expect(await page.text()).toContain("没有这个页面");
    const json = await app.request("/nothing");
    expect(await json.json()).toEqual({ error: { code: "not-found", message: "没有这个页面" } });
  });

  test("a wrong method names the right ones", async () => {
    const response = await setUp().app.request("/api/messages", { method: "GET" });
    expect(response.status).toBe(405);
    expect(response.headers.get("Allow")).toBe("POST");
  });

  test("an error is told to the log, without the query, and never to the customer", async () => {
    const { app, reported } = setUp();
    for (const path of ["/broken?name=secret", "/refused"]) {
      expect(await (await app.request(path)).text()).not.toContain("secret");
    }
    expect(reported).toEqual([["GET /broken", new Error("secret detail")]]);
  });

  test("a message that was not stored is 503 with its Chinese words, and reaches the log", async () => {
    const { app, port, reported } = setUp();
    port.beforeStore = () => {
      throw new Error("disk full");
    };
    const cookie = (await app.request("/")).headers.get("Set-Cookie")?.split(";")[0] ?? "";
    const response = await app.request("/api/messages", {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "Sec-Fetch-Site": "same-origin",
        Cookie: cookie,
      },
      body: JSON.stringify({ id: "aaaaaaaaaaaaaaaa", text: "在吗" }),
    });
    expect(response.status).toBe(503);
    expect(response.headers.get("Retry-After")).toBe("5");
    expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(await response.text()).toContain("请稍后重新发送");
    expect(reported).toEqual([
      ["POST /api/messages", expect.objectContaining({ cause: new Error("disk full") })],
    ]);
  });

  test("1 MB passes the outer limit, chunked or not; one byte more does not", async () => {
    const { app } = setUp();
    const post = (size: number, headers: Record<string, string>) =>
      app.request("/takes-anything", { method: "POST", body: "x".repeat(size), headers });
    const full = 1024 * 1024;
    for (const length of [true, false]) {
      const headers = (size: number): Record<string, string> =>
        length ? { "Content-Length": `${size}` } : {};
      expect(await (await post(full, headers(full))).text()).toBe(`${full}`);
      expect((await post(full + 1, headers(full + 1))).status).toBe(413);
    }
  });
});

describe("health", () => {
  test("healthz answers without asking the parts", async () => {
    const { app } = setUp(async () => ({ ok: false, checks: { ledger: "down" } }));
    const response = await app.request("/healthz");
    expect(response.status).toBe(200);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(await response.json()).toEqual({ ok: true });
  });

  test("readyz says which part is not ready", async () => {
    const state = { ok: false, checks: { ledger: "down", index: "ok" } };
    const response = await setUp(async () => state).app.request("/readyz");
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual(state);
  });

  test("readyz tells numbers to who asks from inside alone", async () => {
    const { app } = setUp(async () => ({
      ok: true,
      checks: { ledger: "ok" },
      counts: { waiting: 3 },
    }));
    const from = async (remoteAddress: string, headers: Record<string, string> = {}) => {
      const env = { incoming: { socket: { remoteAddress } } };
      return await (await app.request("/readyz", { headers }, env)).json();
    };
    const told = { ok: true, checks: { ledger: "ok" } };
    expect(await from("10.0.0.7")).toEqual({ ...told, counts: { waiting: 3 } });
    expect(await from("203.0.113.9")).toEqual(told);
    expect(await from("127.0.0.1", { "X-Forwarded-For": "203.0.113.9" })).toEqual(told);
  });

  test("readyz asks the parts once in some seconds, however often it is asked", async () => {
    let ok = true;
    const health = vi.fn(async () => ({ ok, checks: {} }));
    const { app } = setUp(health);
    const status = async () => (await app.request("/readyz")).status;
    vi.useFakeTimers({ toFake: ["performance"] });
    try {
      expect(await Promise.all([status(), status(), status()])).toEqual([200, 200, 200]);
      ok = false;
      vi.advanceTimersByTime(1_000);
      expect(await status()).toBe(200);
      expect(health).toHaveBeenCalledTimes(1);
      vi.advanceTimersByTime(1_000);
      expect(await status()).toBe(503);
      expect(health).toHaveBeenCalledTimes(2);
    } finally {
      vi.useRealTimers();
    }
  });

  test("a check that throws is not ready and does not say why to outsiders", async () => {
    const response = await setUp(async () => {
      throw new Error("password=hunter2");
    }).app.request("/readyz");
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain("hunter2");
  });
});
