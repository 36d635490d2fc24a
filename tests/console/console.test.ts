import { html } from "hono/html";
import { expect, test } from "vitest";
import { asset } from "../../src/console/assets.ts";
import { createConsole } from "../../src/console/console.ts";
import { layout } from "../../src/console/layout.ts";
import type { Route } from "../../src/console/route.ts";
import type { Visitor } from "../../src/console/visitor.ts";

const li: Visitor = {
  id: "a1",
  name: "<b>小李</b>",
  role: "staff",
  language: "zh",
  csrf: "token",
  sessionHash: "h",
};
const page = { Accept: "text/html", "Sec-Fetch-Site": "same-origin" };

function open(visitor: Visitor | undefined, ...rows: Route[]) {
  const reported: [unknown, string][] = [];
  const app = createConsole(
    {
      visitor: async () => visitor,
      now: () => new Date(),
      report: (...told) => void reported.push(told),
    },
    [rows],
  );
  return { app, reported };
}

const write: Route = {
  method: "POST",
  path: "/notes/:id",
  access: "signed-in",
  handle: ({ c }) => c.text("written"),
};

test("a page carries the visitor's name as text, one language, and nothing inline", async () => {
  const { app } = open(li, {
    method: "GET",
    path: "/",
    access: "signed-in",
    handle: ({ c, visitor }) =>
      c.html(layout({ title: "会话", visitor, active: "inbox", body: html`<h1>会话</h1>` })),
  });
  const answer = await app.request("/console", { headers: page });
  const text = await answer.text();
  expect(text).toContain("<bdi>&lt;b&gt;小李&lt;/b&gt;</bdi>");
  expect(text).toContain('<html lang="zh-CN">');
  expect(text).toContain('href="/console" aria-current="page"');
  // What a role may not open is not offered.
  expect(text).not.toContain('href="/console/staff"');
  expect(text).not.toMatch(/ style=|<style|<script(?![^>]* src=)| on\w+=/);
  const policy = answer.headers.get("Content-Security-Policy") ?? "";
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe-|https?:|\*/);
  expect(answer.headers.get("Cache-Control")).toBe("no-store");
});

test("what was typed into a form comes back when the session is over, but no secret does", async () => {
  const { app } = open(undefined, write);
  const body = new URLSearchParams({ text: "写了很久的<话>", password: "geheim", csrf: "old" });
  const answer = await app.request("/console/notes/5", { method: "POST", headers: page, body });
  expect(answer.status).toBe(401);
  const text = await answer.text();
  expect(text).toContain("写了很久的&lt;话&gt;");
  expect(text).toContain("/console/login");
  expect(text).not.toMatch(/geheim|old"/);
  // From another site nothing of it is shown again.
  const foreign = { ...page, "Sec-Fetch-Site": "cross-site" };
  const refused = await app.request("/console/notes/5", { method: "POST", headers: foreign, body });
  expect([refused.status, (await refused.text()).includes("写了很久的")]).toEqual([403, false]);
});

test("a script gets a reason it can read instead of a page or a redirect", async () => {
  const { app } = open(undefined, write, {
    method: "GET",
    path: "/a",
    access: "signed-in",
    handle: ({ c }) => c.text("a"),
  });
  const headers = { Accept: "application/json", "Sec-Fetch-Site": "same-origin" };
  for (const [path, method] of [
    ["/console/a", "GET"],
    ["/console/notes/5", "POST"],
  ] as const) {
    const answer = await app.request(path, { method, headers });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ error: { code: "signed-out" } });
  }
});

test("unknown addresses are a page that does not exist; an error is told to us, not to the visitor", async () => {
  const { app, reported } = open(li, {
    method: "GET",
    path: "/broken/:id",
    access: "signed-in",
    handle: () => {
      throw new Error("postgres://user:secret@host");
    },
  });
  for (const path of ["/console/nothing", "/console/broken", "/console/%2e%2e/x"]) {
    expect((await app.request(path, { headers: page })).status, path).toBe(404);
  }
  const answer = await app.request("/console/broken/5550001", { headers: page });
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain("secret");
  expect(reported).toEqual([[expect.any(Error), "GET /console/broken/:id"]]);
});

test("our files are served under addresses that change with them, and no others", async () => {
  const { app } = open(undefined);
  for (const name of ["console.css", "desk.js", "setUp.js", "logo.svg"]) {
    const answer = await app.request(asset(name));
    expect(answer.status, name).toBe(200);
    expect(answer.headers.get("Cache-Control")).toContain("immutable");
    expect(asset(name)).toMatch(/^\/console\/assets\/[\w.-]+\.[0-9a-f]{12}\.\w+$/);
  }
  for (const path of [
    "console.css",
    "..%2fconsole.ts",
    "%2e%2e/console.ts",
    "console.000000000000.css",
  ]) {
    expect((await app.request(`/console/assets/${path}`)).status, path).toBe(404);
  }
  expect(() => asset("nothing.css")).toThrow("no asset nothing.css");
});
