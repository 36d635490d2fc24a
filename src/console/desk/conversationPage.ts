import { html } from "hono/html";
import type { Html } from "../layout.ts";
import { answerBox, type Unsent } from "./answerBox.ts";
import {
  type ConversationContent,
  type ConversationState,
  transcriptContext,
} from "./conversationContent.ts";
import { capsule, facts, history, noteList, notesPanel } from "./details.ts";
import { topicTitle } from "./inboxLine.ts";
import type { DeskPort } from "./port.ts";
import { sheets } from "./sheets.ts";
import { allowance, presenceLine, standing } from "./standing.ts";
import { receiptOf, transcriptLine } from "./transcriptLine.ts";
import { glimpse } from "./typed.ts";
import { deskWords } from "./words.ts";

/** The conversation and what is known about it: the middle and the right of the page. */
export function conversationPanes(
  content: ConversationContent,
  port: DeskPort,
  parts: { readonly query: string; readonly key: string; readonly unsent?: Unsent | undefined },
): Html {
  const { conversation, visitor } = content;
  const { language } = visitor;
  const say = deskWords(language);
  const { handoff, channel } = conversation;
  const topics = port.topics();
  return html`<section class="conversation" aria-labelledby="conversation-title" data-id="${conversation.id}">
<header>
<a class="back quiet" href="/console${parts.query}" data-key="i"><span aria-hidden="true">←</span><span class="unseen">${say.backToList}</span></a>
<div class="title"><h1 id="conversation-title">${handoff === undefined ? say.channels[channel] : topicTitle(handoff, { language, topics })}</h1>
<p>${say.channels[channel]}${handoff?.desk.district === undefined ? "" : html` · ${glimpse(handoff.desk.district, 40)}`}${handoff === undefined ? "" : html` · ${say.reasons[handoff.reason]}`}</p></div>
<button type="button" class="step quiet" id="step" data-key="d" aria-controls="details" aria-expanded="false">${say.details}</button>
</header>
${standing(content)}
<p class="problem" id="standing-problem" role="alert"></p>
<div class="scroller" id="scroll" tabindex="0" role="region" aria-label="${say.log}">
${olderLink(content)}
<div id="log" role="log" aria-live="polite" aria-label="${say.log}">${content.lines.map((entry) => transcriptLine(entry, transcriptContext(port, content)))}</div>
${content.lines.length === 0 ? html`<p class="empty" id="no-lines">${say.noLines}</p>` : ""}
</div>
<button type="button" id="newest" hidden>${say.newer}</button>
${presenceLine(content)}
${answerBox(content, parts.key, parts.unsent)}
</section>
<aside class="details" id="details" aria-label="${say.details}">
${capsule(content, port)}${notesPanel(content)}${facts(content)}${history(content)}
</aside>
${sheets(content, port)}`;
}

/** The way to the lines before; without a script it leads to a page of them. */
export function olderLink({
  older,
  lines,
  conversation,
  visitor,
}: ConversationContent): Html | string {
  const first = lines[0];
  if (!older || first === undefined) return "";
  return html`<p id="older"><a class="quiet" href="/console/conversations/${conversation.id}?before=${first.seq}" data-before="${first.seq}">${deskWords(visitor.language).older}</a></p>`;
}

/** What may have changed beside the lines, by the id of its element. */
export function livingParts(state: ConversationState, port: DeskPort): ReadonlyMap<string, string> {
  const context = transcriptContext(port, state);
  const parts: readonly (readonly [string, Html])[] = [
    ["standing", standing(state)],
    ["presence", presenceLine(state)],
    ["allowance", allowance(state)],
    ["capsule", capsule(state, port)],
    ["facts", facts(state)],
    ["history", history(state)],
    ["note-list", noteList(state)],
    ...[...state.receipts.keys()].map((seq) => [`r-${seq}`, receiptOf(seq, context)] as const),
  ];
  return new Map(parts.map(([id, markup]) => [id, String(markup)]));
}
