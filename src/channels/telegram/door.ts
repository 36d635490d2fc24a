import { createHash, timingSafeEqual } from "node:crypto";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Intake } from "./intake.ts";
import type { TelegramPort } from "./port.ts";
import { updateNumber } from "./update.ts";

export const webhookPath = "/channels/telegram";

/** In bytes. The largest update Telegram makes is far smaller. */
const largestBody = 256 * 1024;

/**
 * The address Telegram calls with updates: 200 only once what came is stored, 503 when it could not
 * be, so that Telegram sends it again. Nothing of a body is read before its secret was found right.
 *
 * @param secret what setWebhook was given as secret_token
 */
export function telegramWebhook(
  port: Pick<TelegramPort, "wrongSecrets" | "addressOf" | "count" | "overloaded">,
  secret: string,
  intake: Pick<Intake, "take">,
): Hono {
  const expected = digest(secret);
  const app = new Hono();
  app.post(
    webhookPath,
    async (c, next) => {
      const given = c.req.header("X-Telegram-Bot-Api-Secret-Token") ?? "";
      // Digests are equally long whatever was sent, so the time tells nothing of the secret.
      if (timingSafeEqual(digest(given), expected)) {
        if (!port.overloaded()) return next();
        port.count("not-stored");
        c.header("Retry-After", "5");
        return refuse(c, 503, "overloaded");
      }
      port.count("bad-secret");
      // Only guesses are slowed: behind a proxy Telegram may share an address with whoever guesses.
      const wait = await port.wrongSecrets.take(port.addressOf(c), new Date());
      if (wait === 0) return refuse(c, 401, "secret");
      c.header("Retry-After", String(wait));
      return refuse(c, 429, "too-many-guesses");
    },
    bodyLimit({ maxSize: largestBody, onError: (c) => refuse(c, 413, "too-large") }),
    async (c) => {
      const value = readJson(await c.req.text());
      if (updateNumber(value) === undefined) return refuse(c, 400, "not-an-update");
      try {
        await intake.take(value);
      } catch (cause) {
        port.count("not-stored");
        c.header("Retry-After", "5");
        const res = refuse(c, 503, "not-stored");
        throw new HTTPException(503, { message: "update not stored", res, cause });
      }
      return c.body(null, 200);
    },
  );
  return app;
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(c: Context, status: ContentfulStatusCode, code: string): Response {
  return c.json({ error: { code } }, status);
}
