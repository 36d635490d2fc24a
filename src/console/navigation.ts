import { html } from "hono/html";
import type { StaffRole } from "../core/staff.ts";
import { asset } from "./assets.ts";
import { mayAct } from "./mayAct.ts";
import type { Visitor } from "./visitor.ts";
import { words } from "./words.ts";

export type Section = "inbox" | "requests" | "dashboard" | "canned" | "staff" | "audit" | "account";

const sections: readonly { section: Section; path: string; role: StaffRole }[] = [
  { section: "inbox", path: "/console", role: "staff" },
  { section: "requests", path: "/console/requests", role: "staff" },
  { section: "dashboard", path: "/console/dashboard", role: "staff" },
  { section: "canned", path: "/console/canned", role: "staff" },
  { section: "staff", path: "/console/staff", role: "admin" },
  { section: "audit", path: "/console/audit", role: "admin" },
];

/** The head of every page: where one can go, who one is, the other language, the way out. */
export function navigation(visitor: Visitor, active: Section | undefined) {
  const say = words(visitor.language);
  const current = (section: Section) => (section === active ? html` aria-current="page"` : "");
  return html`<header class="top">
  <a class="home" href="/console"><img src="${asset("logo.svg")}" alt="" width="28" height="28"><span>${say.product}</span></a>
  <nav aria-label="${say.menu}">
    <ul>
      ${sections
        .filter(({ role }) => mayAct(visitor.role, role))
        .map(
          ({ section, path }) =>
            html`<li><a href="${path}"${current(section)}>${say.nav[section]}</a></li>`,
        )}
    </ul>
  </nav>
  <div class="me">
    <a href="/console/account"${current("account")}><span class="unseen">${say.nav.account}: </span><bdi>${visitor.name}</bdi> <small>${say.roles[visitor.role]}</small></a>
    <form method="post" action="/console/language">
      <input type="hidden" name="csrf" value="${visitor.csrf}">
      <button class="quiet" name="language" value="${visitor.language === "zh" ? "en" : "zh"}" lang="${visitor.language === "zh" ? "en" : "zh-CN"}">${say.language}</button>
    </form>
    <form method="post" action="/console/sign-out">
      <input type="hidden" name="csrf" value="${visitor.csrf}">
      <button class="quiet">${say.signOut}</button>
    </form>
  </div>
</header>`;
}
