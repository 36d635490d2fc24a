import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import type { Origin } from "../../staff/port.ts";
import type { Language, Visitor } from "../visitor.ts";
import type { AccountPort } from "./port.ts";

/** One line somebody typed: no control signs, spaces around it gone. */
export function line(longest: number) {
  return z
    .string()
    .max(longest)
    .refine((text) => !/\p{Cc}/u.test(text) && text.isWellFormed())
    .transform((text) => text.trim());
}

/** Taken as typed, spaces included. */
export const secretLine = z
  .string()
  .max(1_000)
  .refine((text) => !/\p{Cc}/u.test(text) && text.isWellFormed());

/**
 * The fields of a form; the token of the form is not among them.
 * @throws HTTPException 400 when it is not what our page would send.
 */
export async function readForm<S extends z.ZodType>(c: Context, shape: S): Promise<z.infer<S>> {
  const type = c.req.header("Content-Type") ?? "";
  if (!/^(?:application\/x-www-form-urlencoded|multipart\/form-data)(?:;|$)/i.test(type)) {
    throw new HTTPException(400);
  }
  const form = await c.req.parseBody({ all: true }).catch(() => {
    throw new HTTPException(400);
  });
  const read = shape.safeParse(form);
  if (!read.success) throw new HTTPException(400);
  return read.data;
}

/** Where somebody wanted to go: a page of the console, whatever the address says. */
export function safeNext(next: string | undefined): string {
  const fine =
    next !== undefined &&
    next.length <= 500 &&
    /^\/console(?:[/?][\x21-\x5b\x5d-\x7e]*)?$/.test(next);
  return fine ? next : "/console";
}

export function originOf(port: AccountPort, c: Context): Origin {
  return { address: port.address(c), device: deviceOf(c.req.header("User-Agent") ?? "") };
}

/** Browser and system in two words: enough to know one's own sessions apart. */
function deviceOf(agent: string): string {
  const first = (names: Readonly<Record<string, RegExp>>) =>
    Object.keys(names).find((name) => names[name]?.test(agent));
  const browser = first({
    WeCom: /wxwork/i,
    Edge: /Edg\//,
    Firefox: /Firefox\//,
    Chrome: /Chrom(?:e|ium)\//,
    Safari: /Safari\//,
  });
  const system = first({
    Android: /Android/,
    iOS: /iPhone|iPad/,
    Windows: /Windows/,
    macOS: /Mac OS X/,
    Linux: /Linux/,
  });
  return [browser, system].filter((each) => each !== undefined).join(" · ") || "—";
}

/** Before a log-in the address says the language; Chinese unless told. */
export function askedLanguage(c: Context): Language {
  return c.req.query("lang") === "en" ? "en" : "zh";
}

export function actorOf(port: AccountPort, c: Context, { id, sessionHash }: Visitor) {
  return { actor: id, session: sessionHash, address: port.address(c) };
}
