import type { Context } from "hono";
import { html } from "hono/html";
import { type Html, layout } from "./layout.ts";
import type { Visitor } from "./visitor.ts";
import { words } from "./words.ts";

const statuses = {
  foreign: 403,
  "signed-out": 401,
  stale: 403,
  forbidden: 403,
  "confirm-first": 403,
  "not-found": 404,
  malformed: 400,
  failed: 500,
} as const;
export type RefusalCode = keyof typeof statuses;

/**
 * A refusal in the form its reader wants: a page for people, JSON for scripts. Who is not logged in
 * and only wanted to look is sent to the log-in page and comes back from there.
 */
export async function refuse(c: Context, code: RefusalCode, visitor?: Visitor): Promise<Response> {
  c.header("Cache-Control", "no-store");
  const { heading, advice } = reason(code, visitor);
  if (!wantsPage(c)) return c.json({ error: { code, message: heading } }, statuses[code]);
  const looks = c.req.method !== "POST";
  if (looks && code === "signed-out") return c.redirect(`/console/login?next=${here(c)}`, 303);
  if (looks && code === "confirm-first") return c.redirect(`/console/confirm?next=${here(c)}`, 303);
  const kept = code === "foreign" || looks ? [] : await written(c);
  const say = words(visitor?.language ?? "zh");
  const body = html`<section class="card plain">
  <h1>${heading}</h1>
  ${advice}
  ${kept.map((text) => html`<label class="field"><span>${say.yourText}</span><textarea rows="6" readonly>${text}</textarea></label>`)}
  <p><a href="/console">${say.home}</a></p>
</section>`;
  return c.html(layout({ title: heading, visitor, body }), statuses[code]);
}

function reason(
  code: RefusalCode,
  visitor: Visitor | undefined,
): { heading: string; advice: Html } {
  const say = words(visitor?.language ?? "zh");
  const aside = (path: string, label: string) =>
    html`<p><a class="button" href="${path}" target="_blank" rel="noopener">${label}</a></p>`;
  const none = html``;
  switch (code) {
    case "foreign":
      return { heading: say.foreign, advice: none };
    case "signed-out":
      return { heading: say.signedOut, advice: aside("/console/login", say.signInElsewhere) };
    case "stale":
      return { heading: say.stale, advice: none };
    case "forbidden":
      return { heading: say.forbidden, advice: html`<p>${say.forbiddenWhy}</p>` };
    case "confirm-first":
      return {
        heading: say.confirmFirst,
        advice: html`<p>${say.confirmThenRetry}</p>${aside("/console/confirm", say.confirm)}`,
      };
    case "not-found":
      return { heading: say.notFound, advice: none };
    case "malformed":
      return { heading: say.malformed, advice: none };
    case "failed":
      return { heading: say.failed, advice: none };
  }
}

function wantsPage(c: Context): boolean {
  return (c.req.header("Accept") ?? "").includes("text/html");
}

function here(c: Context): string {
  const { pathname, search } = new URL(c.req.url);
  return encodeURIComponent(pathname + search);
}

/** What a person wrote into the refused form, so that they can take it along. */
async function written(c: Context): Promise<string[]> {
  const form = await c.req.parseBody({ all: true }).catch(() => ({}));
  const texts = Object.entries(form).flatMap(([name, value]) => (kept.has(name) ? value : []));
  return texts.filter((value) => typeof value === "string" && value.trim() !== "") as string[];
}

/** Fields of long words; nothing that is a secret. */
const kept = new Set(["text", "note", "summary", "title"]);
