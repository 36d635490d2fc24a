import { html } from "hono/html";
import { csrfField, type Html } from "../layout.ts";
import { channelLimits, longestAnswer } from "./channelLimits.ts";
import type { ConversationState } from "./conversationContent.ts";
import { allowance } from "./standing.ts";
import { deskWords } from "./words.ts";

export interface Unsent {
  /** Why it was not sent. */
  readonly problem: string;
  readonly text?: string;
}

/**
 * Where staff write. The key makes a repeat of the same words known as one: the page's script makes
 * a new one with every new text.
 */
export function answerBox(state: ConversationState, key: string, unsent?: Unsent): Html {
  const { conversation, visitor } = state;
  const say = deskWords(visitor.language);
  const { most, unit } = channelLimits[conversation.channel];
  const base = `/console/conversations/${conversation.id}`;
  return html`<section class="answer" aria-label="${say.answer}">
<div id="suggested" class="suggested" role="region" aria-label="${say.suggest}" tabindex="-1" hidden></div>
${allowance(state)}
<form method="post" action="${base}/say" data-act="say" id="answer-form">
${csrfField(visitor)}
<input type="hidden" name="key" value="${key}">
<p class="problem" role="alert">${unsent?.problem ?? ""}</p>
<div class="writing">
<label class="unseen" for="answer">${say.answer}</label>
<textarea id="answer" name="text" rows="2" aria-describedby="answer-hint" placeholder="${say.placeholder}" data-most="${most}" data-unit="${unit}" data-longest="${longestAnswer}">${unsent?.text ?? ""}</textarea>
<button class="main send">${say.send}</button>
</div>
</form>
<div class="aids">
<form method="post" action="${base}/suggest" id="suggest-form">${csrfField(visitor)}<button class="quiet small" data-key="s">${say.suggest}</button></form>
<button type="button" class="quiet small" popovertarget="canned" data-key="l">${say.canned}</button>
<span id="count" class="count" aria-live="off"></span>
<span id="answer-hint" class="hint">${say.sendHint}</span>
</div>
</section>`;
}
