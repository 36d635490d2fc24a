import type { Contact, Said } from "./contact.ts";
import type { Fault, Figures, Held } from "./judge.ts";

type Note = (fault: Fault, what: string) => void;

interface Reply {
  readonly text: string;
  readonly state: string;
  readonly seq: number;
  readonly saidAt: number | undefined;
  /**
   * Nobody promised that the answer would arrive: the platform gave the message up, or called twice
   * at once, where only one of the two answers is shown and that one may have been cut off.
   */
  readonly unheard: boolean;
}

/** Whether each message has one reply, the right one, and what the customer saw of it. */
export function judgeReplies(contact: Contact, held: Held, figures: Figures, note: Note): void {
  const { way } = contact;
  const { inbox, transcript, outbox } = held;
  const words = new Map(transcript.map(({ seq, text }) => [seq, text]));
  const saidBy = new Map<string, Said>();
  const byText = new Map(contact.said.map((one) => [one.line.text, one]));
  for (const { message_id, side, text } of transcript) {
    const one = byText.get(text);
    if (side === "contact" && message_id !== null && one !== undefined) saidBy.set(message_id, one);
  }

  const answers = Map.groupBy(outbox, ({ message_id }) => message_id);
  for (const { message_id } of inbox) {
    const count = answers.get(message_id)?.length ?? 0;
    if (count === 0) note("unanswered", `no reply to message ${message_id}`);
    if (count > 1) note("answered twice", `${count} replies to message ${message_id}`);
  }

  const replies: Reply[] = [];
  for (const { message_id, seq, state, reason } of outbox) {
    const one = saidBy.get(message_id);
    const text = words.get(seq) ?? "";
    const missing = one?.line.expects.filter((word) => !text.includes(word)) ?? ["its message"];
    if (missing.length > 0) {
      note("wrong answer", `${one?.line.text} → ${text.slice(0, 80)} (without ${missing.join()})`);
    }
    if (state === "sent" || state === "uncertain" || state === "failed") figures[state][way] += 1;
    else note("unsettled", `a reply is ${state}: ${reason ?? ""}`);
    if (state === "uncertain" || state === "failed") {
      const why = `${way}, ${state}: ${reason ?? ""}`;
      figures.reasons[why] = (figures.reasons[why] ?? 0) + 1;
    }
    const keeps = way === "wecom-kf" || way === "telegram";
    const cut = one?.acceptedAt === undefined || (way === "wecom-aibot" && one.calls > 1);
    const unheard = !keeps && cut;
    replies.push({ text, state, seq, saidAt: one?.at, unheard });
  }
  judgeSeen(contact, replies, figures, note);
}

/** What stood on the customer's screen against what was said to them. */
function judgeSeen(
  { way, surface }: Contact,
  replies: readonly Reply[],
  figures: Figures,
  note: Note,
): void {
  const shown = surface.shown().filter(({ from }) => from === "bot");
  const texts = new Set(replies.map(({ text }) => text));
  /** Places on the screen of each reply; sources and choices may stand below its words. */
  const seen = new Map<string, number[]>([...texts].map((text) => [text, []]));
  for (const [place, { text }] of shown.entries()) {
    const which = [...texts].find((each) => text === each || text.startsWith(`${each}\n`));
    if (which !== undefined) seen.get(which)?.push(place);
    // An AI bot's stream shows words of its own until the answer is there, and if none comes; an
    // app's choices stand on a card of their own.
    else if (way !== "wecom-aibot" && !text.startsWith("请点选一项"))
      note("unknown reply", `shown and never said: ${text}`);
  }

  for (const text of texts) {
    const same = replies.filter((reply) => reply.text === text);
    const count = seen.get(text)?.length ?? 0;
    figures.seenTwice[way] += Math.max(0, count - same.length);
    const [only] = same;
    const first = shown[seen.get(text)?.[0] ?? -1];
    if (same.length === 1 && only?.saidAt !== undefined && first !== undefined) {
      figures.waits[way].push(Math.max(0, first.at.getTime() - only.saidAt));
    }
    const sent = same.filter(({ state }) => state === "sent");
    const unseen = Math.max(0, sent.length - count);
    const excused = Math.min(unseen, sent.filter(({ unheard }) => unheard).length);
    figures.unheardUnseen[way] += excused;
    figures.neverSeen[way] += unseen - excused;
    if (unseen > excused) note("never seen", `sent, and shown to nobody: ${text.slice(0, 80)}`);
  }

  // A stream of an AI bot stands where it began, whenever its answer came.
  if (way === "wecom-aibot") return;
  const firsts = replies
    .filter(({ text }) => replies.filter((other) => other.text === text).length === 1)
    .toSorted((a, b) => a.seq - b.seq)
    .flatMap(({ text }) => seen.get(text)?.[0] ?? []);
  const sorted = firsts.toSorted((a, b) => a - b);
  if (firsts.join() !== sorted.join()) note("replies in disorder", `shown at ${firsts.join()}`);
}
