/** People of the service team in the program: the port of the handoff parts, put together. */
import type { Channel } from "../core/channel.ts";
import { type Reach, reachOf } from "../core/reach.ts";
import type { Assistant } from "../dialogue/assistant.ts";
import { passToClient } from "../handoff/client.ts";
import { createDesk } from "../handoff/createDesk.ts";
import type { Desk } from "../handoff/desk.ts";
import type { HandoffPort } from "../handoff/port.ts";
import { readWords } from "../handoff/words.ts";
import type { DeskConversation, Ledger } from "../ledger/ledger.ts";
import type { Changes } from "./changes.ts";
import { staffedBy } from "./staffed.ts";

export interface HandoffParts {
  readonly ledger: Ledger;
  readonly changes: Changes;
  readonly assistant: () => Assistant;
  readonly now: () => Date;
  /** How the AI bot is reached: a connection can be written to first. */
  readonly aibot: "callback" | "connection" | undefined;
  /** The client of 微信客服, where conversations can be passed to it. */
  readonly client: Client | undefined;
}

export interface Client {
  readonly channel: Channel;
  /** True where a conversation goes there at once. */
  readonly atOnce: boolean;
  /** Whether any account of the channel has people there. */
  readonly staffed: () => Promise<boolean>;
  readonly handOver: (
    contact: string,
    how: { readonly text: string },
  ) => ReturnType<NonNullable<HandoffPort["handOver"]>>;
}

export interface Handoffs {
  readonly port: HandoffPort;
  readonly desk: Desk;
  /** The customer was told that a person comes: now the platform's client may have them. */
  told(conversation: string): Promise<void>;
}

export function createHandoffs(parts: HandoffParts): Handoffs {
  const { ledger, changes, assistant, now, client } = parts;
  const staffed = staffedBy(ledger.accounts);
  const port: HandoffPort = {
    record: ledger.desk,
    words: readWords(),
    service: () => assistant().answering.knowledge.service,
    now,
    async staffed(channel) {
      // A bot that is called back can only reply: no person could ever write there.
      if (channel === "wecom-aibot" && parts.aibot !== "connection") return false;
      const inClient = client?.atOnce === true && client.channel === channel;
      return (inClient && (await client.staffed())) || (await staffed());
    },
    async gone() {
      const all = await ledger.accounts.accounts();
      return new Set(all.filter(({ active }) => !active).map(({ id }) => id));
    },
    changed: changes.tell,
    servedInClient: (channel) => client?.atOnce === true && client.channel === channel,
    reach: (conversation) => reachIn(conversation, parts.aibot, now()),
    requeue: (delivery) => ledger.requeue(delivery),
    ...(client === undefined
      ? {}
      : {
          async handOver(channel: Channel, contact: string, text: string) {
            if (channel !== client.channel) return undefined;
            const took = await client.handOver(contact, { text });
            if (took?.kind !== "servicer") return took;
            const account = await ledger.accounts.byWecom(took.userid);
            return account === undefined
              ? took
              : { ...took, staff: { id: account.id, name: account.name } };
          },
        }),
  };
  return {
    port,
    desk: createDesk(port, changes.listen),
    async told(conversation) {
      const handoff = await ledger.desk.newestHandoff(conversation);
      if (handoff !== undefined) await passToClient(port, handoff, 0);
    },
  };
}

function reachIn(
  { channel, contactAt, sentSince, unreachable, handoff }: DeskConversation,
  aibot: HandoffParts["aibot"],
  now: Date,
): Reach {
  const inClient = handoff?.surface === "wecom" ? handoff : undefined;
  const facts = {
    channel,
    ...(aibot === undefined ? {} : { aibot }),
    surface: inClient?.state === "ended" ? undefined : inClient?.surface,
    clientEndedAt: inClient?.endedAt,
  };
  return reachOf(facts, { contactAt, sentSince, blocked: unreachable === true, now });
}
