import type { Hono } from "hono";
import { afterEach, describe, expect, test } from "vitest";
import { webChat } from "../../../src/channels/web/door.ts";
import { type Client, errorOf, events, visit } from "./client.ts";
import { fakePort } from "./fakePort.ts";
import { guards } from "./guards.ts";

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const stream of opened.splice(0)) await stream.close();
});

async function setUp(beat = 20_000, proxies = 0) {
  const port = fakePort({ answer: ({ text }) => ({ side: "bot", text: `收到：${text}` }) });
  const reported: unknown[] = [];
  const app = webChat(port, {
    ...guards(proxies),
    secureCookies: false,
    beat,
    report: (error) => reported.push(error),
  });
  return { port, app, reported, client: await visit(app) };
}

async function open(client: Client, headers: Record<string, string> = {}, path = "/api/events") {
  const response = await client.get(path, headers);
  expect(response.status).toBe(200);
  const stream = events(response);
  opened.push(stream);
  return { response, ...stream };
}

let serial = 0;
const write = (client: Client, text: string) =>
  client.post({ id: `event-message-${String(++serial).padStart(6, "0")}`, text });

const texts = (seen: { data: string }[]) => seen.map(({ data }) => JSON.parse(data).text);

describe("GET /api/events", () => {
  test("streams the whole transcript, says ready, then what is added", async () => {
    const { client, port } = await setUp();
    await write(client, "一");
    await write(client, "二");
    await new Promise((resolve) => setTimeout(resolve, 5));
    const stream = await open(client);
    expect(stream.response.headers.get("Content-Type")).toBe("text/event-stream");
    expect(stream.response.headers.get("Cache-Control")).toBe("no-store");
    expect(stream.response.headers.get("X-Accel-Buffering")).toBe("no");
    expect(texts(await stream.until("ready"))).toEqual(["一", "二", "收到：一", "收到：二"]);
    port.say({ side: "staff", text: "您好\n我是工作人员" });
    const added = await stream.next();
    expect(added?.event).toBe("entry");
    expect(JSON.parse(added?.data ?? "")).toEqual({
      seq: Number(added?.id),
      side: "staff",
      text: "您好\n我是工作人员",
      at: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  test("carries message ids, citations and choices", async () => {
    const { client, port } = await setUp();
    await write(client, "一");
    const outcome = {
      kind: "answer",
      citations: [{ document: "《甲》", section: "一", date: "2026-01-01", passage: "a/b" }],
      choices: [{ label: "好", text: "好的" }],
    };
    port.say({ side: "bot", text: "二", outcome });
    const stream = await open(client);
    const seen = (await stream.until("ready")).map(({ data }) => JSON.parse(data));
    expect(seen[0].messageId).toMatch(/^event-message-/);
    expect(seen[1].outcome).toEqual(outcome);
  });

  test("a lost connection resumes behind the last id seen, by header or by query", async () => {
    const { client } = await setUp();
    for (const text of ["一", "二", "三"]) await write(client, text);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const all = await (await open(client)).until("ready");
    expect(all).toHaveLength(6);
    const last = all[3]?.id ?? "";
    const byHeader = await open(client, { "Last-Event-ID": last });
    expect(await byHeader.until("ready")).toEqual(all.slice(4));
    const byQuery = await open(client, {}, `/api/events?after=${last}`);
    expect(await byQuery.until("ready")).toEqual(all.slice(4));
    const both = await open(
      client,
      { "Last-Event-ID": all[4]?.id ?? "" },
      `/api/events?after=${last}`,
    );
    expect(await both.until("ready")).toEqual(all.slice(5));
  });

  test.each(["", "abc", "-1", "1.5", "9".repeat(30), "1; drop", "0x10", "NaN"])(
    "an unreadable position %j gives the whole transcript",
    async (id) => {
      const { client } = await setUp();
      await write(client, "一");
      const stream = await open(client, {}, `/api/events?after=${encodeURIComponent(id)}`);
      expect(texts(await stream.until("ready"))[0]).toBe("一");
    },
  );

  test("nobody sees another contact's transcript", async () => {
    const { client, app } = await setUp();
    await write(client, "私事");
    const other = await open(await visit(app));
    expect(await other.until("ready")).toEqual([]);
  });

  test("beats while nothing happens", async () => {
    const { client } = await setUp(20);
    const stream = await open(client);
    await stream.until("ready");
    expect((await stream.next())?.event).toBe("beat");
    expect((await stream.next())?.event).toBe("beat");
  });

  test("what another instance added comes with a beat, once, though nobody told of it", async () => {
    const { client, port } = await setUp(20);
    await write(client, "一");
    await new Promise((resolve) => setTimeout(resolve, 5));
    const stream = await open(client);
    await stream.until("ready");
    port.sayElsewhere({ side: "staff", text: "我来帮您" });
    let event = await stream.next();
    while (event?.event === "beat") event = await stream.next();
    expect(JSON.parse(event?.data ?? "")).toMatchObject({ side: "staff", text: "我来帮您" });
    expect((await stream.next())?.event).toBe("beat");
  });

  test("what is added while the stored part is read or written is not lost", async () => {
    const { client, port } = await setUp();
    await write(client, "一");
    await new Promise((resolve) => setTimeout(resolve, 5));
    let reads = 0;
    port.beforeRead = () => {
      // Between the reading and the first waiting of the stream.
      if (++reads === 1) queueMicrotask(() => port.say({ side: "bot", text: "插入" }));
    };
    const stream = await open(client);
    const seen = texts(await stream.until("ready"));
    if (!seen.includes("插入")) seen.push(JSON.parse((await stream.next())?.data ?? "{}").text);
    expect(seen).toEqual(["一", "收到：一", "插入"]);
  });
});

describe("streams that are refused or end", () => {
  test("no cookie is 401, another site is 403", async () => {
    const { app, client } = await setUp();
    expect((await app.request("/api/events")).status).toBe(401);
    const response = await client.get("/api/events", { "Sec-Fetch-Site": "cross-site" });
    expect(response.status).toBe(403);
    expect((await errorOf(response)).code).toBe("origin");
  });

  test("a record that cannot be read is 503 before the stream and an end within it", async () => {
    const { client, port, reported } = await setUp();
    await write(client, "一");
    const stream = await open(client);
    await stream.until("ready");
    port.beforeRead = () => {
      throw new Error("store is down");
    };
    port.say({ side: "bot", text: "二" });
    await expect.poll(() => reported.length).toBe(1);
    let event = await stream.next();
    while (event !== undefined) event = await stream.next();
    const refused = await client.get("/api/events");
    expect(refused.status).toBe(503);
    expect(refused.headers.get("Retry-After")).toBe("5");
    expect(reported).toEqual([new Error("store is down"), new Error("store is down")]);
    expect(port.listening()).toBe(0);
    port.beforeRead = () => {};
    expect(texts(await (await open(client)).until("ready"))).toContain("二");
  });

  test("a fifth window takes over from the oldest, which is told so", async () => {
    const { client, port } = await setUp();
    const streams: Awaited<ReturnType<typeof open>>[] = [];
    for (let i = 0; i < 5; i++) {
      streams.push(await open(client));
      await streams[i]?.until("ready");
    }
    expect((await streams[0]?.next())?.event).toBe("moved");
    expect(await streams[0]?.next()).toBeUndefined();
    await expect.poll(() => port.listening()).toBe(4);
    await write(client, "一");
    for (const stream of streams.slice(1)) expect((await stream.next())?.event).toBe("entry");
  });

  test("a closed window frees its place and its listener", async () => {
    const { client, port } = await setUp();
    for (let i = 0; i < 20; i++) {
      const stream = events(await client.get("/api/events"));
      await stream.until("ready");
      await stream.close();
    }
    await expect.poll(() => port.listening()).toBe(0);
    const last = await open(client);
    await last.until("ready");
  });

  test("beyond 2,000 streams in all the next is 503", async () => {
    const { app, port } = await setUp(20_000, 1);
    const from = (i: number) => ({ "X-Forwarded-For": `10.0.0.${i % 50}` });
    const clients = await Promise.all(Array.from({ length: 501 }, () => visit(app as Hono)));
    const responses: Response[] = [];
    for (let i = 0; i < 2_000; i++) {
      responses.push((await clients[i % 500]?.get("/api/events", from(i))) as Response);
    }
    expect(port.listening()).toBe(2_000);
    const refused = await clients[500]?.get("/api/events", from(50));
    expect(refused?.status).toBe(503);
    expect(refused?.headers.get("Retry-After")).toBe("10");
    await Promise.all(responses.map((response) => response.body?.cancel()));
    await expect.poll(() => port.listening()).toBe(0);
  });

  test("one address with invented cookies gets 64 streams; everybody else gets theirs", async () => {
    const { app, port, client } = await setUp(20_000, 1);
    const get = (i: number, seen: string) =>
      app.request("/api/events", {
        headers: { Cookie: `zhiwen=${String(i).padStart(22, "A")}`, "X-Forwarded-For": seen },
      });
    const flood = await Promise.all(
      Array.from({ length: 200 }, (_, i) => get(i, `10.9.9.${i}, 10.0.0.1`)),
    );
    const refused = flood.filter((response) => response.status === 429);
    expect(refused).toHaveLength(136);
    expect(port.listening()).toBe(64);
    expect(refused[0]?.headers.get("Retry-After")).toBe("10");
    expect(await errorOf(refused[0] as Response)).toMatchObject({ code: "address-streams" });
    const other = await open(client, { "X-Forwarded-For": "10.0.0.2" });
    await other.until("ready");
    await Promise.all(flood.map((response) => response.body?.cancel().catch(() => undefined)));
    await expect.poll(() => port.listening()).toBe(1);
    const again = await get(300, "10.0.0.1");
    expect(again.status).toBe(200);
    await again.body?.cancel();
  });
});
