import { html } from "hono/html";
import type { Handoff, HandoffEvent } from "../../core/handoff.ts";
import type { HandoffReason } from "../../core/outcome.ts";
import { reasonWords } from "../../core/reasonWords.ts";
import { csrfField, type Html } from "../layout.ts";
import type { Language } from "../visitor.ts";
import type { ConversationState } from "./conversationContent.ts";
import { clockTime, moment } from "./moments.ts";
import type { DeskPort } from "./port.ts";
import { passageSources } from "./sources.ts";
import { typed } from "./typed.ts";
import { deskWords } from "./words.ts";

/** What one reads before the transcript. */
export function capsule(state: ConversationState, port: Pick<DeskPort, "passage">): Html {
  const { conversation, cases, visitor } = state;
  const say = deskWords(visitor.language);
  const held = conversation.handoff?.capsule;
  const slots = held?.slots ?? [];
  const passages = held?.passages ?? [];
  const rows = [
    held?.question === undefined ? "" : fact(say.question, typed(held.question)),
    held?.missing === undefined ? "" : fact(say.missing, html`<mark>${typed(held.missing)}</mark>`),
    ...slots.map(({ label, value }) => fact(typed(label), typed(value))),
    passages.length === 0
      ? ""
      : fact(say.passages, passageSources(passages, { visitor, passage: port.passage })),
    cases.length === 0
      ? ""
      : fact(
          say.receiptsOf,
          html`${cases.map(({ request }) => html`<a href="/console/requests/${request.receipt}">${request.receipt}</a> `)}`,
        ),
  ].filter((row) => row !== "");
  return html`<section id="capsule" class="panel" aria-labelledby="capsule-title"><h2 id="capsule-title">${say.capsule}</h2>
${rows.length === 0 ? html`<p class="empty">${say.nothingYet}</p>` : html`<dl class="facts">${rows}</dl>`}
</section>`;
}

/** The channel, who the customer is on it, and what it still allows. */
export function facts({ conversation, reach, visitor, now }: ConversationState): Html {
  const say = deskWords(visitor.language);
  const { channel, contact, contactAt } = conversation;
  const left = reach.can && reach.left !== undefined ? say.reach.left(reach.left) : "";
  const until =
    reach.can && reach.until !== undefined
      ? html` · ${say.reach.until} ${moment(reach.until, now)}`
      : "";
  const allowed = reach.can
    ? left === "" && until === ""
      ? say.reach.anytime
      : html`${left}${until}`
    : reasonWords(reach.why, visitor.language);
  return html`<section id="facts" class="panel" aria-labelledby="facts-title"><h2 id="facts-title">${say.facts}</h2>
<dl class="facts">
${fact(say.channel, say.channels[channel])}
${fact(say.contact, html`<code>${typed(contact)}</code>`)}
${fact(say.lastWrote, contactAt === undefined ? say.never : moment(contactAt, now))}
${fact(say.allowance, allowed)}
</dl>
</section>`;
}

/** What happened since a person was asked for. */
export function history({ conversation, events, visitor, now }: ConversationState): Html {
  const { language } = visitor;
  const say = deskWords(language);
  const { handoff } = conversation;
  if (handoff === undefined) return html`<section id="history" class="panel" hidden></section>`;
  return html`<section id="history" class="panel" aria-labelledby="history-title"><h2 id="history-title">${say.history}</h2>
<ol class="events">
${events.map((event) => html`<li>${moment(event.at, now)} <span><strong>${say.events[event.kind]}</strong>${event.staff === undefined ? "" : html` ${typed(event.staff.name)}`}${detailOf(event, language)}</span></li>`)}
</ol>
${handoff.promisedAt === undefined || handoff.state === "ended" ? "" : html`<p>${say.promisedFor} ${clockTime(handoff.promisedAt, now)}</p>`}
${endOf(handoff, language)}
</section>`;
}

function detailOf({ kind, detail }: HandoffEvent, language: Language): Html | string {
  if (detail === undefined || detail === "") return "";
  const say = deskWords(language);
  const known =
    kind === "rated"
      ? say.ratings[Number(detail) as 1 | 2 | 3]
      : say.reasons[detail as HandoffReason];
  return html` · ${known ?? typed(detail)}`;
}

function endOf({ summary }: Handoff, language: Language): Html | string {
  if (summary === undefined) return "";
  return html`<p class="summary"><strong>${deskWords(language).capsule}</strong> ${typed(summary)}</p>`;
}

/** What staff wrote for each other; the form below it stays while the list is brought anew. */
export function noteList({ notes, visitor, now }: ConversationState): Html {
  const say = deskWords(visitor.language);
  return html`<div id="note-list">${
    notes.length === 0
      ? html`<p class="empty">${say.noNotes}</p>`
      : html`<ul>${notes.map(({ staff, text, at }) => html`<li><p class="meta"><span class="who">${typed(staff.name)}</span> ${moment(at, now)}</p><p class="words">${typed(text)}</p></li>`)}</ul>`
  }</div>`;
}

export function notesPanel(state: ConversationState): Html {
  const { visitor, conversation } = state;
  const say = deskWords(visitor.language);
  return html`<section id="notes" class="panel private" aria-labelledby="notes-title"><h2 id="notes-title">${say.notes}</h2>
<p class="hint" id="notes-hint">${say.notesHint}</p>
${noteList(state)}
<form method="post" action="/console/conversations/${conversation.id}/notes" data-act="note">
${csrfField(visitor)}
<label class="unseen" for="note">${say.noteLabel}</label>
<textarea id="note" name="note" rows="2" maxlength="4000" aria-describedby="notes-hint" placeholder="${say.noteLabel}"></textarea>
<p class="problem" role="alert"></p>
<button class="quiet" data-key="n">${say.addNote}</button>
</form>
</section>`;
}

function fact(term: Html | string, value: Html | string): Html {
  return html`<div><dt>${term}</dt><dd>${value}</dd></div>`;
}
