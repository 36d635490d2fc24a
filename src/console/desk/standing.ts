import { html } from "hono/html";
import { reasonWords } from "../../core/reasonWords.ts";
import { csrfField, type Html } from "../layout.ts";
import { type ConversationState, heldBy } from "./conversationContent.ts";
import { waitsSince } from "./inboxView.ts";
import { moment, running } from "./moments.ts";
import { glimpse, typed } from "./typed.ts";
import { deskWords } from "./words.ts";

/** Who serves the conversation, and what the visitor can do about it. */
export function standing(state: ConversationState): Html {
  const { conversation, visitor, now } = state;
  const say = deskWords(visitor.language);
  const { id, handoff } = conversation;
  const mine = heldBy(conversation, visitor.id);
  const since = handoff === undefined ? undefined : waitsSince(handoff);
  const waits =
    handoff === undefined || since === undefined
      ? ""
      : html`<span class="waits">${handoff.state === "waiting" ? say.waitedFor : say.unanswered} ${running(since, now, visitor.language)}</span>`;
  return html`<div id="standing" class="standing" data-mine="${mine ? "yes" : "no"}">
<p class="state"><span class="pill ${handoff?.state ?? "bot"}">${whoServes(state)}</span>${waits}</p>
<div class="acts">
${mine ? heldActs(state) : ""}
${!mine && handoff?.state !== "claimed" ? html`<form method="post" action="/console/conversations/${id}/claim" data-act="claim">${csrfField(visitor)}<button class="main" data-key="c">${handoff?.state === "ended" ? say.acts.reopen : say.acts.claim}</button></form>` : ""}
</div>
</div>`;
}

function heldActs({ visitor }: ConversationState): Html {
  const say = deskWords(visitor.language).acts;
  return html`<button type="button" popovertarget="transfer" data-key="t">${say.transfer}</button>
<button type="button" popovertarget="return" data-key="b">${say.return}</button>
<button type="button" popovertarget="close" data-key="e">${say.close}</button>`;
}

function whoServes({ conversation, visitor }: ConversationState): Html | string {
  const say = deskWords(visitor.language);
  const { handoff } = conversation;
  if (handoff === undefined) return say.botServes;
  switch (handoff.state) {
    case "waiting":
      return handoff.surface === "wecom" ? say.inClient : say.nobody;
    case "promised":
      return say.states.promised;
    case "claimed": {
      const words =
        handoff.staff?.id === visitor.id
          ? say.servedByYou
          : glimpse(say.served(handoff.staff?.name ?? ""), 40);
      const { surface = "console" } = handoff;
      return surface === "console" ? words : html`${words} · ${say.surfaces[surface]}`;
    }
    case "ended":
      return handoff.end === undefined ? say.states.ended : say.ends[handoff.end];
  }
}

/** Other staff at this conversation. */
export function presenceLine({ looking, visitor }: ConversationState): Html {
  const say = deskWords(visitor.language);
  const writing = new Map(
    looking.filter((each) => each.writing).map(({ staff }) => [staff.id, staff.name]),
  );
  const reading = new Map(
    looking
      .filter(({ staff }) => !writing.has(staff.id))
      .map(({ staff }) => [staff.id, staff.name]),
  );
  const told = [
    ...[...writing.values()].map((name) => say.writing(name)),
    ...(reading.size === 0 ? [] : [say.looking([...reading.values()].join("、"))]),
  ];
  return html`<p id="presence" class="presence" role="status">${told.map((words) => html`<span>${typed(words)}</span> `)}</p>`;
}

/** What the channel still allows, beside the box one writes in. */
export function allowance({ conversation, reach, visitor, now }: ConversationState): Html {
  const say = deskWords(visitor.language);
  const mine = heldBy(conversation, visitor.id);
  const claim = mine ? "" : html`<span class="hint">${say.claimFirst}</span> `;
  if (!reach.can) {
    return html`<p id="allowance" class="allowance none">${claim}<strong>${say.reach.none}</strong> ${reasonWords(reach.why, visitor.language)}</p>`;
  }
  if (reach.left === undefined && reach.until === undefined) {
    return html`<p id="allowance" class="allowance">${claim}</p>`;
  }
  const left = reach.left === undefined ? "" : say.reach.left(reach.left);
  const until =
    reach.until === undefined ? "" : html` · ${say.reach.until} ${moment(reach.until, now)}`;
  return html`<p id="allowance" class="allowance${(reach.left ?? 9) <= 1 ? " scarce" : ""}">${claim}${left}${until}</p>`;
}
