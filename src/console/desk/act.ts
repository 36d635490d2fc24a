import type { Refused } from "../../handoff/desk.ts";
import type { Call, Route } from "../route.ts";
import type { Visitor } from "../visitor.ts";
import { readForm, wantsPage } from "./form.ts";
import { refusedWords } from "./refusedWords.ts";
import { type DeskWords, deskWords } from "./words.ts";

/** Where an act came to: done, refused by the record, or not understood. */
export type Ended =
  | { readonly done: keyof DeskWords["done"]; readonly repeat?: boolean }
  | Refused
  | { readonly problem: string };

export interface Tried {
  /** The conversation. */
  readonly id: string;
  readonly form: Readonly<Record<string, string | undefined>>;
  readonly visitor: Visitor;
}

/** Shows the conversation again with why something was not done, and with what was written. */
export type ShowAgain = (
  call: Call,
  unsent: { readonly problem: string; readonly text?: string },
) => Promise<Response>;

/**
 * An act on a conversation. A script is answered with JSON; without one the person comes back to
 * the page, with the reason and what they wrote where it was not done.
 */
export function act(
  path: string,
  { holder, showAgain }: { readonly holder: boolean; readonly showAgain: ShowAgain },
  run: (tried: Tried) => Promise<Ended>,
): Route {
  return {
    method: "POST",
    path: `/conversations/:id/${path}`,
    access: "staff",
    ...(holder ? { holder } : {}),
    async handle(call) {
      const { c, visitor } = call;
      const id = c.req.param("id") ?? "";
      const say = deskWords(visitor.language);
      const form = await readForm(c);
      const ended: Ended =
        form === undefined ? { problem: say.refused.malformed } : await run({ id, form, visitor });
      if ("done" in ended) {
        if (wantsPage(c)) return c.redirect(`/console/conversations/${id}`, 303);
        return c.json({ done: say.done[ended.done], repeat: ended.repeat === true });
      }
      const refused = "refused" in ended;
      const message = refused ? refusedWords(ended, visitor.language) : ended.problem;
      const status = refused ? (ended.refused === "not-found" ? 404 : 409) : 422;
      if (!wantsPage(c)) {
        return c.json({ error: { code: refused ? ended.refused : "malformed", message } }, status);
      }
      const text = form?.["text"];
      c.status(status);
      return await showAgain(call, { problem: message, ...(text === undefined ? {} : { text }) });
    },
  };
}
