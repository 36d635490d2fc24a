import { refuse } from "../refuse.ts";
import type { Call, Route } from "../route.ts";
import { draftOf, problemsOf } from "./draft.ts";
import { editPage } from "./editPage.ts";
import { listPage } from "./listPage.ts";
import type { CannedPort } from "./port.ts";
import { cannedWords } from "./words.ts";

export function cannedRoutes(port: CannedPort): readonly Route[] {
  const { record, unsupported } = port;
  const replyOf = async (id: string | undefined) =>
    (await record.cannedReplies()).find((reply) => reply.id === id);

  async function list({ c, visitor }: Call): Promise<Response> {
    const { done } = cannedWords(visitor.language);
    const key = (["saved", "removed"] as const).find((each) => each === c.req.query("done"));
    const said = key === undefined ? undefined : done[key];
    const replies = await record.cannedReplies();
    return c.html(listPage({ visitor, replies, topics: port.topics(), unsupported, said }));
  }

  async function blank({ c, visitor }: Call): Promise<Response> {
    const draft = { title: "", text: "", topic: "" };
    return c.html(editPage({ visitor, draft, topics: port.topics() }));
  }

  async function edit({ c, visitor }: Call): Promise<Response> {
    const reply = await replyOf(c.req.param("id"));
    if (reply === undefined) return await refuse(c, "not-found", visitor);
    const draft = { ...reply, topic: reply.topic ?? "" };
    return c.html(editPage({ visitor, draft, topics: port.topics() }));
  }

  async function save({ c, visitor }: Call): Promise<Response> {
    const form = await c.req.parseBody();
    const id = c.req.param("id");
    const topics = port.topics();
    const draft = draftOf(form, topics, id);
    const show = (status: 404 | 422, more: Partial<Parameters<typeof editPage>[0]>) =>
      c.html(editPage({ visitor, draft, topics, ...more }), status);
    if (id !== undefined && (await replyOf(id)) === undefined) {
      return show(404, { draft: draftOf(form, topics), gone: true });
    }
    const problems = problemsOf(draft, visitor.language);
    if (Object.keys(problems).length > 0) return show(422, { problems });
    const doubted = unsupported(draft.text);
    // Who has seen these very figures doubted and saves again has decided.
    if (doubted.length > 0 && form["doubted"] !== doubted.join(" ")) return show(422, { doubted });
    const { title, text, topic } = draft;
    const saved = await record.saveCannedReply({
      ...(id === undefined ? {} : { id }),
      title,
      text,
      ...(topic === "" ? {} : { topic }),
    });
    await port.audit(visitor, { action: "canned.save", id: saved });
    return c.redirect("/console/canned?done=saved", 303);
  }

  async function remove({ c, visitor }: Call): Promise<Response> {
    const id = c.req.param("id") ?? "";
    // Deleted already is deleted: a double click is no mistake.
    if ((await replyOf(id)) !== undefined) {
      await record.deleteCannedReply(id);
      await port.audit(visitor, { action: "canned.delete", id });
    }
    return c.redirect("/console/canned?done=removed", 303);
  }

  return [
    { method: "GET", path: "/canned", access: "staff", handle: list },
    { method: "GET", path: "/canned/new", access: "editor", handle: blank },
    { method: "POST", path: "/canned/new", access: "editor", handle: save },
    { method: "GET", path: "/canned/:id", access: "editor", handle: edit },
    { method: "POST", path: "/canned/:id", access: "editor", handle: save },
    { method: "POST", path: "/canned/:id/delete", access: "editor", handle: remove },
  ];
}
