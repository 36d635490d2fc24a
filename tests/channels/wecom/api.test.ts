import { afterEach, describe, expect, test } from "vitest";
import { type WecomApiOptions, wecomApi } from "../../../src/channels/wecom/api.ts";
import { errcode } from "../../../src/channels/wecom/errcodes.ts";
import { memoryTokens } from "./memoryTokens.ts";
import { type Answer, type Call, type Platform, platform } from "./platform.ts";

const corpId = "ww6a112864f8022910";
const secret = "the-secret-of-the-app";
const opened: Platform[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
});

async function served(
  answer: (call: Call, before: number) => Answer,
  more: Partial<WecomApiOptions> = {},
) {
  const server = await platform((call, before) =>
    call.path === "gettoken" && more.tokens === undefined
      ? { errcode: 0, errmsg: "ok", access_token: `T${before + 1}`, expires_in: 7200 }
      : answer(call, before),
  );
  opened.push(server);
  const options = { apiRoot: server.root, corpId, secret, tokens: memoryTokens(), busyPauseMs: 1 };
  return { server, api: wecomApi({ ...options, ...more }) };
}
/** The test answers gettoken itself. */
const own = () => ({ tokens: memoryTokens() });
const ok = { errcode: 0, errmsg: "ok" };
const lent = (value: string) => ({ ...ok, access_token: value, expires_in: 7200 });

describe("the access token", () => {
  test("is asked for with corp and secret, and goes with every call", async () => {
    const { server, api } = await served(() => ok);
    expect(await api.call("menu/get", { query: { agentid: "1" } })).toEqual({
      kind: "ok",
      body: ok,
    });
    await api.call("message/send", { body: { a: 1 } });
    expect(server.calls.map(({ method, path, query }) => ({ method, path, query }))).toEqual([
      { method: "GET", path: "gettoken", query: { corpid: corpId, corpsecret: secret } },
      { method: "GET", path: "menu/get", query: { agentid: "1", access_token: "T1" } },
      { method: "POST", path: "message/send", query: { access_token: "T1" } },
    ]);
  });

  test("is asked for once, however many wait for it", async () => {
    const { server, api } = await served(() => ok);
    const results = await Promise.all(
      Array.from({ length: 30 }, () => api.call("x", { body: {} })),
    );
    expect(results.every(({ kind }) => kind === "ok")).toBe(true);
    expect(server.callsOf("gettoken")).toHaveLength(1);
  });

  test("is shared by clients on one cache, and not by other secrets", async () => {
    const tokens = memoryTokens();
    const { server, api } = await served((call) => (call.path === "gettoken" ? lent("T") : ok), {
      tokens,
    });
    const options = { apiRoot: server.root, corpId, secret, tokens };
    await Promise.all([api.call("x"), wecomApi(options).call("x")]);
    expect(server.callsOf("gettoken")).toHaveLength(1);
    await wecomApi({ ...options, secret: "another" }).call("x");
    expect(server.callsOf("gettoken")).toHaveLength(2);
    expect([...tokens.kept.keys()].join()).not.toContain(secret);
  });

  test("is renewed before it ends", async () => {
    let time = new Date("2026-11-21T12:00:00Z").getTime();
    const { server, api } = await served(() => ok, { now: () => new Date(time) });
    await api.call("x");
    time += 6_800_000;
    await api.call("x");
    expect(server.callsOf("gettoken")).toHaveLength(1);
    time += 200_000;
    await api.call("x");
    expect(server.callsOf("x").map(({ query }) => query["access_token"])).toEqual([
      "T1",
      "T1",
      "T2",
    ]);
  });

  test.each([40014, 42001, 41001])("is renewed after %i, and the call repeated", async (code) => {
    const { server, api } = await served(({ query }) =>
      query["access_token"] === "T1" ? { errcode: code } : ok,
    );
    const results = await Promise.all(Array.from({ length: 8 }, () => api.call("x", { body: {} })));
    expect(results.every(({ kind }) => kind === "ok")).toBe(true);
    expect(server.callsOf("gettoken")).toHaveLength(2);
    expect(server.callsOf("x").length).toBeLessThanOrEqual(16);
  });

  test("that is refused again is an answer", async () => {
    const { server, api } = await served(() => ({ errcode: 42001 }));
    expect(await api.call("x")).toMatchObject({ kind: "refused", errcode: 42001, action: "token" });
    expect(server.callsOf("gettoken")).toHaveLength(2);
    expect(server.callsOf("x")).toHaveLength(2);
  });

  test.each([40001, 40013])("refused with %i is not asked for again at once", async (code) => {
    let time = Date.now();
    const refusal = { errcode: code, errmsg: "invalid, from ip: 10.1.2.3" };
    const { server, api } = await served(() => refusal, { ...own(), now: () => new Date(time) });
    for (let at = 0; at < 5; at += 1) {
      const result = await api.call("x");
      expect(result).toMatchObject({ kind: "refused", errcode: code, action: "config" });
      expect(JSON.stringify(result)).not.toMatch(/10\.1\.2\.3|invalid, /);
    }
    expect(server.callsOf("gettoken")).toHaveLength(1);
    expect(server.callsOf("x")).toHaveLength(0);
    time += 11 * 60_000;
    await api.call("x");
    expect(server.callsOf("gettoken")).toHaveLength(2);
  });

  test.each([{ errcode: 0 }, { errcode: 0, access_token: "" }, { errcode: 0, access_token: 7 }])(
    "missing from an answer (%j) is no token",
    async (answer) => {
      const { server, api } = await served(() => answer, own());
      expect(await api.call("x")).toMatchObject({ kind: "unreached", certain: true });
      expect(server.callsOf("x")).toHaveLength(0);
    },
  );
});

