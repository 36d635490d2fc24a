import { html } from "hono/html";
import { channels } from "../../core/channel.ts";
import type { DeskKey } from "../../core/handoff.ts";
import type { InboxLine, InboxTally } from "../../ledger/deskRecord.ts";
import type { Html } from "../layout.ts";
import type { Language, Visitor } from "../visitor.ts";
import { inboxLine, type LineContext } from "./inboxLine.ts";
import { type InboxView, inView, rank, statesIn, tabs, viewQuery } from "./inboxView.ts";
import { clockTime, running } from "./moments.ts";
import type { DeskPort, Looking, Office } from "./port.ts";
import { deskWords } from "./words.ts";

/** As many as a page shows; filters lead to the others. */
export const mostShown = 200;
/** As many as are read to choose from: far above what a team has open at a time. */
export const mostRead = 1_000;

export interface InboxContent {
  readonly view: InboxView;
  readonly lines: readonly InboxLine[];
  /** Lines of the view that are not among them. */
  readonly hidden: number;
  readonly tally: InboxTally;
  readonly context: LineContext;
  readonly office: Office;
  readonly districts: readonly string[];
}

/** The inbox as it is now for somebody, with the conversation that stands open beside it. */
export async function readInbox(
  port: DeskPort,
  visitor: Visitor,
  view: InboxView,
  open?: string,
): Promise<InboxContent> {
  const [read, tally, desks, looking] = await Promise.all([
    port.record.inbox({ staff: visitor.id, states: statesIn(view.tab), limit: mostRead }),
    port.record.inboxTally(visitor.id),
    port.desksOf(visitor.id),
    port.presence.list(),
  ]);
  const lines = linesOf(read, view, { id: visitor.id, desks });
  return {
    view,
    lines: lines.slice(0, mostShown),
    hidden: Math.max(0, lines.length - mostShown),
    tally,
    office: port.office(),
    districts: port.districts(),
    context: lineContext(port, visitor, view, { looking, open }),
  };
}

/** Those that stand in a view of somebody who serves these desks, in its order. */
export function linesOf(
  read: readonly InboxLine[],
  view: InboxView,
  visitor: { readonly id: string; readonly desks: readonly DeskKey[] },
): readonly InboxLine[] {
  return read
    .filter(({ handoff }) => inView(handoff, view, visitor))
    .sort((a, b) => rank(a.handoff) - rank(b.handoff));
}

export function lineContext(
  port: DeskPort,
  visitor: Visitor,
  view: InboxView,
  { looking, open }: { readonly looking: readonly Looking[]; readonly open?: string | undefined },
): LineContext {
  return {
    language: visitor.language,
    now: port.now(),
    staff: visitor.id,
    query: viewQuery(view),
    looking,
    topics: port.topics(),
    open,
  };
}

/** The list with its tabs and filters. */
export function inboxList(content: InboxContent): Html {
  const { view, lines, hidden, tally, context, office } = content;
  const { language, now } = context;
  const say = deskWords(language);
  return html`<section class="inbox" aria-labelledby="inbox-title">
<header>
${context.open === undefined ? html`<h1 id="inbox-title">${say.inbox}</h1>` : html`<h2 id="inbox-title">${say.inbox}</h2>`}
${standingOfQueue({ tally, office, now, language })}
</header>
${tabRow(view, tally, language)}
${filterForm(content)}
<div class="scroller" id="inbox-scroll" tabindex="0" role="region" aria-label="${say.listLabel}">
<ul id="lines"${filtered(view) ? "" : html` data-numbered="yes"`} data-at="${now.getTime()}">
${lines.map((line) => inboxLine(line, context))}
</ul>
<p class="empty" id="inbox-empty"${lines.length === 0 ? "" : html` hidden`}>${filtered(view) ? say.empty.filtered : say.empty[view.tab]}</p>
${hidden === 0 ? "" : html`<p class="more">${say.more(hidden)}</p>`}
</div>
<footer><button type="button" class="quiet small" id="notify" hidden>${say.notify}</button><button type="button" class="quiet small" popovertarget="keys" data-key="?">${say.keys}</button></footer>
</section>`;
}

export interface QueueStanding {
  readonly tally: InboxTally;
  readonly office: Office;
  readonly now: Date;
  readonly language: Language;
}

/** Whether the office is open, how many wait and how long; the stream brings it anew. */
export function standingOfQueue({ tally, office, now, language }: QueueStanding): Html {
  const say = deskWords(language);
  const since = tally.waitingSince;
  const opens = office.opens === undefined ? "" : say.office.opens(clockTime(office.opens, now));
  return html`<p id="queue" class="queue"><span class="office ${office.open ? "open" : "closed"}">${office.open ? say.office.open : say.office.closed}${opens === "" ? "" : html` · ${opens}`}</span> <span>${say.queue(tally.waiting)}${since === undefined ? "" : html` · ${say.longest} ${running(since, now, language)}`}</span></p>`;
}

/** The tabs with what stands behind each. */
export function tabRow(view: InboxView, tally: InboxTally, language: Language): Html {
  const say = deskWords(language);
  const counts = {
    waiting: tally.waiting,
    mine: tally.mine,
    all: tally.waiting + tally.claimed,
    promised: tally.promised,
    ended: undefined,
  };
  return html`<nav id="tabs" class="tabs" aria-label="${say.tabsLabel}" data-unread="${tally.unread}">${tabs.map(
    (tab) => {
      const current = tab === view.tab ? html` aria-current="page"` : "";
      const count =
        counts[tab] === undefined ? "" : html` <span class="count">${counts[tab]}</span>`;
      const unread =
        tab !== "mine" || tally.unread === 0
          ? ""
          : html` <span class="mark unread"><span aria-hidden="true">${tally.unread}</span><span class="unseen">${say.unreadMine(tally.unread)}</span></span>`;
      return html`<a href="/console${viewQuery(view, tab)}"${current}>${say.tabs[tab]}${count}${unread}</a>`;
    },
  )}</nav>`;
}

function filterForm({ view, districts, context }: InboxContent): Html {
  const say = deskWords(context.language);
  const options = (
    list: readonly { readonly id: string; readonly title: string }[],
    chosen: string | undefined,
  ) =>
    html`<option value="">${say.everything}</option>${list.map(({ id, title }) => html`<option value="${id}"${id === chosen ? html` selected` : ""}>${title}</option>`)}`;
  return html`<details class="filters"${filtered(view) ? html` open` : ""}>
<summary>${say.filters}</summary>
<form method="get" action="/console">
${view.tab === "waiting" ? "" : html`<input type="hidden" name="tab" value="${view.tab}">`}
<label>${say.topic}<select name="topic">${options(context.topics, view.topic)}</select></label>
<label>${say.district}<select name="district">${options(
    districts.map((name) => ({ id: name, title: name })),
    view.district,
  )}</select></label>
<label>${say.channel}<select name="channel">${options(
    channels.map((name) => ({ id: name, title: say.channels[name] })),
    view.channel,
  )}</select></label>
<label class="check"><input type="checkbox" name="own" value="1"${view.own ? html` checked` : ""}>${say.own}</label>
<button class="quiet">${say.filter}</button>
</form>
</details>`;
}

function filtered(view: InboxView): boolean {
  return (
    view.own ||
    view.district !== undefined ||
    view.topic !== undefined ||
    view.channel !== undefined
  );
}
