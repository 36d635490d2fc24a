import { html } from "hono/html";
import { asset } from "../assets.ts";
import { type Html, layout } from "../layout.ts";
import type { Language } from "../visitor.ts";
import { grouped, keyPicture } from "./keyPicture.ts";
import { problem } from "./messages.ts";
import { setUpWords } from "./words.ts";

/** The link's token stands behind its `#`, which browsers send nowhere; a script puts it in. */
export function tokenPage(language: Language, trouble?: string): Html {
  const say = setUpWords(language);
  const body = html`<section class="card plain">
  <h1>${say.title}</h1>
  <p class="soft">${say.lead}</p>
  ${problem(trouble)}
  <form class="stack" method="post" action="/console/set-up?lang=${language}" id="token-form">
    <label class="field"><span>${say.token}</span><input name="token" autocomplete="off" maxlength="500" required></label>
    <button class="main">${say.open}</button>
  </form>
</section>`;
  return layout({ title: say.title, language, body, scripts: [asset("setUp.js")] });
}

export interface SetUpView {
  readonly language: Language;
  readonly login: string;
  readonly secret: string;
  readonly token: string;
  readonly trouble?: string | undefined;
}

export function setUpPage({ language, login, secret, token, trouble }: SetUpView): Html {
  const say = setUpWords(language);
  const body = html`<section class="card plain roomy">
  <h1>${say.title}</h1>
  <p>${say.greeting(login)}</p>
  ${problem(trouble)}
  <form class="stack" method="post" action="/console/set-up/finish?lang=${language}">
    <input type="hidden" name="token" value="${token}">
    ${newPasswordFields(language, login)}
    ${authenticatorFields({ language, login, secret })}
    <button class="main">${say.finish}</button>
  </form>
</section>`;
  return layout({ title: say.title, language, body, styles: [asset("account.css")] });
}

/** With the log-in name for password managers, which otherwise keep a password of nobody. */
export function newPasswordFields(language: Language, login: string): Html {
  const say = setUpWords(language);
  return html`<input name="username" value="${login}" autocomplete="username" hidden>
<label class="field"><span>${say.password}</span><input name="password" type="password" autocomplete="new-password" minlength="12" maxlength="256" aria-describedby="rules" required></label>
<small id="rules">${say.rules}</small>
<label class="field"><span>${say.again}</span><input name="again" type="password" autocomplete="new-password" minlength="12" maxlength="256" required></label>`;
}

export function authenticatorFields(view: Pick<SetUpView, "language" | "login" | "secret">): Html {
  const { language, login, secret } = view;
  const say = setUpWords(language);
  return html`<h2>${say.authenticator}</h2>
<p>${say.scan}</p>
${keyPicture(login, secret, say.picture)}
<p>${say.key}<br><span class="code">${grouped(secret)}</span></p>
<label class="field"><span>${say.code}</span><input class="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="16" required></label>`;
}

/** The recovery codes, this once. */
export function codesCard(language: Language, codes: readonly string[], after: Html): Html {
  const say = setUpWords(language);
  return html`<section class="card plain roomy">
  <h1>${say.codesTitle}</h1>
  <p>${say.codesLead}</p>
  <ul class="codes">${codes.map((code) => html`<li class="code">${code}</li>`)}</ul>
  <p>${after}</p>
</section>`;
}
