import { html } from "hono/html";
import { z } from "zod";
import { renewTotp } from "../../staff/renew.ts";
import { newTotpSecret } from "../../staff/totp.ts";
import { asset } from "../assets.ts";
import { csrfField, type Html, layout } from "../layout.ts";
import { refuse } from "../refuse.ts";
import type { Route } from "../route.ts";
import type { Visitor } from "../visitor.ts";
import { problem } from "./messages.ts";
import { ownWords } from "./ownWords.ts";
import type { AccountPort } from "./port.ts";
import { actorOf, line, readForm } from "./request.ts";
import { authenticatorFields, codesCard } from "./setUpPage.ts";
import { refusedPage, troubleOf } from "./signInRoutes.ts";
import { setUpWords } from "./words.ts";

const form = z.object({ secret: z.string().regex(/^[A-Z2-7]{32}$/), code: line(32) });

/** A new key for somebody's one-time codes; the old one works until the new one is proved. */
export function authenticatorRoutes(port: AccountPort): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/account/authenticator",
      access: "signed-in",
      stepUp: true,
      async handle({ c, visitor }) {
        const account = await port.record.account(visitor.id);
        if (account === undefined) return await refuse(c, "signed-out");
        return c.html(page(visitor, account.login, newTotpSecret()));
      },
    },
    {
      method: "POST",
      path: "/account/authenticator",
      access: "signed-in",
      stepUp: true,
      async handle({ c, visitor }) {
        const { secret, code } = await readForm(c, form);
        const account = await port.record.account(visitor.id);
        if (account === undefined) return await refuse(c, "signed-out");
        const by = actorOf(port, c, visitor);
        const done = await renewTotp(port, account, { secret, code }, by);
        const { language } = visitor;
        const say = setUpWords(language);
        if ("refused" in done) {
          const trouble = troubleOf(language, done, say.wrongCode);
          return refusedPage(c, done, page(visitor, account.login, secret, trouble));
        }
        port.onChange?.(visitor.id);
        const after = html`<a class="button main" href="/console/account">${say.toAccount}</a>`;
        const body = codesCard(language, done.codes, after);
        const styles = [asset("account.css")];
        return c.html(layout({ title: say.codesTitle, visitor, active: "account", body, styles }));
      },
    },
  ];
}

function page(visitor: Visitor, login: string, secret: string, trouble?: string): Html {
  const { language } = visitor;
  const title = ownWords(language).renewTitle;
  const body = html`<section class="card plain roomy">
  <h1>${title}</h1>
  ${problem(trouble)}
  <form class="stack" method="post" action="/console/account/authenticator">
    ${csrfField(visitor)}
    <input type="hidden" name="secret" value="${secret}">
    ${authenticatorFields({ language, login, secret })}
    <button class="main">${setUpWords(language).finish}</button>
  </form>
</section>`;
  return layout({ title, visitor, active: "account", body, styles: [asset("account.css")] });
}
