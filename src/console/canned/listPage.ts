import { html } from "hono/html";
import type { CannedReply } from "../../ledger/deskRecord.ts";
import { asset } from "../assets.ts";
import { glimpse, typed } from "../desk/typed.ts";
import { type Html, layout } from "../layout.ts";
import { mayAct } from "../mayAct.ts";
import type { Visitor } from "../visitor.ts";
import type { Topic } from "./port.ts";
import { cannedWords } from "./words.ts";

interface ListParts {
  readonly visitor: Visitor;
  readonly replies: readonly CannedReply[];
  readonly topics: readonly Topic[];
  readonly unsupported: (text: string) => readonly string[];
  readonly said?: string | undefined;
}

export function listPage({ visitor, replies, topics, unsupported, said }: ListParts): Html {
  const say = cannedWords(visitor.language);
  const edits = mayAct(visitor.role, "editor");
  const topicName = (id: string) => topics.find((topic) => topic.id === id)?.title ?? id;
  const reply = ({ id, title, text, topic }: CannedReply) => {
    const figures = edits ? unsupported(text) : [];
    return html`<li class="card canned">
<div class="head"><h2>${typed(title)}</h2>${topic === undefined ? "" : html`<span class="tag">${glimpse(topicName(topic), 24)}</span>`}
${edits ? html`<a class="button" href="/console/canned/${id}" aria-label="${say.edit}: ${title}">${say.edit}</a>` : ""}</div>
<p class="words">${typed(text)}</p>
${figures.length === 0 ? "" : html`<p class="said note">${say.flagged(figures.join("、"))}</p>`}
</li>`;
  };
  const body = html`<header class="head"><div><h1>${say.title}</h1><p class="soft">${say.about}</p></div>
${edits ? html`<a class="button main" href="/console/canned/new">${say.add}</a>` : ""}</header>
${said === undefined ? "" : html`<p class="said good" role="status">${said}</p>`}
${
  replies.length === 0
    ? html`<p class="card">${edits ? say.emptyEditor : say.empty}</p>`
    : html`<ul>${replies.map(reply)}</ul>`
}`;
  const styles = [asset("canned.css")];
  return layout({ title: say.title, body, visitor, active: "canned", styles });
}
