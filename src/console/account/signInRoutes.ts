import type { Context } from "hono";
import { z } from "zod";
import type { Refusal } from "../../staff/port.ts";
import { withCode, withPassword } from "../../staff/signIn.ts";
import type { Html } from "../layout.ts";
import type { Route } from "../route.ts";
import type { Language } from "../visitor.ts";
import { minutes } from "./messages.ts";
import type { AccountPort } from "./port.ts";
import { askedLanguage, line, originOf, readForm, safeNext, secretLine } from "./request.ts";
import type { SessionCookie } from "./sessionCookie.ts";
import { codePage, passwordPage } from "./signInPage.ts";
import { signInWords } from "./words.ts";

const passwordForm = z.object({ login: line(64), password: secretLine, next: line(500) });
const codeForm = z.object({ code: line(64), next: line(500) });

/** Log-in in two steps, and the way out. */
export function signInRoutes(port: AccountPort, cookie: SessionCookie): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/login",
      access: "anyone",
      handle: (c) => c.html(passwordPage({ language: askedLanguage(c), next: nextOf(c) })),
    },
    {
      method: "POST",
      path: "/login",
      access: "anyone",
      async handle(c) {
        const { login, password, ...form } = await readForm(c, passwordForm);
        const next = safeNext(form.next);
        const language = askedLanguage(c);
        const done = await withPassword(port, { login, password }, originOf(port, c));
        if ("refused" in done) {
          const trouble = troubleOf(language, done, signInWords(language).wrongPassword);
          return refusedPage(c, done, passwordPage({ language, next, trouble, login }));
        }
        cookie.write(c, done.token);
        const query = `lang=${language}&next=${encodeURIComponent(next)}`;
        return c.redirect(`/console/login/code?${query}`, 303);
      },
    },
    {
      method: "GET",
      path: "/login/code",
      access: "anyone",
      handle: (c) => c.html(codePage({ language: askedLanguage(c), next: nextOf(c) })),
    },
    {
      method: "POST",
      path: "/login/code",
      access: "anyone",
      async handle(c) {
        const { code, ...form } = await readForm(c, codeForm);
        const next = safeNext(form.next);
        const language = askedLanguage(c);
        const done = await withCode(port, cookie.read(c) ?? "", code, originOf(port, c));
        if ("token" in done) {
          cookie.write(c, done.token);
          return c.redirect(next, 303);
        }
        const trouble = troubleOf(language, done, signInWords(language).wrongCode);
        const view = { language, next, trouble };
        return refusedPage(c, done, done.refused === "over" ? passwordPage(view) : codePage(view));
      },
    },
    {
      method: "POST",
      path: "/sign-out",
      access: "signed-in",
      async handle({ c, visitor }) {
        await port.record.endSession(visitor.id, visitor.sessionHash);
        cookie.clear(c);
        port.onChange?.(visitor.id);
        return c.redirect("/console/login", 303);
      },
    },
  ];
}

/** The refusal in words. */
export function troubleOf(language: Language, refusal: Refusal, wrong: string): string {
  const say = signInWords(language);
  if (refusal.refused === "wait") return say.wait(minutes(refusal.seconds));
  return refusal.refused === "over" ? say.over : wrong;
}

/** With the header that says when to come again. */
export function refusedPage(
  c: Context,
  refusal: Refusal,
  page: Html,
): Response | Promise<Response> {
  if (refusal.refused !== "wait") return c.html(page, 422);
  c.header("Retry-After", String(refusal.seconds));
  return c.html(page, 429);
}

function nextOf(c: Context): string {
  return safeNext(c.req.query("next"));
}
