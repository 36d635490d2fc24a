import type { Wecom } from "../emulators/wecom/emulator.ts";
import { type Contact, newContact, type Said, type Way, ways } from "./contact.ts";
import { kfAccounts, type Platforms } from "./platforms.ts";
import { scriptOf, tagIn, tagOf } from "./script.ts";

/** Customers who write, wait for the answer and write again. */
export interface Traffic {
  /** All there ever were. */
  readonly contacts: readonly Contact[];
  /** Messages the platforms took, and those the program has taken from them as far as they know. */
  figures(): { readonly said: number; readonly accepted: number };
  /** Nobody new comes; resolves once the forms that were begun are filled in, and all is answered. */
  finish(): Promise<void>;
}

export interface TrafficOptions {
  readonly platforms: Platforms;
  readonly chance: () => number;
  /** Customers at a time on each way in. */
  readonly people: Readonly<Record<Way, number>>;
  /** Milliseconds from an answer to the next question: at least, and how much more at most. */
  readonly think: { readonly least: number; readonly more: number };
}

interface Talk {
  readonly contact: Contact;
  nextAt: number;
  /** When the last line was said; undefined once it is answered. */
  saidAt: number | undefined;
  /** How long this contact waits for an answer, in milliseconds. */
  patience: number;
}

const tickMs = 40;
/** Who waits longer for an answer writes on; twice as long before the line after that. */
const patienceMs = 8_000;
const mostPatienceMs = 30_000;
/** Share of those who fill in a form, where nothing they say is ever given up by the platform. */
const forms = 0.3;
/** Share of lines that are followed by the next without waiting. */
const hurried = 0.12;

export function startTraffic(options: TrafficOptions): Traffic {
  const { platforms, chance, people, think } = options;
  const contacts: Contact[] = [];
  const talks = new Map<Way, Set<Talk>>(ways.map((way) => [way, new Set()]));
  const byTag = new Map<string, Said>();
  const seen = callbackReader(platforms.wecom);
  const over = Promise.withResolvers<void>();
  let tags = 0;
  let finishing = false;
  let said = 0;
  let acknowledged = 0;
  const pause = () => think.least + chance() * think.more;

  function arrive(way: Way): Talk {
    const form = (way === "wecom-kf" || way === "telegram") && chance() < forms;
    const number = contacts.length;
    const lines = scriptOf(number, form, chance, () => tagOf(tags++));
    const contact = newContact(platforms, way, number, lines);
    contacts.push(contact);
    const talk: Talk = {
      contact,
      nextAt: Date.now() + pause(),
      saidAt: undefined,
      patience: patienceMs,
    };
    contact.surface.watch(() => {
      const last = contact.surface.shown().at(-1);
      if (talk.saidAt === undefined || last?.from !== "bot" || !last.complete) return;
      talk.saidAt = undefined;
      talk.patience = patienceMs;
      talk.nextAt = Date.now() + pause();
    });
    return talk;
  }

  function say(talk: Talk): void {
    const line = talk.contact.left.shift();
    if (line === undefined) return;
    const one: Said = { line, at: Date.now(), acceptedAt: undefined, calls: 0 };
    talk.contact.said.push(one);
    const tag = tagIn(line.text);
    if (tag !== undefined) byTag.set(tag, one);
    said += 1;
    talk.saidAt = one.at;
    void talk.contact.surface.write(line.text);
  }

  function tick(): void {
    for (const { message, status, attempt } of seen()) {
      const one = byTag.get(tagIn(message) ?? "");
      if (one === undefined) continue;
      if (attempt === 0) one.calls += 1;
      if (status !== 200 || one.acceptedAt !== undefined) continue;
      one.acceptedAt = Date.now();
      acknowledged += 1;
    }
    const now = Date.now();
    for (const [way, here] of talks) {
      // One at a time: all at once would be a wave for ever.
      if (!finishing && here.size < people[way]) here.add(arrive(way));
      for (const talk of here) {
        if (finishing && !inForm(talk.contact)) talk.contact.left.length = 0;
        if (talk.contact.left.length === 0) here.delete(talk);
        const waits = talk.saidAt !== undefined && now - talk.saidAt < talk.patience;
        if (waits || now < talk.nextAt) continue;
        if (talk.saidAt !== undefined) talk.patience = Math.min(talk.patience * 2, mostPatienceMs);
        say(talk);
        if (chance() < hurried) say(talk);
      }
    }
    if (finishing && [...talks.values()].every(({ size }) => size === 0)) over.resolve();
  }

  const timer = setInterval(tick, tickMs);
  const told = new Set<Way>(["wecom-app", "wecom-aibot"]);
  return {
    contacts,
    figures() {
      // Telegram and 微信客服 keep what was not taken yet; the others say so of each message.
      const toldOf = contacts.filter(({ way }) => told.has(way));
      const untold = toldOf.reduce((sum, contact) => sum + contact.said.length, 0);
      return { said, accepted: said - untold + acknowledged - platforms.telegram.pending() };
    },
    async finish() {
      finishing = true;
      await over.promise;
      // The last callback of an account may have been lost: these bring another to each.
      for (const way of kfAccounts.map(() => "wecom-kf" as const)) say(arrive(way));
      await platforms.wecom.quiet();
      tick();
      clearInterval(timer);
    },
  };
}

/** Whether a form is begun and not filled in yet. */
function inForm({ said, left }: Contact): boolean {
  return said.at(-1)?.line.form === true && left[0]?.form === true;
}

/** Reads the callbacks with messages that were made since it was last asked. */
function callbackReader(wecom: Wecom): () => ReturnType<Wecom["callbacks"]> {
  let last: ReturnType<Wecom["callbacks"]>[number] | undefined;
  return () => {
    const all = wecom.callbacks();
    const from = last === undefined ? 0 : all.lastIndexOf(last) + 1;
    if (last !== undefined && from === 0) throw new Error("[torture] callbacks went by unread");
    last = all.at(-1) ?? last;
    return all.slice(from).filter(({ target }) => target !== "kf");
  };
}
