import { html } from "hono/html";
import { requestKinds, requestStatuses } from "../../core/request.ts";
import type { StaffRef } from "../../core/staff.ts";
import type { Case } from "../../ledger/deskRecord.ts";
import { asset } from "../assets.ts";
import { moment } from "../desk/moments.ts";
import { glimpse } from "../desk/typed.ts";
import { deskWords } from "../desk/words.ts";
import { type Html, layout } from "../layout.ts";
import { mayAct } from "../mayAct.ts";
import type { Visitor } from "../visitor.ts";
import { address, type ListFilter } from "./filter.ts";
import { statusTag } from "./statusTag.ts";
import { requestWords } from "./words.ts";

export interface ListParts {
  readonly visitor: Visitor;
  readonly filter: ListFilter;
  readonly cases: readonly Case[];
  readonly colleagues: readonly StaffRef[];
  /** How many come before the first. */
  readonly from: number;
  readonly pageSize: number;
  /** There are more after the last. */
  readonly more: boolean;
  readonly now: Date;
}

export function listPage(parts: ListParts): Html {
  const { visitor, filter, cases } = parts;
  const say = requestWords(visitor.language);
  const unfiltered = address(filter) === "";
  const body = html`<header class="head">
  <h1>${say.title}</h1>
  ${mayAct(visitor.role, "editor") ? html`<a class="button" href="/console/requests.xlsx${address(filter)}">${say.exportLink}</a>` : ""}
</header>
${filterForm(parts)}
${cases.length === 0 ? html`<p class="card">${unfiltered ? say.empty : say.nothing}</p>` : table(parts)}
${pages(parts)}`;
  const styles = [asset("requests.css")];
  return layout({ title: say.title, body, visitor, active: "requests", styles });
}

function filterForm({ visitor, filter, colleagues }: ListParts): Html {
  const say = requestWords(visitor.language);
  const option = (value: string, label: string, chosen: string) =>
    html`<option value="${value}"${value === chosen ? html` selected` : ""}>${label}</option>`;
  const others = colleagues.filter(({ id }) => id !== visitor.id);
  return html`<form class="card filters" method="get" action="/console/requests" role="search" aria-label="${say.filters}">
  <label class="field"><span>${say.status}</span><select name="status">
    ${option("", say.everything, filter.status)}${option("open", say.open, filter.status)}
    ${requestStatuses.map((status) => option(status, say.statuses[status], filter.status))}
  </select></label>
  <label class="field"><span>${say.kind}</span><select name="kind">
    ${option("", say.everything, filter.kind)}
    ${requestKinds.map((kind) => option(kind, say.kinds[kind], filter.kind))}
  </select></label>
  <label class="field"><span>${say.assignee}</span><select name="assignee">
    ${option("", say.everything, filter.assignee)}${option("me", say.me, filter.assignee)}${option("nobody", say.nobody, filter.assignee)}
    ${others.map(({ id, name }) => option(id, name, filter.assignee))}
  </select></label>
  <label class="field"><span>${say.receipt}</span><input name="receipt" value="${filter.receipt}" placeholder="${say.receiptHint}" maxlength="40" autocomplete="off" spellcheck="false"></label>
  <div class="row"><button class="main">${say.apply}</button>${address(filter) === "" ? "" : html`<a class="button quiet" href="/console/requests">${say.clear}</a>`}</div>
</form>`;
}

function table({ visitor, cases, now }: ListParts): Html {
  const say = requestWords(visitor.language);
  const { channels } = deskWords(visitor.language);
  return html`<div class="card scroll"><table class="rows requests">
<caption class="unseen">${say.list}</caption>
<thead><tr><th scope="col">${say.receipt}</th><th scope="col">${say.kind}</th><th scope="col">${say.status}</th><th scope="col">${say.assignee}</th><th scope="col">${say.channel}</th><th scope="col">${say.filed}</th></tr></thead>
<tbody>${cases.map(
    ({ request, assignee, channel }) => html`<tr>
  <td data-label="${say.receipt}"><a class="code" href="/console/requests/${request.receipt}">${request.receipt}</a></td>
  <td data-label="${say.kind}">${say.kinds[request.kind]}</td>
  <td data-label="${say.status}">${statusTag(request.status, visitor.language)}</td>
  <td data-label="${say.assignee}">${assignee === undefined ? html`<span class="soft">${say.nobody}</span>` : glimpse(assignee.name, 24)}</td>
  <td data-label="${say.channel}">${channels[channel]}</td>
  <td data-label="${say.filed}">${moment(request.createdAt, now)}</td>
</tr>`,
  )}</tbody></table></div>`;
}

function pages({ visitor, filter, cases, from, pageSize, more }: ListParts): Html {
  const say = requestWords(visitor.language);
  if (from === 0 && !more) return html``;
  const at = (place: number) =>
    `/console/requests${address(filter, place === 0 ? {} : { from: String(place) })}`;
  return html`<nav class="pages" aria-label="${say.pages}">
  ${from > 0 ? html`<a class="button" rel="prev" href="${at(Math.max(0, from - pageSize))}">${say.newer}</a>` : ""}
  ${cases.length > 0 ? html`<span class="figures soft">${say.shown(from + 1, from + cases.length)}</span>` : ""}
  ${more ? html`<a class="button" rel="next" href="${at(from + pageSize)}">${say.older}</a>` : ""}
</nav>`;
}
