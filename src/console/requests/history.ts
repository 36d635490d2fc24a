import { html } from "hono/html";
import { requestStatuses, type ServiceRequest } from "../../core/request.ts";
import type { CaseEvent } from "../../ledger/deskRecord.ts";
import { moment } from "../desk/moments.ts";
import { typed } from "../desk/typed.ts";
import type { Html } from "../layout.ts";
import type { Language } from "../visitor.ts";
import { requestWords } from "./words.ts";

/** From the filing to the newest, each with when and who. */
export function history(
  request: ServiceRequest,
  events: readonly CaseEvent[],
  language: Language,
  now: Date,
): Html {
  const say = requestWords(language);
  const line = (at: Date, who: Html, what: Html) =>
    html`<li><span class="soft">${moment(at, now)}</span> <span>${who} ${what}</span></li>`;
  const customer = html`${say.customer}`;
  return html`<ol class="history">
${line(request.createdAt, customer, html`${say.submitted}`)}
${events.map((event) => line(event.at, event.staff === undefined ? html`` : typed(event.staff.name), deed(event, language)))}
${request.status === "withdrawn" ? line(request.updatedAt, customer, html`${say.withdrew}`) : ""}
</ol>`;
}

function deed({ kind, detail }: CaseEvent, language: Language): Html {
  const say = requestWords(language);
  switch (kind) {
    case "status": {
      const status = requestStatuses.find((each) => each === detail);
      return html`${say.setTo(status === undefined ? detail : say.statuses[status])}`;
    }
    case "assigned":
      return detail === "" ? html`${say.freed}` : typed(say.gave(detail));
    case "note":
    case "handoff":
      return html`<span class="words">${typed(detail)}</span>`;
  }
}
