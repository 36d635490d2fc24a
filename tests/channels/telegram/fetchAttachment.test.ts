import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connect } from "../../../src/channels/telegram/api.ts";
import { fetchAttachment } from "../../../src/channels/telegram/fetchAttachment.ts";
import { type BotApi, refusal, startBotApi, token } from "./botApi.ts";

let api: BotApi;
let served: Buffer = Buffer.from("a picture");
let told: Record<string, unknown> = {};

beforeEach(async () => {
  served = Buffer.from("a picture");
  told = { file_path: "photos/file_1.jpg", file_size: 9 };
  api = await startBotApi((call, response) => {
    if (call.method === "getFile") return { ok: true, result: { file_id: "x", ...told } };
    response.end(served);
    return undefined;
  });
});
afterEach(() => api.close());

const fetched = (reference = "AgACAgUAAx") =>
  fetchAttachment(connect({ token, apiRoot: api.url }), { token, apiRoot: api.url }, reference);

async function reason(reference?: string): Promise<string> {
  const file = await fetched(reference);
  if (!("reason" in file)) throw new Error("it was fetched");
  return file.reason;
}

describe("a customer's file", () => {
  test("comes with its size", async () => {
    const file = await fetched();
    if ("reason" in file) throw new Error(file.reason);
    expect(file.bytes).toBe(9);
    expect(await new Response(file.content).text()).toBe("a picture");
  });

  test.each(["", "../../bot", "a b", "x".repeat(300)])("is not asked for as %j", async (wrong) => {
    expect(await reason(wrong)).toContain("没有可以打开的文件");
    expect(api.calls).toEqual([]);
  });

  test.each([
    "../secret",
    "/etc/passwd",
    "photos/../../x",
    "https://elsewhere/x",
    "photos/a?b",
    "",
  ])("is not fetched from %j", async (path) => {
    told = { file_path: path };
    expect(await reason()).toContain("找不到");
    expect(api.calls.map(({ method }) => method)).toEqual(["getFile"]);
  });

  test("above 20 MB is refused, also where Telegram said less", async () => {
    told = { file_path: "documents/a.pdf", file_size: 21 * 1024 * 1024 };
    expect(await reason()).toContain("20 MB");
    told = { file_path: "documents/a.pdf" };
    served = Buffer.alloc(21 * 1024 * 1024);
    const file = await fetched();
    if ("reason" in file) throw new Error(file.reason);
    await expect(new Response(file.content).arrayBuffer()).rejects.toThrow("larger");
  });

  test("that Telegram no longer has says so, without the token", async () => {
    api.reply = () => refusal(400, `Bad Request: wrong file_id ${token}`);
    const said = await reason();
    expect(said).toContain("找不到");
    expect(said).not.toContain(token.slice(5));
  });

  test("is asked for later where Telegram is not reached", async () => {
    await api.close();
    expect(await reason()).toContain("暂时连不上");
  });
});
