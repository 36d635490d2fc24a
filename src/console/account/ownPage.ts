import { html } from "hono/html";
import type { Account, StaffSession } from "../../core/account.ts";
import { asset } from "../assets.ts";
import { csrfField, type Html, layout } from "../layout.ts";
import type { Visitor } from "../visitor.ts";
import { words } from "../words.ts";
import { problem, success } from "./messages.ts";
import { moment } from "./moment.ts";
import { ownWords } from "./ownWords.ts";
import { newPasswordFields } from "./setUpPage.ts";

export interface OwnView {
  readonly visitor: Visitor;
  readonly account: Account;
  readonly sessions: readonly StaffSession[];
  readonly codesLeft: number;
  readonly done?: string | undefined;
  readonly trouble?: string | undefined;
}

export function ownPage({ visitor, account, sessions, codesLeft, done, trouble }: OwnView): Html {
  const say = ownWords(visitor.language);
  const body = html`<div class="head"><h1>${say.title}</h1></div>
${success(done)}${problem(trouble)}
<section class="card" aria-labelledby="profile">
  <h2 id="profile">${say.profile}</h2>
  <dl class="facts"><dt>${say.login}</dt><dd>${account.login}</dd><dt>${say.role}</dt><dd>${words(visitor.language).roles[account.role]}</dd></dl>
  <form class="stack" method="post" action="/console/account">
    ${csrfField(visitor)}
    ${profileFields(visitor, account)}
    <button class="main">${say.save}</button>
  </form>
</section>
<section class="card" aria-labelledby="password">
  <h2 id="password">${say.password}</h2>
  <form class="stack" method="post" action="/console/account/password">
    ${csrfField(visitor)}
    <label class="field"><span>${say.current}</span><input name="current" type="password" autocomplete="current-password" maxlength="256" required></label>
    ${newPasswordFields(visitor.language, account.login)}
    <button>${say.change}</button>
  </form>
</section>
<section class="card" aria-labelledby="authenticator">
  <h2 id="authenticator">${say.authenticator}</h2>
  <p>${say.codesLeft(codesLeft)} <span class="soft">${say.authenticatorHint}</span></p>
  <p><a class="button" href="/console/account/authenticator">${say.renew}</a></p>
</section>
<section class="card" aria-labelledby="sessions">
  <h2 id="sessions">${say.sessions}</h2>
  <ul class="sessions">${sessions.map((each) => sessionLine(visitor, each))}</ul>
  <form method="post" action="/console/account/sessions/end-others">
    ${csrfField(visitor)}
    <button>${say.endOthers}</button>
  </form>
</section>`;
  return layout({
    title: say.title,
    visitor,
    active: "account",
    body,
    styles: [asset("account.css")],
  });
}

/** What somebody may change of their own account; admins change the same of others. */
export function profileFields({ language }: Visitor, account: Account): Html {
  const say = ownWords(language);
  return html`<label class="field"><span>${say.name}</span><input name="name" value="${account.name}" maxlength="20" aria-describedby="name-hint" required></label>
<small id="name-hint">${say.nameHint}</small>
<label class="field"><span>${say.telegram}</span><input name="telegramId" value="${account.telegramId ?? ""}" inputmode="numeric" pattern="[1-9][0-9]{0,19}" maxlength="20" aria-describedby="telegram-hint"></label>
<small id="telegram-hint">${say.telegramHint}</small>
<label class="field"><span>${say.wecom}</span><input name="wecomUserid" value="${account.wecomUserid ?? ""}" pattern="[A-Za-z0-9][A-Za-z0-9_.@\\-]{0,63}" autocapitalize="none" spellcheck="false" maxlength="64" aria-describedby="wecom-hint"></label>
<small id="wecom-hint">${say.wecomHint}</small>`;
}

function sessionLine(visitor: Visitor, session: StaffSession): Html {
  const say = ownWords(visitor.language);
  const { hash, device, address, createdAt, seenAt } = session;
  const end = html`<form method="post" action="/console/account/sessions/end">
    ${csrfField(visitor)}
    <button name="session" value="${hash}" aria-label="${say.end}: ${device}, ${address}">${say.end}</button>
  </form>`;
  return html`<li>
    <div><strong>${device}</strong> <span class="soft">${address}</span> ${hash === visitor.sessionHash ? html`<span class="tag good">${say.here}</span>` : ""}<br>
    <small>${say.since} ${moment(createdAt)} · ${say.seen} ${moment(seenAt)}</small></div>
    ${hash === visitor.sessionHash ? "" : end}
  </li>`;
}
