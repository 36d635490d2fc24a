import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { webChat } from "../../../src/channels/web/door.ts";
import { fakePort } from "./fakePort.ts";
import { guards } from "./guards.ts";

const app = webChat(fakePort(), { ...guards(), secureCookies: false });

/** The script's files, by address. */
async function scripts(): Promise<ReadonlyMap<string, string>> {
  const html = await (await app.request("/")).text();
  const urls = [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map((match) => match[1] ?? "");
  const texts = urls.map(async (url) => [url, await (await app.request(url)).text()] as const);
  return new Map(await Promise.all(texts));
}

describe("the page", () => {
  test("is Chinese HTML that no cache keeps", async () => {
    const response = await app.request("/");
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toMatch(/^text\/html; charset=utf-8$/i);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    const html = await response.text();
    expect(html).toContain('<html lang="zh-CN">');
    for (const words of ["机器人", "删除我的数据", "转人工", "快维中心能补多少？"]) {
      expect(html).toContain(words);
    }
  });

  test("holds no inline script, style or handler and names no other host", async () => {
    const html = await (await app.request("/")).text();
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=|https?:/);
  });

  test("shows starters as text, whatever they hold", async () => {
    const hostile = `"><script>alert(1)</script>`;
    const own = webChat(fakePort(), { ...guards(), secureCookies: false, starters: [hostile] });
    const html = await (await own.request("/")).text();
    expect(html).not.toContain("<script>alert");
    expect(html).toContain("&lt;script&gt;alert");
  });

  test("its files are kept for a year under an address with their hash", async () => {
    const html = await (await app.request("/")).text();
    const types: Record<string, string> = {
      css: "text/css; charset=utf-8",
      js: "text/javascript; charset=utf-8",
      svg: "image/svg+xml",
    };
    const urls = [...new Set([...html.matchAll(/"(\/assets\/[^"]+)"/g)].map((m) => m[1] ?? ""))];
    expect(new Set(urls.map((url) => url.split(".").at(-1)))).toEqual(new Set(Object.keys(types)));
    for (const url of urls) {
      expect(url).toMatch(/\.[0-9a-f]{12}\.(?:css|js|svg)$/);
      const response = await app.request(url);
      expect(response.status).toBe(200);
      expect(response.headers.get("Cache-Control")).toBe("public, max-age=31536000, immutable");
      expect(response.headers.get("Content-Type")).toBe(types[url.split(".").at(-1) ?? ""]);
    }
    expect((await app.request("/assets/chat.000000000000.js")).status).toBe(404);
    expect((await app.request("/assets/..%2fdoor.ts")).status).toBe(404);
  });

  test("names every file of its script, and none imports another by a lasting name", async () => {
    const served = await scripts();
    const imported = new Set<string>();
    for (const text of served.values()) {
      for (const [, name] of text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["'`]([^"'`]+)/g)) {
        imported.add(name ?? "");
      }
    }
    const files = [...served.keys()];
    const entry = files.filter((url) => !imported.has(url));
    expect(entry).toEqual([expect.stringMatching(/^\/assets\/chat\./)]);
    expect([...imported].sort()).toEqual(files.filter((url) => url !== entry[0]).sort());
    const onDisk = readdirSync(new URL("../../../src/channels/web/assets/", import.meta.url));
    expect(files).toHaveLength(onDisk.filter((name) => name.endsWith(".js")).length);
  });

  test("its script never turns text into markup", async () => {
    for (const [url, text] of await scripts()) {
      expect(text, url).not.toMatch(
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(/,
      );
    }
  });
});

describe("the contact's cookie", () => {
  const setCookie = async (chat = app, cookie?: string) => {
    const headers: Record<string, string> = cookie === undefined ? {} : { Cookie: cookie };
    return (await chat.request("/", { headers })).headers.get("Set-Cookie") ?? "";
  };

  test("is 128 random bits that scripts and other sites do not get", async () => {
    const cookie = await setCookie();
    expect(cookie).toMatch(
      /^zhiwen=[A-Za-z0-9_-]{22}; Max-Age=15552000; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    expect(await setCookie()).not.toBe(cookie);
  });

  test("is Secure and bound to the host when served over HTTPS", async () => {
    const cookie = await setCookie(webChat(fakePort(), { ...guards(), secureCookies: true }));
    expect(cookie).toMatch(/^__Host-zhiwen=[A-Za-z0-9_-]{22}; .*Secure/);
    expect(cookie).not.toContain("Domain");
  });

  test("is kept when it is known and replaced when it is malformed", async () => {
    const value = (await setCookie()).split(";")[0] ?? "";
    expect((await setCookie(app, value)).startsWith(`${value};`)).toBe(true);
    for (const bad of ["zhiwen=", "zhiwen=short", `zhiwen=${"x".repeat(500)}`, "zhiwen=%00%00"]) {
      expect(await setCookie(app, bad)).toMatch(/^zhiwen=[A-Za-z0-9_-]{22};/);
    }
  });
});
