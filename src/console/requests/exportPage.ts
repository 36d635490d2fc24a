import { html } from "hono/html";
import { typed } from "../desk/typed.ts";
import { csrfField, type Html, layout } from "../layout.ts";
import type { Visitor } from "../visitor.ts";
import { address, type ListFilter } from "./filter.ts";
import { requestWords } from "./words.ts";

/** Says what the file will hold before it is made. `assignee` is the name behind the filter's id. */
export function exportPage(
  visitor: Visitor,
  filter: ListFilter,
  assignee: string | undefined,
): Html {
  const say = requestWords(visitor.language);
  const set: readonly (readonly [string, string])[] = [
    [
      say.status,
      filter.status === ""
        ? say.everything
        : filter.status === "open"
          ? say.open
          : say.statuses[filter.status],
    ],
    [say.kind, filter.kind === "" ? say.everything : say.kinds[filter.kind]],
    [say.assignee, assignee ?? say.everything],
    ...(filter.receipt === "" ? [] : [[say.receipt, filter.receipt] as const]),
  ];
  const body = html`<p><a href="/console/requests${address(filter)}">${say.back}</a></p>
<section class="card plain roomy stack">
<h1>${say.exportTitle}</h1>
<p>${say.exportWhat}</p>
<h2>${say.exportFilter}</h2>
<dl class="facts">${set.map(([name, value]) => html`<dt>${name}</dt><dd>${typed(value)}</dd>`)}</dl>
<p class="said note">${say.exportCare}</p>
<p class="soft">${say.exportText}</p>
<form method="post" action="/console/requests.xlsx">
${csrfField(visitor)}
${Object.entries(filter).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<button class="main">${say.exportAct}</button>
</form>
</section>`;
  return layout({ title: say.exportTitle, body, visitor, active: "requests" });
}
