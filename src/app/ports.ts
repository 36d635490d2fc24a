import { EventEmitter } from "node:events";
import type { StaffGroupPort } from "../channels/telegram/telegram.ts";
import type { Judgement } from "../channels/wecom/aibot/port.ts";
import type { Channel } from "../core/channel.ts";
import type { Delivery, SendResult } from "../core/delivery.ts";
import type { Message } from "../core/message.ts";
import type { PageStep } from "../core/page.ts";
import { addressOf } from "../http/address.ts";
import type { Metrics } from "../http/metrics.ts";
import type { Ledger, PlatformEdges } from "../ledger/ledger.ts";
import type { Shared } from "../session/shared.ts";
import { type Backlog, within } from "./backlog.ts";
import type { ChannelPorts } from "./channels.ts";

/** Notices that there may be something new for a contact, in this instance and the others. */
export interface Notices {
  /** Tells every listener of the contact. */
  tell(channel: Channel, contact: string): void;
  on(channel: Channel, contact: string, listener: () => void): () => void;
}

export function createNotices({ wakes }: Pick<Shared, "wakes">): Notices & { close(): void } {
  const emitter = new EventEmitter().setMaxListeners(0);
  const topic = "contact";
  const close = wakes.subscribe(topic, (key) => void emitter.emit(key));
  return {
    tell(channel, contact) {
      const key = `${channel}/${contact}`;
      emitter.emit(key);
      void wakes.publish(topic, key);
    },
    on(channel, contact, listener) {
      const key = `${channel}/${contact}`;
      emitter.on(key, listener);
      return () => void emitter.off(key, listener);
    },
    close,
  };
}

export interface PortParts {
  readonly ledger: Ledger;
  readonly shared: Shared;
  readonly metrics: Metrics;
  readonly notices: Notices;
  readonly backlog: Backlog;
  readonly report: (error: unknown, where: string) => void;
  /** Left out, nothing follows where people of a platform's client come and go. */
  readonly desk?: {
    /** Asked for at each change: the desk is made after the channels. */
    readonly edges: () => PlatformEdges;
    /** Says that a conversation changed, here and at the other instances. */
    readonly changed: (conversation: string) => void;
  };
  /** Told how replies ended that a door took out of the queue itself. */
  readonly settled?: (delivery: Delivery, end: Pick<SendResult, "state">) => void;
  /** Told what contacts think of replies, where the platform asks them. */
  readonly judged?: (judgement: Judgement) => void;
  /** Left out, a staff group is not served. */
  readonly staffGroup?: StaffGroupPort;
  /** Reverse proxies in front whose X-Forwarded-For is believed. */
  readonly proxies: number;
}

/** Faster than a person writes; what is above is kept for staff to see, and not answered. */
const perContact = { burst: 20, perMinute: 40 };
/** Wrong signatures and secrets of one address. */
const perForger = { burst: 30, perMinute: 30 };
/** In any minute at most 30 to one member: WeCom drops what is above without a word (doc 90236). */
const perMember = { burst: 15, perMinute: 15 };

/** The program as the doors and senders of platforms see it. */
export function channelPorts(parts: PortParts): ChannelPorts {
  const { ledger, shared, metrics, notices, backlog, report, proxies } = parts;
  const { desk } = parts;
  const contacts = shared.rateLimit("contact", perContact);
  const isFlood = async ({ channel, contact }: Message, at: Date) =>
    (await contacts.take(`${channel}/${contact}`, at)) > 0;
  /** What was written too fast becomes history. What is pulled late was not: its own times count. */
  const paced = async (step: PageStep): Promise<PageStep> => {
    if (step.kind !== "message" || step.message.arrival === true) return step;
    const flood = await isFlood(step.message, step.message.at);
    return flood ? { ...step, kind: "history" } : step;
  };
  const accept = async (message: Message) => {
    const { channel } = message;
    const flood = await isFlood(message, new Date());
    if (flood) metrics.door(channel, "flood");
    const { repeat } = await within(backlog, () =>
      ledger.accept(flood ? { ...message, kept: true } : message),
    );
    if (repeat) metrics.repeated(channel);
    else metrics.accepted(channel);
    return { repeat };
  };
  const { choice, lease, cursor, ownerOf, servedByStaff } = ledger;
  const { replyTo, claimReply, progress } = ledger;
  const address = (c: Parameters<typeof addressOf>[0]) => addressOf(c, proxies);
  const door = {
    failures: shared.rateLimit("forger", perForger),
    address,
    count: metrics.door,
    report,
  };
  return {
    tokens: shared.tokens,
    telegram: {
      accept,
      choice,
      lease,
      overloaded: backlog.full,
      ...(parts.staffGroup === undefined ? {} : { staff: parts.staffGroup }),
      wrongSecrets: door.failures,
      addressOf: address,
      onReachable(contact, reachable) {
        // Best effort: what is missed here, the next send or message says again.
        ledger
          .setReachable("telegram", contact, reachable)
          .then((changed) => (changed === undefined ? undefined : desk?.changed(changed)))
          .catch((error: unknown) => report(error, "telegram reach"));
      },
      report: (error) => report(error, "telegram"),
      count: (event) => metrics.door("telegram", event),
    },
    wecom: {
      ...door,
      accept,
      sends: shared.rateLimit("member", perMember),
      choice,
      lease,
      cursor,
      async setOwner(channel, contact, owner, servicer) {
        const edges = desk?.edges();
        const changed = await ledger.setOwner(channel, contact, owner, servicer, edges);
        if (changed !== undefined) desk?.changed(changed);
      },
      servedByStaff,
      async acceptPage(page) {
        // Not taken now, the page stays with WeCom for three days.
        const messages = page.steps.filter(({ kind }) => kind === "message").length;
        if (messages > 0) backlog.admit(messages);
        let stored = 0;
        try {
          const steps = await Promise.all(page.steps.map(paced));
          const taken = await ledger.acceptPage({ ...page, steps }, desk?.edges());
          if (taken === undefined) return undefined;
          stored = taken.accepted;
          for (const [at, step] of steps.entries()) {
            if (step !== page.steps[at]) metrics.door("wecom-kf", "flood");
          }
          for (const conversation of taken.changed) desk?.changed(conversation);
          for (let n = stored; n > 0; n--) metrics.accepted("wecom-kf");
          return taken;
        } finally {
          backlog.release(messages - stored);
        }
      },
    },
    aibot: {
      ...door,
      accept,
      replyTo,
      claimReply,
      progress,
      async settle(claim, result) {
        const newest = await ledger.settle(claim.id, claim.fence, result);
        if (newest) parts.settled?.(claim, result);
        return newest;
      },
      ownerOf,
      choice,
      lease,
      onReply: (contact, listener) => notices.on("wecom-aibot", contact, listener),
      judged: (judgement) => parts.judged?.(judgement),
    },
  };
}
