import { describe, expect, test } from "vitest";
import { webChat } from "../../../src/channels/web/door.ts";
import { errorOf, visit } from "./client.ts";
import { fakePort } from "./fakePort.ts";
import { guards } from "./guards.ts";

const now = new Date("2026-11-21T08:00:00Z");
let serial = 0;
const newId = () => `message-id-${String(++serial).padStart(8, "0")}`;

function setUp(clock: () => Date = () => now) {
  const port = fakePort();
  const reported: unknown[] = [];
  const report = (error: unknown) => reported.push(error);
  return {
    port,
    reported,
    app: webChat(port, { ...guards(), secureCookies: false, now: clock, report }),
  };
}

describe("POST /api/messages", () => {
  test("stores the message as it was written, then answers 202", async () => {
    const { app, port } = setUp();
    const client = await visit(app);
    const id = newId();
    const response = await client.post({ id, text: "第一行\n第二行" });
    expect(response.status).toBe(202);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(await response.json()).toEqual({ id, repeat: false });
    expect(port.accepted).toEqual([
      { id, channel: "web", contact: expect.any(String), text: "第一行\n第二行", at: now },
    ]);
  });

  test("the contact is one for each cookie and does not give the cookie away", async () => {
    const { app, port } = setUp();
    const [a, b] = [await visit(app), await visit(app)];
    for (const client of [a, a, b]) await client.post({ id: newId(), text: "在吗" });
    const [first, second, third] = port.accepted.map(({ contact }) => contact);
    expect(first).toBe(second);
    expect(first).not.toBe(third);
    expect(a.cookie).not.toContain(first);
  });

  test("a repeat is a success", async () => {
    const { app, port } = setUp();
    const client = await visit(app);
    const message = { id: newId(), text: "在吗" };
    await client.post(message);
    expect(await (await client.post(message)).json()).toEqual({ id: message.id, repeat: true });
    expect(port.accepted).toHaveLength(1);
  });

  test("a store that is down is 503 with Retry-After and reaches the log", async () => {
    const { app, port } = setUp();
    port.beforeStore = () => {
      throw new Error("disk full");
    };
    const errors: unknown[] = [];
    app.onError((error) => {
      errors.push(error.cause);
      return (error as unknown as { getResponse(): Response }).getResponse();
    });
    const response = await (await visit(app)).post({ id: newId(), text: "在吗" });
    expect(response.status).toBe(503);
    expect(response.headers.get("Retry-After")).toBe("5");
    expect(await errorOf(response)).toEqual({
      code: "store",
      message: expect.stringMatching(/重新发送/),
    });
    expect(errors).toEqual([new Error("disk full")]);
  });
});

describe("who may post", () => {
  const cases: [string, Record<string, string>, number][] = [
    ["our page, by fetch metadata", { "Sec-Fetch-Site": "same-origin" }, 202],
    ["our page, by Origin", { "Sec-Fetch-Site": "", Origin: "http://localhost" }, 202],
    [
      "our page behind a TLS proxy",
      { "Sec-Fetch-Site": "", Origin: "https://zw.cn", Host: "zw.cn" },
      202,
    ],
    ["another site", { "Sec-Fetch-Site": "cross-site" }, 403],
    ["a sister domain", { "Sec-Fetch-Site": "same-site" }, 403],
    ["typed in the address bar", { "Sec-Fetch-Site": "none" }, 403],
    [
      "metadata outweighs a fitting Origin",
      { "Sec-Fetch-Site": "cross-site", Origin: "http://localhost" },
      403,
    ],
    ["another Origin", { "Sec-Fetch-Site": "", Origin: "https://evil.example" }, 403],
    ["a port apart", { "Sec-Fetch-Site": "", Origin: "http://localhost:81" }, 403],
    ["Origin: null", { "Sec-Fetch-Site": "", Origin: "null" }, 403],
    ["an Origin that is none", { "Sec-Fetch-Site": "", Origin: "%%%" }, 403],
    ["neither header", { "Sec-Fetch-Site": "" }, 403],
  ];
  test.each(cases)("%s", async (_name, given, status) => {
    const { app, port } = setUp();
    const { cookie } = await visit(app);
    const headers = new Headers({ "Content-Type": "application/json", Cookie: cookie });
    for (const [name, value] of Object.entries(given)) if (value !== "") headers.set(name, value);
    const body = JSON.stringify({ id: newId(), text: "在吗" });
    const response = await app.request("/api/messages", { method: "POST", headers, body });
    expect(response.status).toBe(status);
    expect(port.accepted).toHaveLength(status === 202 ? 1 : 0);
  });

  test("nobody without a cookie, or with one we never gave", async () => {
    const { app } = setUp();
    const client = await visit(app);
    for (const cookie of [
      "",
      "zhiwen=",
      "zhiwen=short",
      "other=abcdefghijklmnopqrstuv",
      `zhiwen=${"a".repeat(23)}`,
    ]) {
      const response = await client.post({ id: newId(), text: "在吗" }, { Cookie: cookie });
      expect(response.status).toBe(401);
      expect((await errorOf(response)).message).toMatch(/刷新/);
    }
  });

  test("JSON only", async () => {
    const { app } = setUp();
    const client = await visit(app);
    const body = { id: newId(), text: "在吗" };
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "application/jsonp",
      "",
    ]) {
      expect((await client.post(body, { "Content-Type": type })).status).toBe(415);
    }
    const response = await client.post(body, { "Content-Type": "application/json; charset=utf-8" });
    expect(response.status).toBe(202);
  });
});

