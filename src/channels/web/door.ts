import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import type { Rate, RateLimit } from "../../core/rateLimit.ts";
import { fromElsewhere, fromOwnPage } from "../../http/sameSite.ts";
import { assets } from "./assets.ts";
import { contacts } from "./contact.ts";
import { eventStream } from "./eventStream.ts";
import { page } from "./page.ts";
import type { WebChatPort } from "./port.ts";
import { refuse } from "./refuse.ts";
import { streamSlots } from "./streamSlots.ts";
import { longestText, readMessage } from "./writtenMessage.ts";

export type { TranscriptEntry, WebChatPort } from "./port.ts";

export interface WebChatOptions {
  /** True when customers reach the page over HTTPS: the cookie is then `Secure` and `__Host-`. */
  readonly secureCookies: boolean;
  readonly now?: () => Date;
  /** Questions offered to a first visitor. */
  readonly starters?: readonly string[];
  /** Where a request came from, as a key for limits. */
  address(c: Context): string;
  readonly limits: { readonly contact: RateLimit; readonly address: RateLimit };
  /** Milliseconds between the beats of an idle event stream. */
  readonly beat?: number;
  /** Told of errors that the customer only sees as "later". */
  report?(error: unknown): void;
}

const largestBody = 64 * 1024;

/** A person typing fast stays far below the first; an office behind one address below the second. */
export const webRates = {
  contact: { burst: 12, perMinute: 30 },
  address: { burst: 120, perMinute: 300 },
} as const satisfies Readonly<Record<string, Rate>>;

const defaultStarters = [
  "专利质押贷款评估费多少？",
  "快维中心能补多少？",
  "想请专家看看工艺",
  "我的申请",
];

/**
 * The web chat: the page at `/`, its files, and the three calls the page makes.
 *
 * @example
 * const app = webChat(port, { secureCookies: false, address, limits });
 * const page = await app.request("/");
 */
export function webChat(port: WebChatPort, options: WebChatOptions): Hono {
  const { secureCookies, now = () => new Date(), starters = defaultStarters } = options;
  const { address, limits, beat = 20_000 } = options;
  const report = options.report ?? ((error: unknown) => console.error("[web]", error));
  const contact = contacts(secureCookies);
  const slots = streamSlots();
  const { urls, routes } = assets();

  const app = new Hono();
  app.route("/", routes);

  app.get("/", (c) => {
    contact.welcome(c);
    c.header("Cache-Control", "no-store");
    return c.html(page({ assets: urls, starters, longestText }));
  });

  app.use("/api/*", async (c, next) => {
    await next();
    c.res.headers.set("Cache-Control", "no-store");
  });

  app.post(
    "/api/messages",
    async (c, next) => {
      if (!fromOwnPage(c)) return refuse(c, 403, "origin", "请从知问页面发送消息。");
      if (!/^application\/json(?:;|$)/i.test(c.req.header("Content-Type") ?? "")) {
        return refuse(c, 415, "content-type", "消息格式不对：需要 application/json。");
      }
      if (contact.of(c) === undefined) {
        return refuse(c, 401, "no-contact", "会话已失效，请刷新页面后再发送。");
      }
      const wait = await limits.address.take(address(c), now());
      if (wait > 0) return refuse(c, 429, "address-rate", tooFast(wait), wait);
      return next();
    },
    bodyLimit({
      maxSize: largestBody,
      onError: (c) =>
        refuse(c, 413, "too-large", `消息太大，一次最多 ${longestText} 字，请分几次发送。`),
    }),
    async (c) => {
      const read = readMessage(await c.req.text());
      if (!read.ok) return refuse(c, read.status, read.code, read.message);
      const from = contact.of(c) ?? "";
      const at = now();
      const wait = await limits.contact.take(from, at);
      if (wait > 0) return refuse(c, 429, "contact-rate", tooFast(wait), wait);
      try {
        const { id, text } = read;
        const { repeat } = await port.accept({ id, channel: "web", contact: from, text, at });
        return c.json({ id, repeat }, 202);
      } catch (cause) {
        const res = refuse(c, 503, "store", "消息暂时没能存下，请稍后重新发送。", 5);
        throw new HTTPException(503, { message: "message not stored", res, cause });
      }
    },
  );

  app.get("/api/events", (c) => {
    if (fromElsewhere(c)) return refuse(c, 403, "origin", "请从知问页面打开。");
    const from = contact.of(c);
    if (from === undefined) return refuse(c, 401, "no-contact", "会话已失效，请刷新页面。");
    return eventStream(c, from, { port, slots, address: address(c), beat, report });
  });

  app.get("/api/passage", (c) => {
    const id = c.req.query("id") ?? "";
    const found = id.length > 200 ? undefined : port.passage(id);
    if (found === undefined) {
      return refuse(c, 404, "no-passage", "没有找到这段原文，可能已更新，请重新提问。");
    }
    const { title, number, publisher, date, section, text } = found;
    return c.json({ title, number, publisher, date, section, text });
  });

  return app;
}

function tooFast(seconds: number): string {
  return `发送太快了，请 ${seconds} 秒后再试。`;
}
