import type { StaffGroupPort } from "../channels/telegram/telegram.ts";
import type { Assistant } from "../dialogue/assistant.ts";
import type { Desk } from "../handoff/desk.ts";
import type { Ledger } from "../ledger/ledger.ts";

export interface StaffGroupParts {
  readonly ledger: Ledger;
  /** Asked when it is used: the desk stands on the channels, and the group is one of theirs. */
  desk(): Desk;
  readonly assistant: () => Assistant;
  readonly publicUrl: string | undefined;
}

/** The program as the Telegram staff group sees it. */
export function staffGroupPort(parts: StaffGroupParts): StaffGroupPort {
  const { ledger, assistant, publicUrl } = parts;
  return {
    get desk() {
      return parts.desk();
    },
    record: ledger.staffGroup,
    async staffByTelegram(user) {
      const account = await ledger.accounts.byTelegram(String(user));
      return account === undefined ? undefined : { id: account.id, name: account.name };
    },
    conversation: (id) => ledger.desk.conversation(id),
    transcript: (conversation, after, limit) => ledger.transcript(conversation, after, limit),
    topicTitle: (topic) => assistant().catalogue.intents.get(topic)?.title,
    deskLink: (conversation) =>
      publicUrl === undefined
        ? undefined
        : new URL(`/console/conversations/${conversation}`, publicUrl).href,
  };
}
