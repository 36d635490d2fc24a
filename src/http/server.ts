import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { methodNotAllowed } from "hono/method-not-allowed";
import { type Health, healthRoutes } from "./health.ts";
import { leftMidBody } from "./leftMidBody.ts";
import { type Metrics, metricsRoute } from "./metrics.ts";
import { refusal } from "./refusal.ts";
import { securityHeaders } from "./securityHeaders.ts";

export type { Health } from "./health.ts";
export { listen } from "./listen.ts";

/** The whole of it; `request()` tries it without a port. */
export type Http = Hono;

export interface HttpParts {
  /** The web chat, mounted at `/`. */
  readonly web: Hono;
  /** The staff desk, at `/console`. */
  readonly desk?: Hono;
  /** Doors of platforms, each with its own limits and its own proof of who calls. */
  readonly doors?: readonly Hono[];
  readonly metrics?: Pick<Metrics, "text" | "contentType">;
  health(): Promise<Health>;
  /** Told of every error behind a 5xx; `where` is method and path, without the query. */
  report?(error: unknown, where: string): void;
}

/** No door takes more than this, in bytes; a door may take less. */
const largestBody = 1024 * 1024;

/**
 * Everything that is served over HTTP as one `Request → Response` function; opens no port.
 *
 * @example
 * const app = createHttp({ web: webChat(port, { secureCookies: false }), health });
 * const response = await app.request("/healthz");
 */
export function createHttp(parts: HttpParts): Hono {
  const report = parts.report ?? ((error, where) => console.error(`[http] ${where}`, error));
  const app = new Hono();
  app.use(securityHeaders());
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        c.header("Allow", methods.join(", "));
        return refusal(c, 405, "method", "这个地址不支持这种请求方式");
      },
    }),
  );
  // Before the general limit, which reads a body of unknown length: a door looks at it last.
  for (const door of parts.doors ?? []) app.route("/", door);
  app.use(
    bodyLimit({
      maxSize: largestBody,
      onError: (c) => refusal(c, 413, "too-large", "内容太大，超过 1 MB"),
    }),
  );
  app.route("/", healthRoutes(parts.health));
  if (parts.metrics !== undefined) app.route("/", metricsRoute(parts.metrics));
  if (parts.desk !== undefined) app.route("/", parts.desk);
  app.route("/", parts.web);
  app.notFound((c) => refusal(c, 404, "not-found", "没有这个页面"));
  app.onError((error, c) => {
    const known = error instanceof HTTPException;
    if (!known && leftMidBody(error, c)) return refusal(c, 400, "incomplete", "请求没有传完");
    // A path is ours to log; a query may carry what a customer wrote.
    if (!known || error.status >= 500) report(error, `${c.req.method} ${c.req.path}`);
    if (known && error.res !== undefined) return error.getResponse();
    if (known && error.status < 500) return refusal(c, error.status as 400, "refused", "请求有误");
    return refusal(c, 500, "internal", "服务出了点问题，请稍后再试");
  });
  return app;
}
