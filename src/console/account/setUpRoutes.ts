import type { Context } from "hono";
import { html } from "hono/html";
import { z } from "zod";
import { tooOften } from "../../staff/port.ts";
import { invited, setUp } from "../../staff/setUp.ts";
import { asset } from "../assets.ts";
import { layout } from "../layout.ts";
import type { Route } from "../route.ts";
import type { AccountPort } from "./port.ts";
import { askedLanguage, line, originOf, readForm, secretLine } from "./request.ts";
import { codesCard, setUpPage, tokenPage } from "./setUpPage.ts";
import { refusedPage, troubleOf } from "./signInRoutes.ts";
import { setUpWords } from "./words.ts";

const tokenForm = z.object({ token: line(500) });
const finishForm = z.object({
  token: line(100),
  password: secretLine,
  again: secretLine,
  code: line(32),
});

/** From the one-time link to an account that can log in. */
export function setUpRoutes(port: AccountPort): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/set-up",
      access: "anyone",
      handle: (c) => c.html(tokenPage(askedLanguage(c))),
    },
    {
      method: "POST",
      path: "/set-up",
      access: "anyone",
      async handle(c) {
        const language = askedLanguage(c);
        const wait = await tooOften(port, { address: port.address(c) });
        if (wait !== undefined) {
          return refusedPage(c, wait, tokenPage(language, troubleOf(language, wait, "")));
        }
        // People paste the whole link as readily as the part behind its #.
        const token = (await readForm(c, tokenForm)).token.replace(/^.*#/, "");
        const found = await invited(port, token);
        if (found === undefined) return voidLink(c);
        const { account, secret } = found;
        return c.html(setUpPage({ language, login: account.login, secret, token }));
      },
    },
    {
      method: "POST",
      path: "/set-up/finish",
      access: "anyone",
      async handle(c) {
        const { token, password, again, code } = await readForm(c, finishForm);
        const language = askedLanguage(c);
        const say = setUpWords(language);
        const found = await invited(port, token);
        if (found === undefined) return voidLink(c);
        const view = { language, login: found.account.login, secret: found.secret, token };
        const page = (trouble: string) => setUpPage({ ...view, trouble });
        if (password !== again) return c.html(page(say.different), 422);
        const done = await setUp(port, { token, password, code }, originOf(port, c));
        if ("fault" in done) return c.html(page(say.faults[done.fault]), 422);
        if ("refused" in done) {
          if (done.refused === "over") return voidLink(c);
          return refusedPage(c, done, page(troubleOf(language, done, say.wrongCode)));
        }
        port.onChange?.(found.account.id);
        const after = html`<a class="button main" href="/console/login?lang=${language}">${say.toSignIn}</a>`;
        const body = codesCard(language, done.codes, after);
        const styles = [asset("account.css")];
        return c.html(layout({ title: say.codesTitle, language, body, styles }));
      },
    },
  ];
}

function voidLink(c: Context) {
  const language = askedLanguage(c);
  return c.html(tokenPage(language, setUpWords(language).void), 422);
}
