import { setTimeout as sleep } from "node:timers/promises";
import type { Channel } from "../core/channel.ts";
import {
  type AmbiguityPolicy,
  type Delivery,
  Halt,
  type Sender,
  type SendResult,
} from "../core/delivery.ts";
import type { Message } from "../core/message.ts";
import { reachOf } from "../core/reach.ts";
import type { Ledger, Settlement, Step, TurnOptions } from "./ledger.ts";

export interface WorkerOptions extends TurnOptions {
  /** Conversations handled at once; 8 unless told. */
  readonly turns?: number;
  /** Replies being sent at once; 16 unless told. */
  readonly sends?: number;
  /** How often it looks without being woken, in milliseconds; 1000 unless told. */
  readonly pollMs?: number;
  /** False for a channel whose replies another instance has to send just now. */
  readonly canSend?: (channel: Channel) => boolean;
  /** Sends of one reply that may have left before it becomes a dead letter; 10 unless told. */
  readonly mostSends?: number;
  /** For a sender that throws, and for replies found half sent; `hold` unless told. */
  readonly policy?: AmbiguityPolicy;
  /** Told of each message that has been handled, once that is recorded. */
  readonly onHandled?: (message: Message, conversation: string) => void;
  /** Told how each send ended, once that is recorded. */
  readonly onSettled?: (delivery: Delivery, end: Settlement) => void;
  readonly onError?: (error: unknown, doing: "turn" | "send" | "store") => void;
  readonly now?: () => Date;
}

export interface Worker {
  /** Looks for work now. */
  wake(): void;
  /** Resolves when nothing waits and nothing is due or under way; future retries are not waited for. */
  idle(): Promise<void>;
  /** Takes nothing new, finishes the turns and sends under way. */
  stop(): Promise<void>;
}

const recoverEveryMs = 15_000;
/** First pause after a turn that failed; doubles each time. */
const turnPauseMs = 100;
const longestTurnPauseMs = 30_000;
const settlePauseMs = 500;
const sendPauseMs = 1_000;
const longestSendPauseMs = 300_000;
/** How long a reply is worth sending where the channel has no bound of its own. */
const worthMs = 24 * 60 * 60_000;

/**
 * Handles waiting conversations, each in order and never twice at once, and delivers the replies.
 * Several workers on one record are safe: the ledger decides who was first.
 */
export function startWorker(
  ledger: Ledger,
  step: Step,
  senders: Readonly<Partial<Record<Channel, Sender>>>,
  options: WorkerOptions = {},
): Worker {
  return new Loop(ledger, step, senders, options);
}

class Loop implements Worker {
  readonly #ledger: Ledger;
  readonly #step: Step;
  readonly #senders: Readonly<Partial<Record<Channel, Sender>>>;
  readonly #options: WorkerOptions;
  readonly #channels: readonly Channel[];
  readonly #now: () => Date;
  readonly #policy: AmbiguityPolicy;
  readonly #mostSending: number;
  readonly #turning = new Set<string>();
  readonly #sending = new Set<string>();
  /** Conversations whose last turn failed: how often in a row, and when they may be tried again. */
  readonly #resting = new Map<string, { failures: number; until: number }>();
  readonly #unwatch: () => void;
  readonly #ended: Promise<void>;
  #work = new Set<Promise<void>>();
  #idlers: (() => void)[] = [];
  #woken = false;
  #rouse: (() => void) | undefined;
  readonly #stop = new AbortController();
  #recoverAt = 0;

  constructor(
    ledger: Ledger,
    step: Step,
    senders: Readonly<Partial<Record<Channel, Sender>>>,
    options: WorkerOptions,
  ) {
    this.#ledger = ledger;
    this.#step = step;
    this.#senders = senders;
    this.#options = options;
    this.#channels = Object.keys(senders) as Channel[];
    this.#now = options.now ?? (() => new Date());
    this.#policy = options.policy ?? (() => "hold");
    this.#mostSending = options.sends ?? 16;
    this.#unwatch = ledger.watch(() => this.wake());
    this.#ended = this.#run();
  }

  wake(): void {
    this.#woken = true;
    this.#rouse?.();
  }

