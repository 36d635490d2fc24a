import type { InboxLine } from "../../ledger/deskRecord.ts";
import type { Visitor } from "../visitor.ts";
import { type Alert, alertsFor } from "./alerts.ts";
import { readState, transcriptContext } from "./conversationContent.ts";
import { livingParts } from "./conversationPage.ts";
import { inboxLine, type LineContext } from "./inboxLine.ts";
import { lineContext, linesOf, mostRead, mostShown, standingOfQueue, tabRow } from "./inboxList.ts";
import { type InboxView, rank, statesIn, statesInAll } from "./inboxView.ts";
import type { DeskPort } from "./port.ts";
import { transcriptLine } from "./transcriptLine.ts";

/** What a page is told: an event of its stream. */
export interface News {
  readonly event: "inbox" | "entry" | "parts" | "alert" | "gone";
  readonly data: string;
  /** Of an entry: where a stream that broke goes on. */
  readonly id?: string;
}

export interface Watched {
  readonly view: InboxView;
  /** The conversation that stands open, and the newest of its lines the page has. */
  readonly conversation?: string;
  readonly after: number;
  /** When the list was made that the page has, in milliseconds. */
  readonly since: number;
}

/** Reads what is new for one page; it remembers what the page was told. */
export interface Newsreader {
  /**
   * First what the page's list has missed and which lines it should have; from then on what has
   * changed and was told by nobody.
   */
  list(): Promise<readonly News[]>;
  /** Lines of the list, of these conversations. */
  inbox(changed: ReadonlySet<string>): Promise<readonly News[]>;
  /** How many wait, and how long. */
  tally(): Promise<readonly News[]>;
  /** New lines of the open conversation, and what changed beside them. */
  conversation(): Promise<readonly News[]>;
}

/** More than a page can be behind; what is left comes with the next reading. */
const linesRead = 200;
/**
 * Milliseconds that a change may have been under way while a list was read, or have waited for
 * the next reading where its instance could not tell this one.
 */
const margin = 20_000;

export function newsreader(port: DeskPort, visitor: Visitor, watched: Watched): Newsreader {
  const { view, conversation: open } = watched;
  let { after } = watched;
  const told = new Map<string, string>();
  /** What the list should show of each line, by conversation. */
  let listed: Map<string, string> | undefined;
  const from = watched.since - margin;
  const alerts = alertsFor(visitor.id, from, port.record);
  /** Of these parts, those the page has not been told as they are now. */
  const fresh = (parts: ReadonlyMap<string, string>): readonly News[] => {
    const changed = [...parts].filter(([id, markup]) => told.get(id) !== unclocked(markup));
    for (const [id, markup] of changed) told.set(id, unclocked(markup));
    if (changed.length === 0) return [];
    return [{ event: "parts", data: JSON.stringify(Object.fromEntries(changed)) }];
  };

  return {
    async list() {
      const [read, desks, looking] = await Promise.all([
        readLines(port, visitor, view),
        port.desksOf(visitor.id),
        port.presence.list(),
      ]);
      const lines = linesOf(read, view, { id: visitor.id, desks });
      const before = listed;
      const now = new Map(lines.map((line) => [line.handoff.conversation, asShown(line)]));
      listed = now;
      const news = (await alerts(read)).map(alertNews);
      const context = lineContext(port, visitor, view, { looking, open });
      if (before === undefined) {
        const first = lines.slice(0, mostShown);
        const late = first.filter(({ handoff }) => handoff.activeAt.getTime() >= from);
        const all = first.map(({ handoff }) => handoff.conversation);
        return [inboxNews(late, context, { all }), ...news];
      }
      const changed = lines.filter(
        ({ handoff: { conversation } }) => before.get(conversation) !== now.get(conversation),
      );
      const out = [...before.keys()].filter((id) => !now.has(id));
      if (changed.length === 0 && out.length === 0) return news;
      return [inboxNews(changed, context, { out }), ...news];
    },
    async inbox(changed) {
      if (changed.size === 0) return [];
      const [read, desks, looking] = await Promise.all([
        port.record.inbox({
          staff: visitor.id,
          states: statesInAll,
          conversations: [...changed],
          limit: changed.size,
        }),
        port.desksOf(visitor.id),
        port.presence.list(),
      ]);
      const lines = linesOf(read, view, { id: visitor.id, desks });
      for (const id of changed) listed?.delete(id);
      for (const line of lines) listed?.set(line.handoff.conversation, asShown(line));
      const ids = new Set(lines.map(({ handoff }) => handoff.conversation));
      const out = [...changed].filter((id) => !ids.has(id));
      const context = lineContext(port, visitor, view, { looking, open });
      return [inboxNews(lines, context, { out }), ...(await alerts(read)).map(alertNews)];
    },
    async tally() {
      const tally = await port.record.inboxTally(visitor.id);
      const { language } = visitor;
      const queue = standingOfQueue({ tally, office: port.office(), now: port.now(), language });
      return fresh(
        new Map([
          ["queue", String(queue)],
          ["tabs", String(tabRow(view, tally, language))],
        ]),
      );
    },
    async conversation() {
      if (open === undefined) return [];
      const entries = await port.transcript(open, after, linesRead);
      const state = await readState(port, visitor, open);
      if (state === undefined) return [{ event: "gone", data: "" }];
      const context = transcriptContext(port, state);
      after = entries.at(-1)?.seq ?? after;
      const lines = entries.map((entry) => ({
        event: "entry" as const,
        id: String(entry.seq),
        data: JSON.stringify({
          seq: entry.seq,
          side: entry.side,
          markup: String(transcriptLine(entry, context)),
        }),
      }));
      return [...lines, ...fresh(livingParts(state, port))];
    },
  };
}

/** Whatever has news for somebody: what is open, and what their view shows beside it. */
async function readLines(
  port: DeskPort,
  visitor: Visitor,
  view: InboxView,
): Promise<readonly InboxLine[]> {
  const open = statesIn("all");
  const more = statesIn(view.tab).filter((state) => !open.includes(state));
  const read = (states: typeof open) =>
    port.record.inbox({ staff: visitor.id, states, limit: mostRead });
  const [lines, others] = await Promise.all([read(open), more.length === 0 ? [] : read(more)]);
  return [...lines, ...others];
}

/** Another text for whatever changes a line, save time and who looks at it. */
function asShown({ handoff, unread, last }: InboxLine): string {
  return [handoff.id, handoff.fence, handoff.activeAt.getTime(), unread, last?.at.getTime()].join();
}

function alertNews(alert: Alert): News {
  return { event: "alert", data: JSON.stringify(alert) };
}

function inboxNews(
  lines: readonly InboxLine[],
  context: LineContext,
  which: { readonly all: readonly string[] } | { readonly out: readonly string[] },
): News {
  const data = {
    ...which,
    at: context.now.getTime(),
    lines: lines.map((line) => ({
      id: line.handoff.conversation,
      rank: rank(line.handoff),
      unread: line.unread,
      waiting: line.handoff.state === "waiting",
      markup: String(inboxLine(line, context)),
    })),
  };
  return { event: "inbox", data: JSON.stringify(data) };
}

/** Times that count on by themselves are no news. */
function unclocked(markup: string): string {
  return markup.replaceAll(/>[^<]*<\/time>/g, ">");
}
