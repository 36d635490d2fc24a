import type { Context } from "hono";
import { html } from "hono/html";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** A refusal in the form its reader wants: a small page for people, JSON for everything else. */
export function refusal(c: Context, status: ContentfulStatusCode, code: string, message: string) {
  c.header("Cache-Control", "no-store");
  const wantsPage = (c.req.header("Accept") ?? "").includes("text/html");
  if (!wantsPage) return c.json({ error: { code, message } }, status);
  return c.html(
    html`<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${message} · 知问</title>
<h1>${message}</h1>
<p><a href="/">回到知问</a></p>
</html>`,
    status,
  );
}
