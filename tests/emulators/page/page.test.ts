import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { parseEnv } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readConfig } from "../../../src/config.ts";
import { startTelegram } from "../telegram/emulator.ts";
import { startEmulators } from "./emulators.ts";
import { credentials, environmentLines, portsFrom, startCommand } from "./environment.ts";
import { type MemorySurface, memorySurface } from "./memorySurface.ts";
import { people, type SurfaceName } from "./people.ts";
import { type Page, startPage } from "./server.ts";

let toClose: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of toClose.reverse()) await close();
  toClose = [];
});

let kf: MemorySurface;
let page: Page;
beforeEach(async () => {
  kf = memorySurface("wecom-kf");
  page = await pageOf(kf, new URL("http://127.0.0.1:1"));
});

async function pageOf(surface: MemorySurface, bot: URL): Promise<Page> {
  const other = (name: SurfaceName) => () => memorySurface(name);
  const started = await startPage({
    people: people({
      "wecom-kf": (number) => (number === 1 ? surface : memorySurface("wecom-kf")),
      "wecom-app": other("wecom-app"),
      "wecom-aibot": other("wecom-aibot"),
      telegram: other("telegram"),
    }),
    bot,
    command: "npm start",
    port: 0,
    every: 30,
  });
  toClose.push(() => started.close());
  return started;
}

