import type { TranscriptEntry, WebChatPort } from "../../../src/channels/web/door.ts";
import type { Message } from "../../../src/core/message.ts";
import type { OpenedPassage } from "../../../src/core/openedPassage.ts";

export type Said = Omit<TranscriptEntry, "seq" | "at">;

/** A program behind the web chat that keeps everything in memory and answers as it is told. */
export interface FakePort extends WebChatPort {
  readonly accepted: Message[];
  /** Adds an entry as the program would; `contact` defaults to the one who wrote last. */
  say(entry: Said, contact?: string): void;
  /** The same at another instance that cannot tell this one. */
  sayElsewhere(entry: Said): void;
  /** Runs instead of storing; throw in it to be a store that is down. */
  beforeStore: () => void | Promise<void>;
  beforeRead: () => void;
  /** How many event streams listen. */
  listening(): number;
}

export interface FakePortParts {
  readonly answer?: (message: Message) => Said | undefined;
  readonly passages?: Readonly<Record<string, OpenedPassage>>;
  /** Milliseconds between storing and answering. */
  readonly thinking?: number;
}

export function fakePort({ answer, passages = {}, thinking = 0 }: FakePortParts = {}): FakePort {
  const transcripts = new Map<string, TranscriptEntry[]>();
  const listeners = new Map<string, Set<() => void>>();
  const accepted: Message[] = [];
  let seq = 0;
  const store = (contact: string, said: Said, at: Date) => {
    const entries = transcripts.get(contact) ?? [];
    entries.push({ ...said, seq: ++seq, at });
    transcripts.set(contact, entries);
  };
  const add = (contact: string, said: Said, at: Date) => {
    store(contact, said, at);
    for (const listener of listeners.get(contact) ?? []) listener();
  };
  const port: FakePort = {
    accepted,
    beforeStore: () => {},
    beforeRead: () => {},
    listening: () => [...listeners.values()].reduce((sum, set) => sum + set.size, 0),
    say: (said, contact = accepted.at(-1)?.contact ?? "") => add(contact, said, new Date()),
    sayElsewhere: (said) => store(accepted.at(-1)?.contact ?? "", said, new Date()),
    async accept(message) {
      await port.beforeStore();
      const known = accepted.some(
        ({ id, contact }) => id === message.id && contact === message.contact,
      );
      if (known) return { repeat: true };
      accepted.push(message);
      const { contact, text, at, id } = message;
      add(contact, { side: "contact", text, messageId: id }, at);
      const said = answer?.(message);
      if (said !== undefined) setTimeout(() => add(contact, said, new Date()), thinking);
      return { repeat: false };
    },
    async transcript(contact, after) {
      port.beforeRead();
      return (transcripts.get(contact) ?? []).filter((entry) => entry.seq > after);
    },
    passage: (id) => (Object.hasOwn(passages, id) ? passages[id] : undefined),
    onChange(contact, listener) {
      const mine = listeners.get(contact) ?? new Set();
      listeners.set(contact, mine.add(listener));
      return () => mine.delete(listener);
    },
  };
  return port;
}
