import { html } from "hono/html";
import { type Html, layout } from "../layout.ts";
import type { Language } from "../visitor.ts";
import { problem } from "./messages.ts";
import { signInWords } from "./words.ts";

interface SignInView {
  readonly language: Language;
  /** Where to go after. */
  readonly next: string;
  readonly trouble?: string | undefined;
}

export function passwordPage({
  language,
  next,
  trouble,
  login = "",
}: SignInView & { login?: string }): Html {
  const say = signInWords(language);
  const other = language === "zh" ? "en" : "zh";
  const body = html`<section class="card plain">
  <h1>${say.title}</h1>
  <p class="soft">${say.lead}</p>
  ${problem(trouble)}
  <form class="stack" method="post" action="/console/login?lang=${language}">
    <input type="hidden" name="next" value="${next}">
    <label class="field"><span>${say.login}</span><input name="login" value="${login}" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="64" required></label>
    <label class="field"><span>${say.password}</span><input name="password" type="password" autocomplete="current-password" maxlength="256" required></label>
    <button class="main">${say.next}</button>
  </form>
  <p><a href="/console/login?lang=${other}&amp;next=${encodeURIComponent(next)}" lang="${other === "zh" ? "zh-CN" : "en"}">${say.otherLanguage}</a></p>
</section>`;
  return layout({ title: say.title, language, body });
}

export function codePage({ language, next, trouble }: SignInView): Html {
  const say = signInWords(language);
  const body = html`<section class="card plain">
  <h1>${say.codeTitle}</h1>
  <p class="soft" id="code-hint">${say.codeHint}</p>
  ${problem(trouble)}
  <form class="stack" method="post" action="/console/login/code?lang=${language}">
    <input type="hidden" name="next" value="${next}">
    <label class="field"><span>${say.code}</span><input class="code" name="code" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" maxlength="32" aria-describedby="code-hint" required autofocus></label>
    <button class="main">${say.signIn}</button>
  </form>
  <p><a href="/console/login?lang=${language}&amp;next=${encodeURIComponent(next)}">${say.restart}</a></p>
</section>`;
  return layout({ title: say.codeTitle, language, body });
}