const act = (deed: unknown, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${page.url}/act`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: page.url, ...headers },
    body: JSON.stringify(deed),
  });

/** Reads the event stream of one person; `last` gives the newest data of a kind that fits. */
function follow(url: string) {
  const leaving = new AbortController();
  toClose.push(() => leaving.abort());
  const events: { event: string; data: Record<string, unknown> }[] = [];
  const read = async () => {
    const { body } = await fetch(url, { signal: leaving.signal });
    let text = "";
    for await (const part of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += part;
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const found = /^event: (\w+)\ndata: (.*)$/.exec(block);
        if (found !== null)
          events.push({ event: found[1] ?? "", data: JSON.parse(found[2] ?? "") });
      }
    }
  };
  read().catch(() => {});
  return {
    count: () => events.length,
    last: (event: string, fits: (data: Record<string, unknown>) => boolean = () => true) =>
      events.findLast((one) => one.event === event && fits(one.data))?.data,
  };
}
const ofKf = (data: Record<string, unknown>) => data["surface"] === "wecom-kf";

describe("the page", () => {
  test("comes with its files, and lets nothing else in", async () => {
    const response = await fetch(page.url);
    const html = await response.text();
    expect(response.headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self';/,
    );
    expect(html).toContain('<html lang="zh-CN">');
    const named = [...html.matchAll(/(?:src|href)="(\/[\w.]+)"/g)].map(([, path]) => path);
    expect(named).toEqual(expect.arrayContaining(["/page.css", "/page.js", "/icon.svg"]));
    const scripts = ["/phone.js", "/servicer.js", "/words.js"];
    for (const path of [...named, ...scripts]) {
      expect((await fetch(`${page.url}${path}`)).status, path).toBe(200);
    }
    // No script, style or handler within the page: the policy above would stop it.
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|style=/);
    for (const path of ["/server.ts", "/../server.ts", "/assets/page.js", "/act"]) {
      expect((await fetch(`${page.url}${path}`)).status, path).toBe(404);
    }
  });

  test("a name that points to this machine, or another site, is refused", async () => {
    const deed = { person: 1, surface: "wecom-kf", act: "write", text: "您好" };
    expect((await act(deed, { Origin: "https://elsewhere.example" })).status).toBe(403);
    const { port } = new URL(page.url);
    const rebound = await new Promise<number | undefined>((resolve, reject) => {
      get({ host: "127.0.0.1", port, headers: { Host: "evil.example" } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on("error", reject);
    });
    expect(rebound).toBe(403);
    expect(kf.deeds()).toEqual([]);
  });
});

describe("a person's deeds", () => {
  test("reach their surface", async () => {
    const one = { person: 1, surface: "wecom-kf" };
    const statuses = [
      await act({ ...one, act: "arrive" }),
      await act({ ...one, act: "write", text: " 评估费多少？ " }),
      await act({ ...one, act: "send", kind: "voice" }),
      await act({ ...one, act: "press", message: "m1", choice: "c2" }),
      await act({ ...one, person: 2, act: "write", text: "另一位" }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([204, 204, 204, 204, 204]);
    expect(kf.deeds()).toEqual([
      ["arrive", "来了"],
      ["write", "评估费多少？"],
      ["send", "voice"],
      ["press", "m1", "c2"],
    ]);
  });

  test("that cannot be read are refused, and a platform's no is told", async () => {
    const one = { person: 1, surface: "wecom-kf" };
    for (const wrong of [
      null,
      {},
      { ...one, act: "dance" },
      { ...one, act: "write", text: "  " },
      { ...one, act: "write", text: "长".repeat(20_001) },
      { ...one, act: "send", kind: "money" },
      { ...one, surface: "fax", act: "arrive" },
      { ...one, person: 0, act: "arrive" },
    ]) {
      expect((await act(wrong)).status, JSON.stringify(wrong)?.slice(0, 80)).toBe(400);
    }
    const refused = await act({ ...one, act: "write", text: "拒收" });
    expect(refused.status).toBe(409);
    expect(await refused.json()).toEqual({ problem: "对方拒收" });
  });
});

describe("what is shown", () => {
  test("is sent at once and at every change, a burst of them together", async () => {
    const events = follow(`${page.url}/events?person=1`);
    await vi.waitFor(() => expect(events.last("bot")).toBeDefined(), 5000);
    expect(events.last("shown", ofKf)).toEqual({ surface: "wecom-kf", shown: [] });
    const before = events.count();
    const at = new Date("2026-11-21T02:00:00Z");
    const whole = "到2027年，目标是六十亿元。";
    for (let end = 1; end <= whole.length; end += 1) {
      const complete = end === whole.length;
      kf.draw({ id: "s", from: "bot", text: whole.slice(0, end), choices: [], at, complete });
    }
    await vi.waitFor(
      () =>
        expect(events.last("shown", ofKf)?.["shown"]).toEqual([
          { id: "s", from: "bot", text: whole, choices: [], at: at.toISOString(), complete: true },
        ]),
      5000,
    );
    expect(events.count() - before).toBeLessThan(whole.length);
  });

  test("belongs to one person", async () => {
    const other = follow(`${page.url}/events?person=2`);
    await vi.waitFor(() => expect(other.last("shown", ofKf)).toBeDefined(), 5000);
    await act({ person: 2, surface: "wecom-kf", act: "write", text: "只给二号" });
    await vi.waitFor(
      () => expect(JSON.stringify(other.last("shown", ofKf))).toContain("只给二号"),
      5000,
    );
    expect(kf.shown()).toEqual([]);
    expect((await fetch(`${page.url}/events?person=x`)).status).toBe(400);
  });
});

test("a bot that is not there, comes, goes and comes back is told", async () => {
  const server = createServer((_request, response) => response.end("{}"));
  const open = (port: number) =>
    new Promise<number>((resolve) => {
      server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
  const shut = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  const port = await open(0);
  await shut();
  const watching = await pageOf(memorySurface("wecom-kf"), new URL(`http://127.0.0.1:${port}`));
  const events = follow(`${watching.url}/events?person=1`);
  const told = (running: boolean) =>
    vi.waitFor(() => expect(events.last("bot")).toEqual({ running, command: "npm start" }), 10_000);
  await told(false);
  await open(port);
  await told(true);
  await shut();
  await told(false);
  await open(port);
  await told(true);
  await shut();
});

