import { html } from "hono/html";
import type { OpenedPassage } from "../../core/openedPassage.ts";
import { reasonWords } from "../../core/reasonWords.ts";
import type { DeliveryReceipt } from "../../ledger/deskRecord.ts";
import type { TranscriptEntry } from "../../ledger/ledger.ts";
import { csrfField, type Html } from "../layout.ts";
import type { Visitor } from "../visitor.ts";
import { moment } from "./moments.ts";
import { sources } from "./sources.ts";
import { typed } from "./typed.ts";
import { deskWords } from "./words.ts";

export interface TranscriptContext {
  readonly conversation: string;
  readonly visitor: Visitor;
  readonly now: Date;
  readonly receipts: ReadonlyMap<number, DeliveryReceipt>;
  passage(id: string): OpenedPassage | undefined;
}

/** One line of a conversation. */
export function transcriptLine(entry: TranscriptEntry, context: TranscriptContext): Html {
  const { seq, text, at } = entry;
  const kind = kindOf(entry);
  const citations = entry.outcome?.citations ?? [];
  return html`<article class="entry ${kind}" id="e-${seq}" data-seq="${seq}">
<p class="meta"><span class="who">${speaker(entry, context.visitor)}</span> ${moment(at, context.now)}</p>
<div class="bubble">
${text === "" ? "" : html`<p class="words">${typed(text)}</p>`}
${attachmentOf(entry, context)}
${sources(citations, context)}
</div>
${kind === "contact" ? "" : receiptOf(seq, context)}
</article>`;
}

/** What became of an outgoing line; the stream brings it anew. */
export function receiptOf(seq: number, context: TranscriptContext): Html {
  const { conversation, visitor, receipts } = context;
  const say = deskWords(visitor.language);
  const receipt = receipts.get(seq);
  if (receipt === undefined) return html`<p class="receipt" id="r-${seq}"></p>`;
  const { state, reason, delivery } = receipt;
  const why =
    reason === undefined
      ? ""
      : html`<span class="why">${typed(reasonWords(reason, visitor.language))}</span>`;
  const stuck = state === "failed" || state === "uncertain";
  const again = html`<form method="post" action="/console/conversations/${conversation}/resend" data-act="resend">${csrfField(visitor)}<input type="hidden" name="delivery" value="${delivery}"><button class="again quiet small">${say.resend}</button></form>`;
  return html`<div class="receipt ${state}" id="r-${seq}"><span>${say.receipts[state]}</span>${state === "sent" ? "" : why}${stuck ? again : ""}</div>`;
}

/** The service's own words have no intent: no turn made them. */
function kindOf({ side, intent }: TranscriptEntry): "contact" | "bot" | "staff" | "notice" {
  return side === "bot" && intent === undefined ? "notice" : side;
}

function speaker(entry: TranscriptEntry, visitor: Visitor): Html | string {
  const say = deskWords(visitor.language);
  switch (kindOf(entry)) {
    case "contact":
      return say.customer;
    case "bot":
      return say.bot;
    case "notice":
      return say.notice;
    case "staff":
      return entry.staff?.id === visitor.id ? say.you : typed(entry.staff?.name ?? "");
  }
}

function attachmentOf(
  { attachment, seq }: TranscriptEntry,
  context: TranscriptContext,
): Html | string {
  if (attachment === undefined) return "";
  const say = deskWords(context.visitor.language);
  const { kind, name, reference } = attachment;
  const label = html`<span class="kind">${say.attachments[kind]}</span>${name === undefined ? "" : html` ${typed(name)}`}`;
  if (kind === "link") {
    // Where a customer's link leads nobody has looked: it is read, not followed.
    return html`<p class="attachment">${label} ${reference === undefined ? "" : typed(reference)}</p>`;
  }
  const fetched = reference !== undefined && kind !== "location" && kind !== "card";
  if (!fetched) return html`<p class="attachment">${label}</p>`;
  return html`<p class="attachment"><a href="/console/conversations/${context.conversation}/attachments/${seq}" download>${label} · ${say.download}</a></p>`;
}
