import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Channel } from "../../core/channel.ts";
import type { CallbackCrypto, CallbackQuery, Opened } from "./crypto.ts";
import { type Envelope, encryptedIn } from "./envelope.ts";
import type { CallbackPort } from "./port.ts";

export interface CallbackOptions {
  readonly channel: Channel;
  readonly crypto: CallbackCrypto;
  /** What carries the encrypted text: XML for the app and 微信客服, JSON for an AI bot. */
  readonly envelope: Envelope;
  readonly port: CallbackPort;
  /**
   * Takes the decrypted text. WeCom waits 5 s, so it stores and returns; without an answer of its
   * own the callback is answered 200 and empty. A rejection asks WeCom to try again (503).
   */
  handle(text: string, query: CallbackQuery): Promise<Response | undefined>;
  readonly now?: () => Date;
}

/** WeCom's own callbacks are a few kilobytes. */
const largestBody = 256 * 1024;
const oldAfterMs = 60 * 60_000;
/** What a verification may send back, a number as a rule: never the XML or JSON of a message. */
const echo = /^[^\s<{[][^\r\n]{0,127}$/;

/**
 * The callback address of one channel, at `/` (WeCom docs 90238, 101033): GET proves that it is
 * ours, POST brings an encrypted text. Nothing is believed before the signature is checked. Answers
 * 400 to what is malformed, 403 to what is not WeCom's, 503 when the text could not be stored.
 */
export function callbackRoute(options: CallbackOptions): Hono {
  const { channel, crypto, envelope, port, handle, now = () => new Date() } = options;
  const app = new Hono();

  app.get("/", async (c) => {
    const encrypted = c.req.query("echostr");
    if (encrypted === undefined) return malformed(c);
    // An unencoded + has become a space on the way; base64 holds none.
    const opened = crypto.open(signed(c), encrypted.replaceAll(" ", "+"));
    if (!opened.ok) return await refuse(c, opened);
    // A POST's text is signed the same way: sent here again, it would come back readable.
    if (!echo.test(opened.text)) return malformed(c);
    port.count(channel, "verified");
    return c.text(opened.text, 200, { "Cache-Control": "no-store" });
  });

  app.post(
    "/",
    (c, next) => {
      const { signature, timestamp, nonce } = signed(c);
      const whole = signature !== undefined && timestamp !== undefined && nonce !== undefined;
      return whole ? next() : Promise.resolve(malformed(c));
    },
    bodyLimit({
      maxSize: largestBody,
      onError: (c) => {
        port.count(channel, "too-large");
        return c.text("too large", 413);
      },
    }),
    async (c) => {
      const encrypted = encryptedIn(envelope, await c.req.arrayBuffer());
      if (encrypted === undefined) return malformed(c);
      const query = signed(c);
      const opened = crypto.open(query, encrypted);
      if (!opened.ok) return await refuse(c, opened);
      // Only counted: whether WeCom signs its repeats anew is not documented, and a repeat is
      // known by what it says.
      const age = now().getTime() - Number(query.timestamp) * 1_000;
      if (Math.abs(age) > oldAfterMs) port.count(channel, "old-timestamp");
      try {
        return (await handle(opened.text, query)) ?? c.body(null, 200);
      } catch (error) {
        port.count(channel, "not-stored");
        port.report(error, `${channel} callback`);
        return c.text("try again", 503, { "Retry-After": "1" });
      }
    },
  );

  return app;

  function malformed(c: Context): Response {
    port.count(channel, "malformed");
    return c.text("bad request", 400);
  }

  /** One that is signed rightly is never held up: behind a proxy all may come from one address. */
  async function refuse(c: Context, refusal: Extract<Opened, { ok: false }>): Promise<Response> {
    if (refusal.status === 400) return malformed(c);
    const wait = await port.failures.take(`${channel}/${port.address(c)}`, now());
    port.count(channel, wait > 0 ? "refused-often" : "refused");
    return wait > 0
      ? c.text("too many", 429, { "Retry-After": String(wait) })
      : c.text("forbidden", 403);
  }
}

function signed(c: Context): CallbackQuery {
  return {
    signature: c.req.query("msg_signature"),
    timestamp: c.req.query("timestamp"),
    nonce: c.req.query("nonce"),
  };
}
