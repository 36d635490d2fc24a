import { html } from "hono/html";
import { csrfField, type Html } from "../layout.ts";
import type { Language, Visitor } from "../visitor.ts";
import type { ConversationContent } from "./conversationContent.ts";
import type { DeskPort } from "./port.ts";
import { typed } from "./typed.ts";
import { deskWords } from "./words.ts";

/** The forms that open over the conversation: transfer, return, close, canned replies. */
export function sheets(content: ConversationContent, port: DeskPort): Html {
  return html`${transferSheet(content, port)}${endSheet(content, "return")}${endSheet(content, "close")}${cannedSheet(content.visitor)}`;
}

function sheet(id: string, title: string, language: Language, body: Html): Html {
  const say = deskWords(language);
  return html`<div popover id="${id}" class="sheet" role="dialog" aria-labelledby="${id}-title">
<header><h2 id="${id}-title">${title}</h2><button type="button" class="quiet" popovertarget="${id}" popovertargetaction="hide" aria-label="${say.close}">✕</button></header>
${body}
</div>`;
}

function transferSheet(
  { conversation, colleagues, visitor }: ConversationContent,
  port: DeskPort,
): Html {
  const say = deskWords(visitor.language);
  const desk = conversation.handoff?.desk ?? {};
  const form = (to: string, fields: Html) =>
    html`<form method="post" action="/console/conversations/${conversation.id}/transfer" data-act="transfer">${csrfField(visitor)}<input type="hidden" name="to" value="${to}">${fields}<p class="problem" role="alert"></p></form>`;
  const none = html`<option value="">${say.everything}</option>`;
  const chosen = (yes: boolean) => (yes ? html` selected` : "");
  const body = html`<p class="hint">${say.sheets.transferHint}</p>
${
  colleagues.length === 0
    ? html`<p class="empty">${say.sheets.noColleague}</p>`
    : form(
        "staff",
        html`<label>${say.sheets.colleague}<select name="staff" required autofocus>${colleagues.map(({ id, name }) => html`<option value="${id}">${name}</option>`)}</select></label><button class="main">${say.acts.transfer}</button>`,
      )
}
${form(
  "desk",
  html`<fieldset><legend>${say.sheets.desk}</legend><label>${say.district}<select name="district">${none}${port.districts().map((name) => html`<option value="${name}"${chosen(name === desk.district)}>${name}</option>`)}</select></label><label>${say.topic}<select name="topic">${none}${port.topics().map(({ id, title }) => html`<option value="${id}"${chosen(id === desk.topic)}>${title}</option>`)}</select></label></fieldset><button>${say.acts.transfer}</button>`,
)}
${conversation.channel === "wecom-kf" ? form("client", html`<button>${say.sheets.client}</button>`) : ""}`;
  return sheet("transfer", say.sheets.transfer, visitor.language, body);
}

function endSheet({ conversation, visitor }: ConversationContent, act: "return" | "close"): Html {
  const say = deskWords(visitor.language);
  const hint = act === "return" ? say.sheets.returnHint : say.sheets.closeHint;
  const body = html`<form method="post" action="/console/conversations/${conversation.id}/${act}" data-act="${act}">
${csrfField(visitor)}
<p class="hint">${hint}</p>
<label>${say.sheets.summary}<textarea name="summary" rows="3" maxlength="2000" autofocus></textarea></label>
<p class="problem" role="alert"></p>
<button class="main">${say.acts[act]}</button>
</form>`;
  return sheet(act, say.acts[act], visitor.language, body);
}

function cannedSheet(visitor: Visitor): Html {
  const say = deskWords(visitor.language);
  const body = html`<label class="unseen" for="canned-filter">${say.cannedFilter}</label>
<input type="search" id="canned-filter" placeholder="${say.cannedFilter}" autofocus autocomplete="off">
<div id="canned-list"></div>`;
  return sheet("canned", say.canned, visitor.language, body);
}

/** What can be done without a mouse. Letters work only where no field has the focus, and can be turned off. */
export function keysSheet(language: Language): Html {
  const say = deskWords(language);
  const body = html`<dl class="keys">${Object.entries(say.keyList).map(([key, meaning]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${typed(meaning)}</dd></div>`)}<div><dt><kbd>Esc</kbd></dt><dd>${say.close}</dd></div></dl>
<label class="check"><input type="checkbox" id="keys-on" checked>${say.keysOn}</label>`;
  return sheet("keys", say.keys, language, body);
}
