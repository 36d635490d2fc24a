import { html } from "hono/html";
import { z } from "zod";
import { confirm } from "../../staff/confirm.ts";
import { csrfField, type Html, layout } from "../layout.ts";
import type { Route } from "../route.ts";
import type { Visitor } from "../visitor.ts";
import { problem } from "./messages.ts";
import type { AccountPort } from "./port.ts";
import { line, readForm, safeNext, secretLine } from "./request.ts";
import type { SessionCookie } from "./sessionCookie.ts";
import { refusedPage, troubleOf } from "./signInRoutes.ts";
import { signInWords } from "./words.ts";

const form = z.object({ proof: secretLine, next: line(500) });

/** A fresh proof of who one is, before acts that matter. */
export function confirmRoutes(port: AccountPort, cookie: SessionCookie): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/confirm",
      access: "signed-in",
      handle: ({ c, visitor }) => c.html(page(visitor, safeNext(c.req.query("next")))),
    },
    {
      method: "POST",
      path: "/confirm",
      access: "signed-in",
      async handle({ c, visitor }) {
        const typed = await readForm(c, form);
        const next = safeNext(typed.next);
        const done = await confirm(port, visitor.sessionHash, typed.proof);
        if ("token" in done) {
          cookie.write(c, done.token);
          return c.redirect(next, 303);
        }
        if (done.refused === "over") return c.redirect("/console/login", 303);
        const { language } = visitor;
        const trouble = troubleOf(language, done, signInWords(language).wrongProof);
        return refusedPage(c, done, page(visitor, next, trouble));
      },
    },
  ];
}

function page(visitor: Visitor, next: string, trouble?: string): Html {
  const say = signInWords(visitor.language);
  const body = html`<section class="card plain">
  <h1>${say.confirmTitle}</h1>
  <p class="soft" id="proof-hint">${say.confirmHint}</p>
  ${problem(trouble)}
  <form class="stack" method="post" action="/console/confirm">
    ${csrfField(visitor)}
    <input type="hidden" name="next" value="${next}">
    <label class="field"><span>${say.proof}</span><input name="proof" type="password" autocomplete="current-password" maxlength="256" aria-describedby="proof-hint" required autofocus></label>
    <div class="row"><button class="main">${say.confirm}</button><a class="button" href="/console">${say.cancel}</a></div>
  </form>
</section>`;
  return layout({ title: say.confirmTitle, visitor, body });
}