describe("the environment", () => {
  const bot = new URL("http://localhost:3000");

  test("is one the bot takes as it is", () => {
    const config = readConfig(parseEnv(environmentLines(portsFrom(4100), bot).join("\n")));
    const text = JSON.stringify(config);
    for (const root of ["http://127.0.0.1:4101", "http://127.0.0.1:4102"]) {
      expect(text).toContain(root);
    }
    expect(text).toContain(credentials.corpId);
  });

  test("has keys of 32 bytes that no real account has", () => {
    for (const key of [credentials.aesKey, credentials.botAesKey]) {
      expect(key).toMatch(/^[A-Za-z0-9]{43}$/);
      expect(Buffer.from(key, "base64").toString()).toContain("zhiwen-emulator");
    }
  });

  test("the command carries what is not as usual", () => {
    expect(startCommand(portsFrom(4100), bot)).toBe(
      "env $(npm run --silent emulate -- --env) npm start",
    );
    const elsewhere = new URL("http://localhost:3001");
    expect(startCommand(portsFrom(5000), elsewhere)).toBe(
      "env $(npm run --silent emulate -- --env --port-base 5000 --bot http://localhost:3001) npm start",
    );
    expect(environmentLines(portsFrom(5000), elsewhere)).toContain("PORT=3001");
  });
});

describe("all of it", () => {
  test("runs both platforms behind the page", async () => {
    const ports = { page: 0, telegram: 0, wecom: 0 };
    const all = await startEmulators(ports, new URL("http://127.0.0.1:1"));
    toClose.push(() => all.close());
    const events = follow(`${all.url}/events?person=1`);
    for (const surface of ["wecom-kf", "wecom-app", "wecom-aibot", "telegram"]) {
      const response = await fetch(`${all.url}/act`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Origin: all.url },
        body: JSON.stringify({ person: 1, surface, act: "write", text: "评估费多少？" }),
      });
      expect(response.status, surface).toBe(204);
      await vi.waitFor(
        () =>
          expect(events.last("shown", (data) => data["surface"] === surface)).toMatchObject({
            shown: [{ from: "person", text: "评估费多少？" }],
          }),
        5000,
      );
    }
  });

  test("a person plays the servicer of a KF customer too", async () => {
    const ports = { page: 0, telegram: 0, wecom: 0 };
    const all = await startEmulators(ports, new URL("http://127.0.0.1:1"));
    toClose.push(() => all.close());
    const events = follow(`${all.url}/events?person=1`);
    const deed = (what: object) =>
      fetch(`${all.url}/act`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Origin: all.url },
        body: JSON.stringify({ person: 1, surface: "wecom-kf", ...what }),
      });
    const stands = (served: object) =>
      vi.waitFor(() => expect(events.last("shown", ofKf)).toMatchObject({ served }), 5000);
    await stands({ state: "ended", onDuty: true });
    await deed({ act: "write", text: "转人工" });
    await stands({ state: "bot" });
    // Nobody is in the pool yet: the client says no.
    expect((await deed({ act: "take" })).status).toBe(409);
    expect((await deed({ act: "reply", text: "您好" })).status).toBe(409);
    await deed({ act: "duty", on: false });
    await stands({ onDuty: false });
    for (const wrong of [
      { act: "reply", text: " " },
      { act: "duty", on: "yes" },
    ]) {
      expect((await deed(wrong)).status, JSON.stringify(wrong)).toBe(400);
    }
    const elsewhere = await deed({ act: "take", surface: "telegram" });
    expect(await elsewhere.json()).toMatchObject({ problem: expect.stringContaining("没有") });
  });

  test("a port that is taken is an error, and leaves nothing open", async () => {
    const taken = await startTelegram({ token: "1:x" });
    toClose.push(() => taken.close());
    const ports = { page: taken.port, telegram: 0, wecom: 0 };
    await expect(startEmulators(ports, new URL("http://127.0.0.1:1"))).rejects.toThrow(
      "EADDRINUSE",
    );
  });
});