describe("bad bodies", () => {
  test.each([
    "",
    " ",
    "{",
    "}",
    "nul",
    "undefined",
    "{'id':1}",
    '{"id":"a",}',
    "<xml/>",
    "\u0000",
    "\ufeff{",
    "[".repeat(30_000),
    `${'{"a":'.repeat(10_000)}1`,
    '"\\ud800',
  ])("not JSON is 400 (%#)", async (body) => {
    const { app } = setUp();
    const response = await (await visit(app)).post(body);
    expect(response.status).toBe(400);
    expect((await errorOf(response)).message).toMatch(/JSON/);
  });

  const wrong: unknown[] = [
    null,
    true,
    false,
    0,
    1,
    -1,
    1.5,
    1e308,
    [],
    ["a"],
    [[]],
    {},
    { a: 1 },
    { toString: 1 },
    { length: 3 },
    [null],
    { $ne: "" },
    { __proto__: null, x: 1 },
    [1, 2, 3],
    { text: "x" },
  ];
  test("20 wrong types for each field and for the whole are 422", async () => {
    expect(wrong).toHaveLength(20);
    let at = now.getTime();
    const { app, port } = setUp(() => {
      at += 60_000;
      return new Date(at);
    });
    const client = await visit(app);
    for (const value of wrong) {
      for (const body of [{ id: value, text: "在吗" }, { id: newId(), text: value }, value]) {
        const response = await client.post(body);
        expect(response.status, JSON.stringify(body)).toBe(422);
        expect((await errorOf(response)).code).toBe("wrong-shape");
      }
    }
    expect(port.accepted).toEqual([]);
  });

  test("fields missing, unknown or misnamed are 422 and named", async () => {
    const { app } = setUp();
    const client = await visit(app);
    expect((await errorOf(await client.post({ id: newId() }))).message).toContain("text");
    expect((await errorOf(await client.post({ text: "在吗" }))).message).toContain("id");
    const more = { id: newId(), text: "在吗", contact: "somebody" };
    expect((await errorOf(await client.post(more))).message).toContain("多余");
    expect(
      (await client.post('{"id":"aaaaaaaaaaaaaaaa","text":"x","__proto__":{"a":1}}')).status,
    ).toBe(422);
  });

  test.each([
    "",
    "short",
    "a".repeat(65),
    "with blank in its middle",
    "中文中文中文中文中文中文中文中文",
    "<script>alert(1)</script>",
    "aaaaaaaaaaaaaaa\n",
    "../../../../etc/passwd",
  ])("an id like %j is 422", async (id) => {
    const { app } = setUp();
    expect((await (await visit(app)).post({ id, text: "在吗" })).status).toBe(422);
  });

  test.each(["", " ", "\n\n", "\u0000\u0001", "　", "\u001b"])(
    "empty text %j is 422",
    async (text) => {
      const { app } = setUp();
      const error = await errorOf(await (await visit(app)).post({ id: newId(), text }));
      expect(error).toEqual({ code: "empty", message: expect.stringContaining("空") });
    },
  );

  test("4,000 characters pass, one more is 422 and says how many", async () => {
    const { app, port } = setUp();
    const client = await visit(app);
    expect((await client.post({ id: newId(), text: "😀".repeat(4_000) })).status).toBe(202);
    expect(port.accepted[0]?.text).toHaveLength(8_000);
    const response = await client.post({ id: newId(), text: "问".repeat(4_001) });
    expect(response.status).toBe(422);
    expect((await errorOf(response)).message).toContain("4001");
  });

  test.each([65 * 1024, 1024 * 1024])("a body of %i bytes is 413 in Chinese", async (size) => {
    const { app, port } = setUp();
    const client = await visit(app);
    const body = JSON.stringify({ id: newId(), text: "a".repeat(size) });
    for (const headers of [{ "Content-Length": `${body.length}` }, {}]) {
      const response = await client.post(body, headers as Record<string, string>);
      expect(response.status).toBe(413);
      expect((await errorOf(response)).message).toMatch(/4000 字/);
    }
    expect(port.accepted).toEqual([]);
  });
});

