import { html } from "hono/html";
import type { Html } from "../layout.ts";
import type { Route } from "../route.ts";
import type { Visitor } from "../visitor.ts";
import { readForm } from "./form.ts";
import type { DeskPort, Suggestion } from "./port.ts";
import { sources } from "./sources.ts";
import { glimpse, typed } from "./typed.ts";
import { deskWords } from "./words.ts";

/** How far back the customer's last question is looked for. */
const linesBack = 30;
const longestQuestion = 500;

/** What helps to write an answer: suggestions from the knowledge, canned replies. Nothing sends itself. */
export function aidRoutes(port: DeskPort): readonly Route[] {
  return [
    {
      // Reads only; a POST because a question does not belong into an address.
      method: "POST",
      path: "/conversations/:id/suggest",
      access: "staff",
      async handle({ c, visitor }) {
        const id = c.req.param("id") ?? "";
        const say = deskWords(visitor.language);
        const form = await readForm(c);
        const conversation = await port.record.conversation(id);
        if (form === undefined || conversation === undefined) {
          const message = say.refused[form === undefined ? "malformed" : "not-found"];
          return c.json({ error: { code: "malformed", message } }, form === undefined ? 422 : 404);
        }
        const asked = form["text"]?.trim() || (await lastQuestion(port, id));
        const question = [...asked].slice(0, longestQuestion).join("");
        if (question === "") return c.html(html`<p class="empty">${say.noQuestion}</p>`);
        const topic = conversation.handoff?.desk.topic;
        return c.html(suggestions(question, await port.suggest(question, topic), port, visitor));
      },
    },
    {
      method: "GET",
      path: "/desk/canned",
      access: "staff",
      async handle({ c, visitor }) {
        const replies = await port.record.cannedReplies();
        const say = deskWords(visitor.language);
        if (replies.length === 0) return c.html(html`<p class="empty">${say.noCanned}</p>`);
        return c.html(
          html`<ul>${replies.map(({ title, text }) => html`<li class="aid"><button type="button" class="insert" data-insert="${text}"><strong>${typed(title)}</strong><span>${glimpse(text, 140)}</span></button></li>`)}</ul>`,
        );
      },
    },
  ];
}

async function lastQuestion(port: DeskPort, id: string): Promise<string> {
  const lines = await port.record.newestLines(id, linesBack);
  return lines.findLast(({ side, text }) => side === "contact" && text.trim() !== "")?.text ?? "";
}

function suggestions(
  question: string,
  found: readonly Suggestion[],
  port: DeskPort,
  visitor: Visitor,
): Html {
  const say = deskWords(visitor.language);
  return html`<p class="asked">${glimpse(question)}</p>
${
  found.length === 0
    ? html`<p class="empty">${say.noSuggestion}</p>`
    : html`<ul>${found.map(({ text, citations }) => html`<li class="aid"><p class="words">${typed(text)}</p>${sources(citations, { visitor, passage: port.passage })}<button type="button" class="quiet small" data-insert="${text}">${say.insert}</button></li>`)}</ul><p class="hint">${say.suggestHint}</p>`
}`;
}
