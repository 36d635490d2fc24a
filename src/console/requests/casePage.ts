import { html } from "hono/html";
import { minuteIn } from "../../core/day.ts";
import type { Reach } from "../../core/reach.ts";
import { reasonWords } from "../../core/reasonWords.ts";
import type { StaffRef } from "../../core/staff.ts";
import type { Case, CaseEvent } from "../../ledger/deskRecord.ts";
import { asset } from "../assets.ts";
import { moment } from "../desk/moments.ts";
import { typed } from "../desk/typed.ts";
import { deskWords } from "../desk/words.ts";
import { csrfField, type Html, layout } from "../layout.ts";
import type { Visitor } from "../visitor.ts";
import { history } from "./history.ts";
import type { Field } from "./port.ts";
import { statusTag } from "./statusTag.ts";
import { stepsFrom } from "./steps.ts";
import { longestNote } from "./tidings.ts";
import { requestWords } from "./words.ts";

/** What is said above the page. */
export interface Said {
  readonly good: boolean;
  readonly text: string;
}

export interface CaseParts {
  readonly visitor: Visitor;
  readonly found: Case;
  readonly fields: readonly Field[];
  readonly events: readonly CaseEvent[];
  readonly colleagues: readonly StaffRef[];
  readonly reach: Reach;
  readonly now: Date;
  readonly said?: Said | undefined;
  /** What was written and not accepted: it stays in the form. */
  readonly note?: string | undefined;
}

export function casePage(parts: CaseParts): Html {
  const { visitor, found, fields, events, now, said } = parts;
  const { request, conversation, channel } = found;
  const say = requestWords(visitor.language);
  const { channels } = deskWords(visitor.language);
  const body = html`<header class="head">
  <div><p><a href="/console/requests">${say.back}</a></p>
  <h1>${say.kinds[request.kind]} <span class="code">${request.receipt}</span></h1>
  <p class="row">${statusTag(request.status, visitor.language)}<span class="soft">${channels[channel]}</span><span class="soft">${say.filed} ${moment(request.createdAt, now)}</span></p></div>
  <a class="button" href="/console/conversations/${conversation}">${say.conversation}</a>
</header>
${said === undefined ? "" : html`<p class="said ${said.good ? "good" : "bad"}" role="${said.good ? "status" : "alert"}">${said.text}</p>`}
<div class="case">
<div class="told"><section class="card" aria-labelledby="content"><h2 id="content">${say.content}</h2>
${fields.length === 0 ? html`<p class="soft">${say.noContent}</p>` : html`<dl class="facts">${fields.map(({ label, value }) => html`<dt>${label}</dt><dd class="words">${typed(value)}</dd>`)}</dl>`}
</section>
<section class="card" aria-labelledby="history"><h2 id="history">${say.history}</h2>${history(found.request, events, visitor.language, now)}</section></div>
<div class="acts">${decide(parts)}${assign(parts)}</div>
</div>`;
  const title = `${say.title} ${request.receipt}`;
  const styles = [asset("requests.css")];
  return layout({ title, body, visitor, active: "requests", styles });
}

function decide({ visitor, found: { request }, reach, note }: CaseParts): Html {
  const say = requestWords(visitor.language);
  const steps = stepsFrom(request.status);
  const label = (to: keyof typeof say.steps) =>
    to === "accepted" && request.status !== "submitted" ? say.again : say.steps[to];
  const told = reach.can
    ? say.toldNow(
        reach.left,
        reach.until === undefined ? undefined : minuteIn(reach.until).slice(5),
      )
    : say.toldLater(reasonWords(reach.why, visitor.language));
  return html`<section class="card" aria-labelledby="decide"><h2 id="decide">${say.change}</h2>
${
  steps.length === 0
    ? html`<p>${say.over}</p>`
    : html`<form class="stack" method="post" action="/console/requests/${request.receipt}/status">
${csrfField(visitor)}<input type="hidden" name="seen" value="${request.updatedAt.toISOString()}">
<label class="field"><span>${say.note}</span><textarea name="note" rows="3" maxlength="${longestNote}" aria-describedby="note-hint">${note ?? ""}</textarea></label>
<p id="note-hint" class="soft">${say.noteHint}</p>
<p class="${reach.can ? "soft" : "said note"}">${told}</p>
<div class="row">${steps.map((to) => html`<button name="to" value="${to}" class="${to === "declined" ? "danger" : "main"}">${label(to as keyof typeof say.steps)}</button>`)}</div>
</form>`
}</section>`;
}

function assign({ visitor, found: { request, assignee }, colleagues }: CaseParts): Html {
  const say = requestWords(visitor.language);
  const held =
    assignee === undefined ? html`<span class="soft">${say.nobody}</span>` : typed(assignee.name);
  const others = colleagues.filter(({ id }) => id !== assignee?.id && id !== visitor.id);
  const start = html`${csrfField(visitor)}<input type="hidden" name="seen" value="${request.updatedAt.toISOString()}">`;
  const action = `/console/requests/${request.receipt}/assignee`;
  return html`<section class="card" aria-labelledby="assign"><h2 id="assign">${say.assignTitle}</h2>
<p>${held}</p>
${
  request.status === "withdrawn"
    ? ""
    : html`${assignee?.id === visitor.id ? "" : html`<form method="post" action="${action}">${start}<button name="to" value="${visitor.id}">${say.take}</button></form>`}
${others.length === 0 ? "" : html`<form class="row" method="post" action="${action}">${start}<label class="field"><span>${say.colleague}</span><select name="to">${others.map(({ id, name }) => html`<option value="${id}">${name}</option>`)}</select></label><button>${say.assign}</button></form>`}
${assignee === undefined ? "" : html`<form method="post" action="${action}">${start}<button class="quiet" name="to" value="">${say.release}</button></form>`}`
}</section>`;
}
