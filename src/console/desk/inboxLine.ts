import { html } from "hono/html";
import type { Handoff } from "../../core/handoff.ts";
import type { InboxLine } from "../../ledger/deskRecord.ts";
import type { Html } from "../layout.ts";
import type { Language } from "../visitor.ts";
import { rank, waitsSince } from "./inboxView.ts";
import { moment, running } from "./moments.ts";
import type { DeskPort, Looking } from "./port.ts";
import { glimpse } from "./typed.ts";
import { deskWords } from "./words.ts";

/** Of names in a line, in characters. */
const longestName = 32;

export interface LineContext {
  readonly language: Language;
  readonly now: Date;
  /** Who looks at the list. */
  readonly staff: string;
  /** The query that keeps the list as it is when a line is opened. */
  readonly query: string;
  readonly looking: readonly Looking[];
  readonly topics: ReturnType<DeskPort["topics"]>;
  /** The conversation that is open beside the list. */
  readonly open?: string | undefined;
}

/** One conversation of the inbox, as an item of its list. */
export function inboxLine(line: InboxLine, context: LineContext): Html {
  const { handoff, unread } = line;
  const { language, query, open } = context;
  const say = deskWords(language);
  const id = handoff.conversation;
  const current = id === open ? html` aria-current="page"` : "";
  const held = handoff.state === "claimed" && handoff.staff?.id === context.staff;
  const mine = held ? html` data-mine="yes"` : "";
  const marks = [
    handoff.escalatedAt === undefined || handoff.state !== "waiting"
      ? ""
      : html`<span class="mark escalated">${say.escalated}</span>`,
    unread === 0
      ? ""
      : html`<span class="mark unread"><span aria-hidden="true">${Math.min(unread, 99)}${unread > 99 ? "+" : ""}</span><span class="unseen">${say.unread(unread)}</span></span>`,
  ];
  return html`<li id="c-${id}" class="line ${handoff.state}${unread > 0 ? " fresh" : ""}" data-id="${id}" data-rank="${rank(handoff)}" data-unread="${unread}"${mine}>
<a href="/console/conversations/${id}${query}"${current}>
<span class="first"><strong>${topicTitle(handoff, context)}</strong>${marks}${timing(handoff, context)}</span>
<span class="last">${lastWords(line, context)}</span>
<span class="tags"><span>${handoff.desk.district === undefined ? say.wholeCity : glimpse(handoff.desk.district, longestName)}</span><span>${say.channels[handoff.channel]}</span><span>${say.reasons[handoff.reason]}</span>${servedBy(handoff, context)}${lookers(handoff, context)}</span>
</a>
</li>`;
}

export function topicTitle(
  { desk }: Pick<Handoff, "desk">,
  { language, topics }: Pick<LineContext, "language" | "topics">,
): Html | string {
  if (desk.topic === undefined) return deskWords(language).noTopic;
  return glimpse(topics.find(({ id }) => id === desk.topic)?.title ?? desk.topic, longestName);
}

function timing(handoff: Handoff, { language, now }: LineContext): Html {
  const say = deskWords(language);
  if (handoff.state === "ended") {
    return html`<span class="when">${moment(handoff.endedAt ?? handoff.activeAt, now)}</span>`;
  }
  if (handoff.state === "promised") {
    const at = handoff.promisedAt ?? handoff.requestedAt;
    return html`<span class="when${at < now ? " late" : ""}">${say.promisedFor} ${moment(at, now)}</span>`;
  }
  const since = waitsSince(handoff);
  if (since === undefined) {
    return html`<span class="when">${running(handoff.activeAt, now, language)}</span>`;
  }
  const word = handoff.state === "waiting" ? say.waitedFor : say.unanswered;
  return html`<span class="when waits">${word} ${running(since, now, language)}</span>`;
}

function lastWords({ last, handoff }: InboxLine, { language }: LineContext): Html | string {
  if (last === undefined) return "";
  const { question } = handoff.capsule;
  // To all who wait the bot has said the same: what they want tells them apart.
  if (last.side === "bot" && handoff.state === "waiting" && question !== undefined) {
    return glimpse(question);
  }
  const say = deskWords(language);
  const who =
    last.side === "contact"
      ? ""
      : html`<span class="who">${last.side === "bot" ? say.bot : glimpse(last.staff?.name ?? "", longestName)}</span> `;
  const file =
    last.attachment === undefined ? "" : html`[${say.attachments[last.attachment.kind]}] `;
  return html`${who}${file}${glimpse(last.text)}`;
}

function servedBy(handoff: Handoff, { language, staff }: LineContext): Html | string {
  if (handoff.state !== "claimed" || handoff.staff === undefined) return "";
  const say = deskWords(language);
  const name = handoff.staff.id === staff ? say.you : glimpse(handoff.staff.name, longestName);
  return html`<span class="server">${name}</span>`;
}

function lookers({ conversation }: Handoff, context: LineContext): Html | string {
  const others = context.looking.filter(
    (each) => each.conversation === conversation && each.staff.id !== context.staff,
  );
  const writing = others.find((each) => each.writing);
  const say = deskWords(context.language);
  if (writing !== undefined) {
    return html`<span class="present writing">${glimpse(say.writing(writing.staff.name), longestName)}</span>`;
  }
  if (others.length === 0) return "";
  const names = [...new Set(others.map(({ staff }) => staff.name))].join("、");
  return html`<span class="present">${glimpse(say.looking(names), longestName)}</span>`;
}
