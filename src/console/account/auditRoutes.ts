import { html } from "hono/html";
import type { AuditRow, AuditState } from "../../core/audit.ts";
import { dictionary } from "../dictionary.ts";
import { type Html, layout } from "../layout.ts";
import type { Route } from "../route.ts";
import type { Visitor } from "../visitor.ts";
import { moment } from "./moment.ts";
import type { AccountPort } from "./port.ts";

const pageRows = 100;

export const auditWords = dictionary(
  {
    title: "审计",
    lead: "谁在什么时候做了什么。记录只增不改，每条都连着上一条，改动和删除都会被发现。",
    check: "检查是否完整",
    whole: (rows: number) => `完整：${rows} 条记录都没有被改动。`,
    broken: (seq: number, why: string) =>
      `不完整：第 ${seq} 条有问题（${why}）。请保留数据库，马上查明原因。`,
    head: "最新一条的校验值",
    number: "序号",
    at: "时间",
    who: "谁",
    action: "做了什么",
    object: "对象",
    from: "来自",
    detail: "内容",
    older: "更早的",
    newest: "最新的",
    none: "还没有记录。",
  },
  {
    title: "Audit",
    lead: "Who did what and when. Rows are only added; each is tied to the one before, so that changes and deletions show.",
    check: "Check that it is whole",
    whole: (rows: number) => `Whole: none of the ${rows} rows was changed.`,
    broken: (seq: number, why: string) =>
      `Not whole: row ${seq} (${why}). Keep the database as it is and find out why at once.`,
    head: "Checksum of the newest row",
    number: "No.",
    at: "Time",
    who: "Who",
    action: "Did",
    object: "To",
    from: "From",
    detail: "Detail",
    older: "Older",
    newest: "Newest",
    none: "There are no rows yet.",
  },
);

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
  const name = (id: string | undefined) => (id === undefined ? "" : (names.get(id) ?? id));
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
      <td data-label="${say.who}">${name(row.actor)}</td>
      <td data-label="${say.action}"><code>${row.action}</code></td>
      <td data-label="${say.object}">${name(row.object)}</td>
      <td data-label="${say.from}">${row.address}</td>
      <td data-label="${say.detail}">${detailOf(row)}</td>
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
    : html`<p class="said bad" role="alert">${say.broken(state.broken, state.why)}</p>`;
}

function detailOf({ detail = {} }: AuditRow): string {
  return Object.entries(detail)
    .map(([key, value]) => `${key}: ${Array.isArray(value) ? value.join(", ") : value}`)
    .join("; ");
}