describe("strange text", () => {
  const kept: [string, string, string][] = [
    ["HTML stays text", "<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"],
    ["line ends become one kind", "a\r\nb\rc\nd", "a\nb\nc\nd"],
    ["control characters go", "a\u0000b\u0007c\u001b[31md\u0085e", "abc[31mde"],
    ["tabs stay", "a\tb", "a\tb"],
    ["emoji stay whole", "👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"],
    ["right-to-left marks stay", "a\u202eb", "a\u202eb"],
  ];
  test.each(kept)("%s", async (_name, text, expected) => {
    const { app, port } = setUp();
    expect((await (await visit(app)).post({ id: newId(), text })).status).toBe(202);
    expect(port.accepted[0]?.text).toBe(expected);
  });

  test("a lone surrogate becomes the replacement character, so that every store takes it", async () => {
    const { app, port } = setUp();
    const client = await visit(app);
    const response = await client.post(String.raw`{"id":"${newId()}","text":"a\ud800b\udc00"}`);
    expect(response.status).toBe(202);
    expect(port.accepted[0]?.text).toBe("a\ufffdb\ufffd");
  });

  test("bytes that are not UTF-8 do no harm", async () => {
    const { app } = setUp();
    const { cookie } = await visit(app);
    const headers = {
      "Content-Type": "application/json",
      "Sec-Fetch-Site": "same-origin",
      Cookie: cookie,
    };
    const body = Buffer.from([
      ...Buffer.from(`{"id":"${newId()}","text":"`),
      0xff,
      0xfe,
      0x80,
      ...Buffer.from('"}'),
    ]);
    expect((await app.request("/api/messages", { method: "POST", headers, body })).status).toBe(
      202,
    );
  });
});

describe("limits on the rate", () => {
  test("one contact: 12 at once, then 429 with Retry-After, and again after it", async () => {
    let at = now.getTime();
    const { app, port } = setUp(() => new Date(at));
    const client = await visit(app);
    const one = () => client.post({ id: newId(), text: "在吗" });
    for (let i = 0; i < 12; i++) expect((await one()).status).toBe(202);
    const refused = await one();
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get("Retry-After"));
    expect(seconds).toBe(2);
    expect((await errorOf(refused)).message).toContain(`${seconds} 秒`);
    expect(port.accepted).toHaveLength(12);
    expect((await (await visit(app)).post({ id: newId(), text: "在吗" })).status).toBe(202);
    at += seconds * 1_000;
    expect((await one()).status).toBe(202);
  });

  test("one address: new cookies do not help beyond 120 at once", async () => {
    const { app } = setUp();
    let refused: Response | undefined;
    let sent = 0;
    while (refused === undefined && sent <= 200) {
      const client = await visit(app);
      for (let i = 0; i < 10 && refused === undefined; i++) {
        const response = await client.post({ id: newId(), text: "在吗" });
        if (response.status === 429) refused = response;
        else sent += 1;
      }
    }
    expect(sent).toBe(120);
    expect((await errorOf(refused as Response)).code).toBe("address-rate");
  });

  test("behind a proxy each customer's address counts by itself, and a forged one does not", async () => {
    const app = webChat(fakePort(), { ...guards(1), secureCookies: false, now: () => now });
    const burst = async (forwarded: (i: number) => string) => {
      let stored = 0;
      let client = await visit(app);
      for (let i = 0; i < 130; i++) {
        if (i % 10 === 0) client = await visit(app);
        const response = await client.post(
          { id: newId(), text: "在吗" },
          { "X-Forwarded-For": forwarded(i) },
        );
        if (response.status === 202) stored += 1;
      }
      return stored;
    };
    expect(await burst(() => "203.0.113.1")).toBe(120);
    expect(await burst(() => "203.0.113.2")).toBe(120);
    expect(await burst((i) => `198.51.100.${i}, 203.0.113.3`)).toBe(120);
    expect(await burst((i) => `2001:db8::${i}`)).toBe(120);
  });
});
