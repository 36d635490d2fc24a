import type { Citation } from "../../core/citation.ts";
import type { Message } from "../../core/message.ts";
import type { OpenedPassage } from "../../core/openedPassage.ts";
import type { Choice } from "../../core/outcome.ts";

/** One line of a conversation as the page shows it. */
export interface TranscriptEntry {
  /** Grows within a contact and is never used again, also not after the contact's data is erased. */
  readonly seq: number;
  readonly side: "contact" | "bot" | "staff";
  readonly text: string;
  readonly at: Date;
  /** For `contact`: the id the page gave the message, by which it knows its own again. */
  readonly messageId?: string;
  /** For `staff`: who wrote it, as customers know them. */
  readonly staff?: { readonly name: string };
  /** For `bot`: what the turn decided. */
  readonly outcome?: {
    readonly kind: string;
    readonly citations: readonly Citation[];
    readonly choices: readonly Choice[];
  };
}

/** What the web chat needs from the program. */
export interface WebChatPort {
  /** Durable before it resolves; rejects when it cannot store. A repeat carries the same id. */
  accept(message: Message): Promise<{ repeat: boolean }>;
  /** Entries with a `seq` above `after`, in order. */
  transcript(contact: string, after: number): Promise<readonly TranscriptEntry[]>;
  passage(id: string): OpenedPassage | undefined;
  /** Calls back after each change of the contact's transcript, until the returned function is called. */
  onChange(contact: string, listener: () => void): () => void;
}
