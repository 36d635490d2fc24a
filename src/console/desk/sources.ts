import { html } from "hono/html";
import type { Citation } from "../../core/citation.ts";
import type { OpenedPassage } from "../../core/openedPassage.ts";
import type { Html } from "../layout.ts";
import type { Visitor } from "../visitor.ts";
import { typed } from "./typed.ts";
import { deskWords } from "./words.ts";

interface SourceContext {
  readonly visitor: Visitor;
  passage(id: string): OpenedPassage | undefined;
}

/** What somebody cites: passages of one section have one label, which opens all of them. */
export function sources(citations: readonly Citation[], context: SourceContext): Html | string {
  if (citations.length === 0) return "";
  const named = Map.groupBy(citations, ({ document, section, date }) =>
    [document, section, date].join(" · "),
  );
  return html`<div class="sources">${[...named].map(([label, cited]) =>
    source(
      label,
      cited.map(({ passage }) => passage),
      context,
    ),
  )}</div>`;
}

/** The same for passages of which only the ids are known. */
export function passageSources(ids: readonly string[], context: SourceContext): Html {
  const named = Map.groupBy(ids, (id) => {
    const found = context.passage(id);
    return found === undefined ? id : `${found.title} · ${found.section}`;
  });
  return html`${[...named].map(([label, passages]) => source(label, passages, context))}`;
}

function source(
  label: string,
  passages: readonly string[],
  { passage, visitor }: SourceContext,
): Html {
  const texts = new Set(passages.map((id) => passage(id)?.text));
  const opened = [...texts].map((text) =>
    text === undefined
      ? html`<p>${deskWords(visitor.language).passageGone}</p>`
      : html`<blockquote>${typed(text)}</blockquote>`,
  );
  return html`<details class="source"><summary>${typed(label)}</summary>${opened}</details>`;
}
