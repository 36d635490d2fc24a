import { html } from "hono/html";
import type { Account } from "../../core/account.ts";
import { staffRoles } from "../../core/staff.ts";
import { asset } from "../assets.ts";
import { typed } from "../desk/typed.ts";
import { csrfField, type Html, layout } from "../layout.ts";
import type { Visitor } from "../visitor.ts";
import { words } from "../words.ts";
import { deskFields, deskNames } from "./deskFields.ts";
import { problem, success } from "./messages.ts";
import { profileFields } from "./ownPage.ts";
import type { AccountPort } from "./port.ts";
import { staffWords } from "./staffWords.ts";

interface Said {
  readonly done?: string | undefined;
  readonly trouble?: string | undefined;
}

export function staffList(port: AccountPort, visitor: Visitor, accounts: readonly Account[]): Html {
  const say = staffWords(visitor.language);
  const roles = words(visitor.language).roles;
  const body = html`<div class="head"><h1>${say.title}</h1><a class="button main" href="/console/staff/new">${say.add}</a></div>
<div class="card scroll" tabindex="0" role="region" aria-label="${say.title}">
  <table class="rows">
    <thead><tr><th scope="col">${say.account}</th><th scope="col">${say.name}</th><th scope="col">${say.role}</th><th scope="col">${say.desks}</th><th scope="col">${say.state}</th><th scope="col"><span class="unseen">${say.edit}</span></th></tr></thead>
    <tbody>${accounts.map(
      (each) => html`<tr>
      <td data-label="${say.account}">${each.login}</td>
      <td data-label="${say.name}">${typed(each.name)}</td>
      <td data-label="${say.role}">${roles[each.role]}</td>
      <td data-label="${say.desks}">${deskNames(port, visitor.language, each.desks)}</td>
      <td data-label="${say.state}">${stateTag(visitor, each)}</td>
      <td><a href="/console/staff/${each.id}" aria-label="${say.editTitle(each.login)}">${say.edit}</a></td>
    </tr>`,
    )}</tbody>
  </table>
</div>`;
  return layout({ title: say.title, visitor, active: "staff", body });
}

function stateTag({ language }: Visitor, { active, ready }: Account): Html {
  const say = staffWords(language);
  if (!active) return html`<span class="tag bad">${say.inactive}</span>`;
  return ready
    ? html`<span class="tag good">${say.active}</span>`
    : html`<span class="tag note">${say.notReady}</span>`;
}

export function newStaffPage(
  visitor: Visitor,
  said: Said = {},
  given: { readonly login: string; readonly name: string } = { login: "", name: "" },
): Html {
  const say = staffWords(visitor.language);
  const body = html`<section class="card plain roomy">
  <h1>${say.addTitle}</h1>
  ${problem(said.trouble)}
  <form class="stack" method="post" action="/console/staff">
    ${csrfField(visitor)}
    <label class="field"><span>${say.account}</span><input name="login" value="${given.login}" pattern="[a-z0-9][a-z0-9._\\-]{1,31}" maxlength="32" autocapitalize="none" autocomplete="off" spellcheck="false" aria-describedby="login-hint" required></label>
    <small id="login-hint">${say.loginHint}</small>
    <label class="field"><span>${say.name}</span><input name="name" value="${given.name}" maxlength="20" autocomplete="off" required></label>
    ${roleField(visitor, "staff")}
    <button class="main">${say.create}</button>
  </form>
</section>`;
  return layout({ title: say.addTitle, visitor, active: "staff", body });
}

export function editStaffPage(
  port: AccountPort,
  visitor: Visitor,
  account: Account,
  said: Said = {},
): Html {
  const say = staffWords(visitor.language);
  const act = (name: string, hint: string, label: string, look = "") => html`<section class="card">
  <form class="stack" method="post" action="/console/staff/${account.id}/${name}">
    ${csrfField(visitor)}
    <p class="soft" id="${name}-hint">${hint}</p>
    <button class="${look}" aria-describedby="${name}-hint">${label}</button>
  </form>
</section>`;
  const title = say.editTitle(account.login);
  const body = html`<div class="head"><h1>${title}</h1>${stateTag(visitor, account)}</div>
${success(said.done)}${problem(said.trouble)}
<section class="card">
  <form class="stack" method="post" action="/console/staff/${account.id}">
    ${csrfField(visitor)}
    ${roleField(visitor, account.role)}
    ${profileFields(visitor, account)}
    ${deskFields(port, visitor.language, account.desks)}
    <button class="main">${say.save}</button>
  </form>
</section>
${
  account.active
    ? html`${act("invite", say.inviteHint, say.invite)}${act("deactivate", say.deactivateHint, say.deactivate, "danger")}`
    : act("activate", "", say.activate)
}
<p class="pages"><a href="/console/staff">${say.back}</a></p>`;
  return layout({ title, visitor, active: "staff", body, styles: [asset("account.css")] });
}

/** The link, this once. */
export function linkPage(visitor: Visitor, login: string, link: string): Html {
  const say = staffWords(visitor.language);
  const body = html`<section class="card plain roomy">
  <h1>${say.linkTitle}</h1>
  <p>${say.linkLead(login)}</p>
  <label class="field"><span>${say.link}</span><textarea class="code" rows="3" readonly>${link}</textarea></label>
  <p><a href="/console/staff">${say.back}</a></p>
</section>`;
  return layout({ title: say.linkTitle, visitor, active: "staff", body });
}

function roleField({ language }: Visitor, current: string): Html {
  const say = staffWords(language);
  const roles = words(language).roles;
  return html`<label class="field"><span>${say.role}</span><select name="role" aria-describedby="role-hint">
  ${staffRoles.map((role) => html`<option value="${role}"${role === current ? html` selected` : ""}>${roles[role]}</option>`)}
</select></label>
<small id="role-hint">${say.roleHint}</small>`;
}
