import { afterEach, describe, expect, test } from "vitest";
import { wecomApi } from "../../../src/channels/wecom/api.ts";
import { fetchAttachment } from "../../../src/channels/wecom/attachment.ts";
import { fetchFile } from "../../../src/channels/wecom/file.ts";
import { startWecom, type Wecom } from "../../emulators/wecom/emulator.ts";
import { memoryTokens } from "./memoryTokens.ts";
import { type Answer, platform } from "./platform.ts";

const corp = { corpId: "ww6a112864f8022910", secret: "a-secret-of-the-app" };
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const apiAt = (apiRoot: string) =>
  wecomApi({ apiRoot, ...corp, tokens: memoryTokens(), busyPauseMs: 1 });

describe("from WeCom", () => {
  const keys = { token: "QDG6eK", aesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C" };
  let ahead = 0;

  async function withFile(kind: "image" | "file" | "voice") {
    ahead = 0;
    const wecom: Wecom = await startWecom({
      ...corp,
      kf: { ...keys, accounts: [{ openKfId: "wkA" }] },
      clock: () => new Date(Date.now() + ahead),
    });
    closing.push(() => wecom.close());
    const api = apiAt(wecom.url);
    await wecom.customer("wmA").send(kind);
    const page = await api.call("kf/sync_msg", { body: { open_kfid: "wkA", limit: 10 } });
    const [item] = (page.kind === "ok" ? page.body["msg_list"] : []) as Record<string, never>[];
    const reference = (item?.[kind] as { media_id?: string } | undefined)?.media_id ?? "";
    return { wecom, api, reference };
  }

  test.each(["image", "voice", "file"] as const)("a %s a customer sent", async (kind) => {
    const { api, reference } = await withFile(kind);
    const file = await fetchAttachment(api, reference);
    expect(file).toMatchObject({ name: expect.stringMatching(/./) });
    expect("bytes" in file && file.bytes.length).toBeGreaterThan(5);
    expect("type" in file && file.type).toMatch(/^[\w.+-]+\/[\w.+-]+$/);
  });

  test("after three days it is gone, and staff are told so", async () => {
    const { api, reference } = await withFile("file");
    ahead = 3 * 86_400_000 + 60_000;
    expect(await fetchAttachment(api, reference)).toEqual({
      reason: "文件已失效：企业微信只保留3天",
    });
  });

  test("a token that WeCom has ended is renewed", async () => {
    const { wecom, api, reference } = await withFile("file");
    wecom.faults.invalidateTokens();
    expect(await fetchAttachment(api, reference)).toHaveProperty("bytes");
  });

  test("what only an operator can mend says so", async () => {
    const { wecom, api, reference } = await withFile("file");
    wecom.faults.fail("media/get", 60020);
    expect(await fetchAttachment(api, reference)).toEqual({
      reason: "企业微信拒绝了（错误码 60020），请联系管理员",
    });
  });

  test("a broken connection says so", async () => {
    const { wecom, api, reference } = await withFile("file");
    wecom.faults.dropBefore("media/get");
    expect(await fetchAttachment(api, reference)).toEqual({
      reason: "没有连上企业微信，请稍后再试",
    });
  });
});

describe("from a platform that is not what it should be", () => {
  /** What `media/get` answers; the calls it got. */
  async function answering(answer: Answer) {
    const server = await platform((call) =>
      call.path === "gettoken" ? { errcode: 0, access_token: "TOKEN", expires_in: 7200 } : answer,
    );
    closing.push(() => server.close());
    return { server, api: apiAt(server.root) };
  }

  const file =
    (headers: Record<string, string>, body: string | Buffer): Answer =>
    (_, response) => {
      response.writeHead(200, headers);
      response.end(body);
    };

  test.each([
    ['attachment; filename="report.pdf"', "report.pdf"],
    ['attachment; filename="%E6%8A%A5%E5%91%8A.pdf"', "报告.pdf"],
    ["attachment; filename=report.pdf", "report.pdf"],
    ['attachment; filename="../../etc/passwd"', "passwd"],
    ['attachment; filename="..%2F..%2Fetc%2Fpasswd"', "passwd"],
    ['attachment; filename="C:\\evil.exe"', "evil.exe"],
    ['attachment; filename="a%00b%0d%0aX: y.txt"', "abX: y.txt"],
    ['attachment; filename="%E2%80%AEfdp.exe"', "fdp.exe"],
    ['attachment; filename="100%.txt"', "100%.txt"],
    ["attachment", ""],
  ])("%s is called %j", async (disposition, name) => {
    const { api } = await answering(file({ "Content-Disposition": disposition }, "bytes"));
    expect(await fetchAttachment(api, "MEDIA")).toMatchObject({ name });
  });

  test("a bare UTF-8 name is read", async () => {
    const bytes = Buffer.from('attachment; filename="报告.pdf"').toString("latin1");
    const { api } = await answering(file({ "Content-Disposition": bytes }, "bytes"));
    expect(await fetchAttachment(api, "MEDIA")).toMatchObject({ name: "报告.pdf" });
  });

  test("a wild type is none", async () => {
    const disposition = { "Content-Disposition": "attachment" };
    for (const type of ["text/html;<script>", "", "nonsense", "a/b/c"]) {
      const { api } = await answering(file({ ...disposition, "Content-Type": type }, "bytes"));
      const got = await fetchAttachment(api, "MEDIA");
      const wanted = type.startsWith("text/html") ? "text/html" : "application/octet-stream";
      expect(got, type).toMatchObject({ type: wanted });
    }
  });

  test.each([
    ["that tells its length", true],
    ["that does not", false],
  ])("a file of more than 20 MB %s is not taken", async (_, tells) => {
    const size = 20 * 1024 * 1024 + 1;
    const headers = {
      "Content-Disposition": "attachment",
      ...(tells ? { "Content-Length": String(size) } : {}),
    };
    const { api } = await answering((_request, response) => {
      response.on("error", () => {});
      response.writeHead(200, headers);
      response.write(Buffer.alloc(size - 1));
      response.end("x");
    });
    expect(await fetchAttachment(api, "MEDIA")).toEqual({
      reason: "文件超过20 MB，请在企业微信里查看",
    });
  });

  test("one of exactly 20 MB is", async () => {
    const body = Buffer.alloc(20 * 1024 * 1024);
    const { api } = await answering(file({ "Content-Disposition": "attachment" }, body));
    const got = await fetchAttachment(api, "MEDIA");
    expect("bytes" in got && got.bytes.length).toBe(body.length);
  });

  test("WeCom's word for too large is understood", async () => {
    const { api } = await answering({ errcode: 830002, errmsg: "need range" });
    expect(await fetchAttachment(api, "MEDIA")).toEqual({
      reason: "文件超过20 MB，请在企业微信里查看",
    });
  });

  test("no redirect is followed", async () => {
    const { api, server } = await answering((_request, response) => {
      response.writeHead(302, { Location: "http://127.0.0.1:1/secret" });
      response.end();
    });
    expect(await fetchAttachment(api, "MEDIA")).toHaveProperty("reason");
    expect(server.callsOf("media/get")).toHaveLength(1);
  });

  test("a file that breaks off is none", async () => {
    const { api } = await answering((_request, response) => {
      response.writeHead(200, { "Content-Disposition": "attachment", "Content-Length": "100" });
      response.write("half");
      response.destroy();
    });
    expect(await fetchAttachment(api, "MEDIA")).toEqual({
      reason: "没有连上企业微信，请稍后再试",
    });
  });

  test.each(["", "../gettoken", "a b", "http://evil.test/x", "x".repeat(513), "29.5,106.5"])(
    "%j is no media id and is not asked for",
    async (reference) => {
      const { api, server } = await answering({ errcode: 0 });
      expect(await fetchAttachment(api, reference)).toHaveProperty("reason");
      expect(server.calls).toEqual([]);
    },
  );

  test("no reason tells the token", async () => {
    for (const answer of [{ errcode: 48002 }, "nonsense", { nothing: true }]) {
      const { api } = await answering(answer);
      const got = await fetchAttachment(api, "MEDIA");
      expect(JSON.stringify(got)).not.toContain("TOKEN");
    }
  });
});

test("a file that takes too long is none", async () => {
  const server = await platform(() => (_request, response) => {
    response.writeHead(200, { "Content-Disposition": "attachment" });
    response.write("slowly");
  });
  closing.push(() => server.close());
  const call = { apiRoot: server.root, path: "media/get", query: {}, timeoutMs: 100 };
  const started = performance.now();
  expect(await fetchFile({ ...call, fetch: globalThis.fetch })).toMatchObject({
    kind: "unreached",
  });
  expect(performance.now() - started).toBeLessThan(2_000);
});