  idle(): Promise<void> {
    if (this.#stop.signal.aborted) return this.#ended;
    return new Promise((resolve) => {
      this.#idlers.push(resolve);
      this.wake();
    });
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#unwatch();
    this.wake();
    await this.#ended;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#woken = false;
      const idlers = this.#idlers;
      let quiet = false;
      try {
        quiet = await this.#look();
      } catch (error) {
        this.#report(error, "store");
      }
      if (quiet && !this.#woken) {
        this.#idlers = this.#idlers.filter((idler) => !idlers.includes(idler));
        for (const idler of idlers) idler();
      }
      await this.#pause();
    }
    await Promise.all(this.#work);
    for (const idler of this.#idlers) idler();
  }

  /** Starts what can be started; true when there is nothing at all to do. */
  async #look(): Promise<boolean> {
    if (Date.now() >= this.#recoverAt) {
      this.#recoverAt = Date.now() + recoverEveryMs;
      await this.#ledger.recover(this.#policy);
    }
    await this.#startSends();
    const waits = await this.#startTurns();
    return !waits && this.#work.size === 0;
  }

  async #startTurns(): Promise<boolean> {
    const room = (this.#options.turns ?? 8) - this.#turning.size;
    // What is answered faster than it leaves would only wait elsewhere, where no door counts it.
    if (room <= 0 || this.#sending.size >= this.#mostSending) return true;
    // Those under way or resting are in the list too and must not hide the others.
    const waiting = await this.#ledger.waiting(room + this.#turning.size + this.#resting.size);
    const free = waiting.filter((conversation) => this.#isFree(conversation));
    if (this.#stop.signal.aborted) return waiting.length > 0;
    for (const conversation of free.slice(0, room)) {
      this.#turning.add(conversation);
      this.#start(this.#turn(conversation).finally(() => this.#turning.delete(conversation)));
    }
    return waiting.length > 0;
  }

  async #startSends(): Promise<void> {
    const room = this.#mostSending - this.#sending.size;
    if (room <= 0 || this.#stop.signal.aborted) return;
    const channels = this.#channels.filter((each) => this.#options.canSend?.(each) ?? true);
    for (const delivery of await this.#ledger.dueDeliveries(channels, room, this.#now())) {
      this.#sending.add(delivery.id);
      this.#start(this.#deliver(delivery).finally(() => this.#sending.delete(delivery.id)));
    }
  }

  #start(work: Promise<void>): void {
    const done = work.finally(() => {
      this.#work.delete(done);
      this.wake();
    });
    this.#work.add(done);
  }

  async #turn(conversation: string): Promise<void> {
    try {
      let message: Message | undefined;
      const end = await this.#ledger.turn(conversation, this.#step, {
        ...this.#options,
        onBegun: (begun) => {
          message = begun;
        },
      });
      this.#resting.delete(conversation);
      if (end === "done" && message !== undefined) this.#options.onHandled?.(message, conversation);
    } catch (error) {
      const failures = (this.#resting.get(conversation)?.failures ?? 0) + 1;
      const pause = Math.min(turnPauseMs * 2 ** (failures - 1), longestTurnPauseMs);
      this.#resting.set(conversation, { failures, until: Date.now() + pause });
      this.#report(error, "turn");
    }
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const result = await this.#send(delivery);
    if (result === undefined) return;
    const settlement = this.#settlement(delivery, result);
    for (;;) {
      try {
        const { id, fence } = delivery;
        const newest = await this.#ledger.settle(id, fence, settlement);
        if (newest) this.#options.onSettled?.(delivery, settlement);
        return;
      } catch (error) {
        this.#report(error, "store");
      }
      // Not settled, it would stay claimed by this living instance and nobody would take it up.
      // Given up when stopping: then the next start finds it as ambiguous.
      if (this.#stop.signal.aborted) return;
      await this.#until(settlePauseMs);
    }
  }

  /** Undefined where how it ended is not to be told any more. */
  async #send(delivery: Delivery): Promise<SendResult | undefined> {
    const sender = this.#senders[delivery.channel];
    if (sender === undefined) return { state: "retry", reason: "the channel is off", unsent: true };
    try {
      const { id, fence } = delivery;
      return await sender(delivery, async (parts) => {
        if (!(await this.#ledger.progress(id, fence, parts))) throw new Halt();
      });
    } catch (error) {
      if (error instanceof Halt) return undefined;
      this.#report(error, "send");
      // A sender that knows how it ended says so; one that throws may have sent.
      const reason = "the sender failed without telling how it ended";
      return this.#policy(delivery.channel) === "resend"
        ? { state: "retry", reason }
        : { state: "uncertain", reason };
    }
  }

  #settlement(delivery: Delivery, result: SendResult): Settlement {
    if (result.state !== "retry") return result;
    const { reason } = result;
    const now = this.#now();
    // A platform that is away for hours is no fault of the reply; later on its tries count again.
    const unsent = result.unsent === true && now < worthUntil(delivery, now);
    if (!unsent && delivery.attempts >= (this.#options.mostSends ?? 10)) {
      return { state: "failed", reason };
    }
    // As long as it has waited already, where tries are not counted: that doubles too.
    const wait = unsent
      ? Math.max(sendPauseMs, now.getTime() - delivery.createdAt.getTime())
      : sendPauseMs * 2 ** (delivery.attempts - 1);
    // Spread, so that what failed together does not come back together.
    const pause = Math.min(wait, longestSendPauseMs) * (0.75 + Math.random() / 2);
    const at = result.at ?? new Date(now.getTime() + pause);
    return { state: "retry", reason, at, ...(unsent ? { unsent } : {}) };
  }

  #isFree(conversation: string): boolean {
    if (this.#turning.has(conversation)) return false;
    return (this.#resting.get(conversation)?.until ?? 0) <= Date.now();
  }

  async #pause(): Promise<void> {
    if (this.#woken || this.#stop.signal.aborted) return;
    let wait = this.#options.pollMs ?? 1_000;
    for (const { until } of this.#resting.values()) {
      if (until > Date.now()) wait = Math.min(wait, until - Date.now());
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, wait);
      this.#rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#rouse = undefined;
  }

  /** Waits, but no longer than until the worker is told to stop. */
  async #until(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }

  #report(error: unknown, doing: "turn" | "send" | "store"): void {
    this.#options.onError?.(error, doing);
  }
}

function worthUntil({ channel, contactAt, createdAt }: Delivery, now: Date): Date {
  const reach = reachOf({ channel }, { contactAt, sentSince: 0, now });
  const until = reach.can ? reach.until : undefined;
  return until ?? new Date(createdAt.getTime() + worthMs);
}
