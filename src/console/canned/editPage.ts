import { html } from "hono/html";
import { csrfField, type Html, layout } from "../layout.ts";
import type { Visitor } from "../visitor.ts";
import { type Draft, longestText, longestTitle, type problemsOf } from "./draft.ts";
import type { Topic } from "./port.ts";
import { cannedWords } from "./words.ts";

interface EditParts {
  readonly visitor: Visitor;
  readonly draft: Draft;
  readonly topics: readonly Topic[];
  readonly problems?: ReturnType<typeof problemsOf>;
  /** Figures without a source: saving again with this sight keeps them. */
  readonly doubted?: readonly string[];
  readonly gone?: boolean;
}

export function editPage(parts: EditParts): Html {
  const { visitor, draft, topics, problems = {}, doubted = [], gone = false } = parts;
  const say = cannedWords(visitor.language);
  const title = draft.id === undefined ? say.add : say.editTitle;
  const invalid = (problem: string | undefined, id: string) =>
    problem === undefined ? "" : html` aria-invalid="true" aria-describedby="${id}"`;
  const why = (problem: string | undefined, id: string) =>
    problem === undefined ? "" : html`<p id="${id}" class="said bad" role="alert">${problem}</p>`;
  const body = html`<p><a href="/console/canned">${say.back}</a></p>
<section class="card plain roomy">
<h1>${title}</h1>
${gone ? html`<p class="said bad" role="alert">${say.gone}</p>` : ""}
<form class="stack" method="post" action="/console/canned/${draft.id ?? "new"}">
${csrfField(visitor)}
<label class="field"><span>${say.name}</span><input name="title" value="${draft.title}" maxlength="${longestTitle}" required${invalid(problems.title, "title-problem")}></label>
${why(problems.title, "title-problem")}
<label class="field"><span>${say.topic}</span><select name="topic"><option value="">${say.anyTopic}</option>
${topics.map(({ id, title: name }) => html`<option value="${id}"${id === draft.topic ? html` selected` : ""}>${name}</option>`)}
</select></label>
<label class="field"><span>${say.text}</span><textarea name="text" rows="8" maxlength="${longestText}" required${invalid(problems.text, "text-problem")}>${draft.text}</textarea></label>
${why(problems.text, "text-problem")}
${doubted.length === 0 ? "" : html`<p class="said note" role="alert">${say.unsupported(doubted.join("、"))}</p><input type="hidden" name="doubted" value="${doubted.join(" ")}">`}
<button class="main">${doubted.length === 0 ? say.save : say.saveAnyway}</button>
</form>
</section>
${draft.id === undefined ? "" : removal(visitor, draft.id)}`;
  return layout({ title, body, visitor, active: "canned" });
}

/** Two steps without a script: the button is in a part that has to be opened. */
function removal(visitor: Visitor, id: string): Html {
  const say = cannedWords(visitor.language);
  return html`<details class="card plain roomy"><summary>${say.remove}</summary>
<form class="stack" method="post" action="/console/canned/${id}/delete">${csrfField(visitor)}
<p>${say.removeSure}</p><button class="danger">${say.remove}</button></form></details>`;
}
