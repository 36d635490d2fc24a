import type { InboxLine } from "../../ledger/deskRecord.ts";
import type { Visitor } from "../visitor.ts";
import { readState, transcriptContext } from "./conversationContent.ts";
import { livingParts } from "./conversationPage.ts";
import { inboxLine, type LineContext } from "./inboxLine.ts";
import { lineContext, readInbox, standingOfQueue, tabRow } from "./inboxList.ts";
import { type InboxView, inView, rank, statesInAll } from "./inboxView.ts";
import type { DeskPort } from "./port.ts";
import { transcriptLine } from "./transcriptLine.ts";

/** What a page is told: an event of its stream. */
export interface News {
  readonly event: "inbox" | "entry" | "parts" | "gone";
  readonly data: string;
  /** Of an entry: where a stream that broke goes on. */
  readonly id?: string;
}

export interface Watched {
  readonly view: InboxView;
  /** The conversation that stands open, and the newest of its lines the page has. */
  readonly conversation?: string;
  readonly after: number;
}

/** Reads what is new for one page; it remembers what the page was told. */
export interface Newsreader {
  /** What a list made at this time has missed since, and which lines it should have. */
  missed(since: Date): Promise<readonly News[]>;
  /** Lines of the list, of these conversations. */
  inbox(changed: ReadonlySet<string>): Promise<readonly News[]>;
  /** How many wait, and how long. */
  tally(): Promise<readonly News[]>;
  /** New lines of the open conversation, and what changed beside them. */
  conversation(): Promise<readonly News[]>;
}

/** More than a page can be behind; what is left comes with the next reading. */
const linesRead = 200;
/** Milliseconds that a change may have been under way while a list was read. */
const margin = 3_000;

export function newsreader(port: DeskPort, visitor: Visitor, watched: Watched): Newsreader {
  const { view, conversation: open } = watched;
  let { after } = watched;
  const told = new Map<string, string>();
  /** Of these parts, those the page has not been told as they are now. */
  const fresh = (parts: ReadonlyMap<string, string>): readonly News[] => {
    const changed = [...parts].filter(([id, markup]) => told.get(id) !== unclocked(markup));
    for (const [id, markup] of changed) told.set(id, unclocked(markup));
    if (changed.length === 0) return [];
    return [{ event: "parts", data: JSON.stringify(Object.fromEntries(changed)) }];
  };

  return {
    async missed(since) {
      const { lines, context } = await readInbox(port, visitor, view, open);
      const from = since.getTime() - margin;
      const late = lines.filter(({ handoff }) => handoff.activeAt.getTime() >= from);
      const all = lines.map(({ handoff }) => handoff.conversation);
      return [inboxNews(late, context, { all })];
    },
    async inbox(changed) {
      if (changed.size === 0) return [];
      const [lines, desks, looking] = await Promise.all([
        port.record.inbox({
          staff: visitor.id,
          states: statesInAll,
          conversations: [...changed],
          limit: changed.size,
        }),
        port.desksOf(visitor.id),
        port.presence.list(),
      ]);
      const shown = lines.filter(({ handoff }) => inView(handoff, view, { id: visitor.id, desks }));
      const ids = new Set(shown.map(({ handoff }) => handoff.conversation));
      const out = [...changed].filter((id) => !ids.has(id));
      return [inboxNews(shown, lineContext(port, visitor, view, { looking, open }), { out })];
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
      mine: line.handoff.staff?.id === context.staff,
      markup: String(inboxLine(line, context)),
    })),
  };
  return { event: "inbox", data: JSON.stringify(data) };
}

/** Times that count on by themselves are no news. */
function unclocked(markup: string): string {
  return markup.replaceAll(/>[^<]*<\/time>/g, ">");
}
