import type { Contact, Said } from "./contact.ts";
import type { Fault, Figures, Held } from "./judge.ts";

type Note = (fault: Fault, what: string) => void;

/** Whether all a contact said is there once, handled once, in its order. */
export function judgeMessages(contact: Contact, held: Held, figures: Figures, note: Note): void {
  const { way, said } = contact;
  // What these have is kept for days and comes again until it is taken; the others give up.
  const keeps = way === "wecom-kf" || way === "telegram";
  const { conversation, inbox, transcript, requests } = held;
  const stored = transcript.filter(({ side }) => side === "contact");
  const places = new Map<string, number[]>();
  stored.forEach(({ text }, place) => {
    places.set(text, [...(places.get(text) ?? []), place]);
  });

  for (const one of said) {
    const { text } = one.line;
    const count = places.get(text)?.length ?? 0;
    const accepted = keeps || one.acceptedAt !== undefined;
    if (accepted) figures.accepted[way] += 1;
    else if (count > 0) figures.unheard[way] += 1;
    if (accepted && count === 0) note("lost", `accepted and not on the transcript: ${text}`);
    if (count > 1) note("twice", `${count} times on the transcript: ${text}`);
  }
  const words = new Set(said.map(({ line }) => line.text));
  for (const text of places.keys()) {
    if (!words.has(text)) note("other", `on the transcript and never said: ${text}`);
  }
  judgeOrder(said, places, keeps, note);

  if (inbox.length !== stored.length) {
    note("twice", `${inbox.length} messages accepted, ${stored.length} on the transcript`);
  }
  for (const { state, message_id } of inbox) {
    if (state === "waiting") note("unsettled", `never handled: message ${message_id}`);
    if (state === "set-aside") note("set aside", `given up: message ${message_id}`);
  }
  if (conversation !== undefined) {
    // Each turn that commits moves the conversation to its next version.
    if (conversation.version !== inbox.length) {
      note("twice", `${inbox.length} messages were handled in ${conversation.version} turns`);
    }
    figures.repeats[way] += conversation.accepted_seq - inbox.length;
  }

  const phones = said.flatMap(({ line }) => line.files ?? []);
  figures.forms += phones.length;
  for (const phone of phones) {
    const filed = requests.filter(({ slots }) => slots.includes(phone)).length;
    if (filed !== 1) note("requests", `${filed} requests of the form with ${phone}`);
  }
  if (requests.length !== phones.length) {
    note("requests", `${requests.length} requests of ${phones.length} forms`);
  }
}

/**
 * Where the platform keeps the order, the record has exactly that. Where it calls for each message
 * by itself, what was accepted before another was said stands before it.
 */
function judgeOrder(
  said: readonly Said[],
  places: ReadonlyMap<string, readonly number[]>,
  keeps: boolean,
  note: Note,
): void {
  const there = said.flatMap((one, number) => {
    const place = places.get(one.line.text)?.[0];
    return place === undefined ? [] : [{ one, number, place }];
  });
  let latest = -1;
  let newest = Number.NEGATIVE_INFINITY;
  for (const { one, number } of there.toSorted((a, b) => a.place - b.place)) {
    const acceptedAt = one.acceptedAt ?? Number.POSITIVE_INFINITY;
    if (keeps ? number < latest : acceptedAt < newest) {
      note("disorder", `stands behind what was said later: ${one.line.text}`);
    }
    latest = Math.max(latest, number);
    newest = Math.max(newest, one.at);
  }
}
