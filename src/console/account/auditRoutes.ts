import { html } from "hono/html";
import type { AuditRow, AuditState } from "../../core/audit.ts";
import { typed } from "../desk/typed.ts";
import { type Html, layout } from "../layout.ts";
import type { Route } from "../route.ts";
import type { Visitor } from "../visitor.ts";
import { auditWords, deedWords } from "./auditWords.ts";
import { moment } from "./moment.ts";
import type { AccountPort } from "./port.ts";

const pageRows = 100;

/** The log of what staff did, and whether anyone has changed it. */
export function auditRoutes({ record }: AccountPort): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/audit",
      access: "admin",
      async handle({ c, visitor }) {
        const asked = Number(c.req.query("before"));
        const before = Number.isSafeInteger(asked) && asked > 0 ? asked : undefined;
        const [rows, accounts, state] = await Promise.all([
          record.auditRows(pageRows, before),
          record.accounts(),
          c.req.query("check") === undefined ? undefined : record.auditState(),
        ]);
        const names = new Map(accounts.map(({ id, login }) => [id, login]));
        return c.html(page(visitor, rows, names, state));
      },
    },
  ];
}

function page(
  visitor: Visitor,
  rows: readonly AuditRow[],
  names: ReadonlyMap<string, string>,
  state: AuditState | undefined,
): Html {
  const say = auditWords(visitor.language);
  const deeds: Readonly<Record<string, string>> = deedWords(visitor.language);
  const actors: Readonly<Record<string, string>> = say.actors;
  const name = (id = "") => names.get(id) ?? actors[id] ?? id;
  const oldest = rows.at(-1)?.seq ?? 1;
  const body = html`<div class="head"><h1>${say.title}</h1><a class="button" href="/console/audit?check=1">${say.check}</a></div>
<p class="soft">${say.lead}</p>
${state === undefined ? "" : verdict(visitor, state)}
<div class="card scroll" tabindex="0" role="region" aria-label="${say.title}">
  <table class="rows">
    <thead><tr>${[say.number, say.at, say.who, say.action, say.object, say.from, say.detail].map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
    <tbody>${rows.map(
      (row) => html`<tr>
      <td data-label="${say.number}">${row.seq}</td>
      <td data-label="${say.at}">${moment(row.at)}</td>
      <td data-label="${say.who}">${typed(name(row.actor))}</td>
      <td data-label="${say.action}">${deeds[row.action] ?? typed(row.action)}</td>
      <td data-label="${say.object}">${row.object === undefined ? "" : typed(name(row.object))}</td>
      <td data-label="${say.from}">${row.address === "" ? "" : typed(row.address)}</td>
      <td data-label="${say.detail}">${row.detail === undefined ? "" : typed(detailOf(row))}</td>
    </tr>`,
    )}</tbody>
  </table>
  ${rows.length === 0 ? html`<p>${say.none}</p>` : ""}
</div>
<p class="pages"><a href="/console/audit">${say.newest}</a>${oldest > 1 ? html` <a href="/console/audit?before=${oldest}">${say.older}</a>` : ""}</p>`;
  return layout({ title: say.title, visitor, active: "audit", body });
}

function verdict({ language }: Visitor, state: AuditState): Html {
  const say = auditWords(language);
  return state.whole
    ? html`<p class="said good" role="status">${say.whole(state.rows)}<br><small>${say.head} <span class="code">${state.head}</span></small></p>`
    : html`<p class="said bad" role="alert">${say.broken(state.broken)}<br><small>${state.why}</small></p>`;
}

function detailOf({ detail = {} }: AuditRow): string {
  return Object.entries(detail)
    .map(([key, value]) => `${key}: ${Array.isArray(value) ? value.join(", ") : value}`)
    .join("; ");
}