describe("refusals", () => {
  test("busy is tried again, and given back when it stays", async () => {
    const { server, api } = await served(({ path }, before) =>
      path === "stays" || before < 3 ? { errcode: -1 } : ok,
    );
    expect(await api.call("goes")).toMatchObject({ kind: "ok" });
    expect(server.callsOf("goes")).toHaveLength(4);
    expect(await api.call("stays")).toMatchObject({ kind: "refused", errcode: -1 });
    expect(server.callsOf("stays")).toHaveLength(4);
  });

  test.each([45009, 45033])("%i says when to try again, and is not repeated", async (code) => {
    const { server, api } = await served(() => ({ errcode: code }));
    const result = await api.call("x", { body: {} });
    expect(result).toMatchObject({ kind: "refused", action: "wait" });
    expect(result.kind === "refused" && result.retryAfterMs).toBeGreaterThanOrEqual(1_000);
    expect(server.callsOf("x")).toHaveLength(1);
  });

  test("an unknown code is permanent, in our words", async () => {
    const { api } = await served(() => ({
      errcode: 999999,
      errmsg: "hint [1], from ip: 10.1.2.3",
    }));
    const result = await api.call("x");
    expect(result).toMatchObject({ kind: "refused", errcode: 999999, action: "permanent" });
    expect(JSON.stringify(result)).not.toContain("10.1.2.3");
  });

  test("the table names what the operator has to look at", () => {
    expect(errcode(60020)).toMatchObject({ action: "config" });
    expect(errcode(60020).meaning).toContain("企业可信IP");
    expect(errcode(40001).meaning).toContain("WECOM_SECRET");
    expect(errcode(Number.NaN).action).toBe("permanent");
  });
});

describe("what is sent", () => {
  test("holds no \\u escape, and Chinese as it is", async () => {
    const { server, api } = await served(() => ok);
    const content = "你好\n\t\u0000\u001b\ud83d 😀\u007f \\u0041";
    await api.call("message/send", { body: { text: { content } } });
    const [call] = server.callsOf("message/send");
    // A backslash that was written stays one, escaped.
    expect(call?.body).toBe('{"text":{"content":"你好\\n\\t\ufffd 😀\u007f \\\\u0041"}}');
    expect(call?.contentType).toBe("application/json");
  });
});

describe("a call with an unknown end", () => {
  const cut: Answer = (request) => request.socket.destroy();

  test("no connection: surely not carried out", async () => {
    const { server, api } = await served(() => ok, own());
    await server.close();
    expect(await api.call("x", { body: {} })).toMatchObject({ kind: "unreached", certain: true });
  });

  test("no such host: surely not carried out", async () => {
    const tokens = memoryTokens();
    const api = wecomApi({ apiRoot: "http://wecom.invalid", corpId, secret, tokens });
    expect(await api.call("x")).toMatchObject({ kind: "unreached", certain: true });
  });

  test.each<[string, Answer]>([
    ["cut off", cut],
    ["no answer", () => {}],
    [
      "cut off in the answer",
      (request, response) => {
        response.setHeader("Content-Length", "100");
        response.write('{"errcode":0');
        setTimeout(() => request.socket.destroy(), 5);
      },
    ],
    ["an answer that never ends", (_, response) => void response.write('{"errcode":0')],
    ["an answer beyond all size", (_, response) => void response.end("x".repeat(9 * 1024 * 1024))],
    ["a gateway's page", (_, response) => void response.writeHead(502).end("<html>bad gateway")],
    ["no JSON", "hello"],
    ["no errcode", { msgid: "x" }],
    ["a text for a code", { errcode: "0" }],
    ["a list", [{ errcode: 0 }]],
  ])("%s: not certain, and not repeated", async (_, answer) => {
    const { server, api } = await served(() => answer, { timeoutMs: 400 });
    const result = await api.call("x", { body: {} });
    // A 200 without an errcode is nobody's "ok".
    expect(result).toMatchObject({ kind: "unreached", certain: false });
    expect(server.callsOf("x")).toHaveLength(1);
    expect(JSON.stringify(result)).not.toMatch(/T1|secret|127\.0\.0\.1/);
  });

  test("a redirect is not followed", async () => {
    const { server, api } = await served(
      () => (_, response) => void response.writeHead(302, { Location: "/cgi-bin/stolen" }).end(),
    );
    expect(await api.call("x")).toMatchObject({ kind: "unreached", certain: true });
    expect(server.callsOf("stolen")).toHaveLength(0);
  });
});
