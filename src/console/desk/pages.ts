import { randomBytes } from "node:crypto";
import { html } from "hono/html";
import { asset } from "../assets.ts";
import { type Html, layout } from "../layout.ts";
import { refuse } from "../refuse.ts";
import type { Call, Route } from "../route.ts";
import type { Visitor } from "../visitor.ts";
import type { ShowAgain } from "./act.ts";
import type { Unsent } from "./answerBox.ts";
import { readConversation, transcriptContext } from "./conversationContent.ts";
import { conversationPanes, olderLink } from "./conversationPage.ts";
import { readSeq } from "./form.ts";
import { inboxList, readInbox } from "./inboxList.ts";
import { type InboxView, readView, viewQuery } from "./inboxView.ts";
import type { DeskPort } from "./port.ts";
import type { ReadLog } from "./readLog.ts";
import { keysSheet } from "./sheets.ts";
import { transcriptLine } from "./transcriptLine.ts";
import { deskWords } from "./words.ts";

/** The inbox, a conversation, and earlier lines of it. */
export function pageRoutes(port: DeskPort, readLog: ReadLog): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/",
      access: "staff",
      async handle({ c, visitor }) {
        const say = deskWords(visitor.language);
        const view = readView(c.req.query());
        const aside = html`<section class="unchosen"><p>${say.choose}</p><p class="hint">${say.chooseHint}</p></section>`;
        const list = inboxList(await readInbox(port, visitor, view));
        return c.html(deskPage(visitor, { title: say.inbox, view, list, panes: aside }));
      },
    },
    {
      method: "GET",
      path: "/conversations/:id",
      access: "staff",
      handle: (call) => conversationPage(port, readLog, call),
    },
    {
      method: "GET",
      path: "/conversations/:id/lines",
      access: "staff",
      async handle({ c, visitor }) {
        const before = readSeq(c.req.query("before"));
        const content = await readConversation(port, visitor, c.req.param("id") ?? "", before);
        if (content === undefined) return await refuse(c, "not-found", visitor);
        await readLog(visitor, content.conversation.id);
        const context = transcriptContext(port, content);
        return c.html(
          html`${olderLink(content)}${content.lines.map((entry) => transcriptLine(entry, context))}`,
        );
      },
    },
    {
      // After logging in again in another tab, a page goes on with what is written in it.
      method: "GET",
      path: "/desk/session",
      access: "staff",
      handle: ({ c, visitor }) => c.json({ staff: visitor.id, csrf: visitor.csrf }),
    },
  ];
}

/** Shows a conversation again after an act that was not done. */
export function showAgain(port: DeskPort, readLog: ReadLog): ShowAgain {
  return async (call, unsent) => await conversationPage(port, readLog, call, unsent);
}

async function conversationPage(
  port: DeskPort,
  readLog: ReadLog,
  { c, visitor }: Call,
  unsent?: Unsent,
): Promise<Response> {
  const id = c.req.param("id") ?? "";
  const view = readView(c.req.query());
  const content = await readConversation(port, visitor, id, readSeq(c.req.query("before")));
  if (content === undefined) return await refuse(c, "not-found", visitor);
  await readLog(visitor, id);
  const list = inboxList(await readInbox(port, visitor, view, id));
  const panes = conversationPanes(content, port, {
    query: viewQuery(view),
    key: randomBytes(16).toString("hex"),
    unsent,
  });
  const title = deskWords(visitor.language).dialogue;
  return c.html(deskPage(visitor, { title, view, list, panes, open: id }));
}

interface DeskPageParts {
  readonly title: string;
  readonly view: InboxView;
  readonly list: Html;
  readonly panes: Html;
  readonly open?: string;
}

function deskPage(visitor: Visitor, { title, view, list, panes, open }: DeskPageParts): Html {
  const step = open === undefined ? "list" : "dialogue";
  const body = html`<div class="desk" id="desk" data-step="${step}" data-staff="${visitor.id}" data-query="${viewQuery(view)}"${open === undefined ? "" : html` data-open="${open}"`} ${clientWords(visitor)}>
<p id="connection" class="connection" role="status"></p>
${list}
${panes}
<p id="told" class="unseen" role="status"></p>
</div>
${keysSheet(visitor.language)}`;
  return layout({
    title,
    visitor,
    active: "inbox",
    body,
    wide: true,
    styles: [asset("desk.css"), asset("deskTranscript.css")],
    scripts: [asset(open === undefined ? "desk.js" : "deskConversation.js")],
  });
}

/** What the page's script says, as data of its root. */
function clientWords({ language }: Visitor): Html {
  const say = deskWords(language);
  const said = {
    lost: say.lost,
    moved: say.moved,
    gone: say.gone,
    "signed-out": say.signedOut,
    "sign-in": say.signIn,
    offline: say.offline,
    failed: say.failed,
    restored: say.restored,
    now: say.lapse.now,
    minutes: say.lapse.minutes,
    hours: say.lapse.hours,
    days: say.lapse.days,
    bytes: say.counted.bytes,
    characters: say.counted.characters,
    parts: say.parts,
    waiting: say.notices.waiting,
    wrote: say.notices.wrote,
    given: say.notices.given,
    escalated: say.notices.escalated,
    "notify-on": say.notifyOn,
    "notify-off": say.notifyOff,
    details: say.details,
    dialogue: say.dialogue,
  };
  return html`${Object.entries(said).map(([name, text]) => html` data-say-${name}="${text}"`)}`;
}
