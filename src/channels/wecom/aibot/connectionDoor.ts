import { setTimeout as sleep } from "node:timers/promises";
import { Halt, type Sender, type SendResult } from "../../../core/delivery.ts";
import type { Message } from "../../../core/message.ts";
import { type PressedCard, readIncoming } from "./incoming.ts";
import { judge } from "./judge.ts";
import { connectionFirstMs, requestMs, welcomeMs } from "./limits.ts";
import { cardUpdate, frame, pickedCard } from "./passiveReply.ts";
import type { AibotPort, Settled } from "./port.ts";
import { awaitReply } from "./reply.ts";
import type { Frame, Socket } from "./socket.ts";
import { wording } from "./wording.ts";

export interface ConnectionDoorOptions {
  readonly port: AibotPort;
  socket(): Socket | undefined;
  readonly sender: Sender;
  readonly now?: () => Date;
  /** Pauses, in milliseconds, before storing a message is tried again. */
  readonly storeAgain?: readonly number[];
}

export interface ConnectionDoor {
  take(frame: Frame, connection: string): void;
  /** Gives up waiting for replies, which are then left to the outbox, and waits for what still runs. */
  stop(): Promise<void>;
}

const channel = "wecom-aibot";
/** When the outbox tries again what this instance could not send. */
const againMs = 1_000;

/**
 * Takes what the connection brings. WeCom sends a frame once, so storing it is tried several times,
 * and the contact is told if it fails. The reply is sent by the instance that took the message, for
 * it has the connection; the outbox has it after a while.
 */
export function connectionDoor(options: ConnectionDoorOptions): ConnectionDoor {
  const { port, sender, now = () => new Date(), storeAgain = [300, 1_500] } = options;
  const count = (what: string) => port.count(channel, what);
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();

  return {
    take(frame, connection) {
      const work = handled(frame, connection)
        .catch((error: unknown) => port.report(error, "wecom-aibot connection"))
        .finally(() => running.delete(work));
      running.add(work);
    },
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };

  async function handled({ requestId, body }: Frame, connection: string): Promise<void> {
    const read = readIncoming(body, now());
    const handle = { request: requestId, connection };
    switch (read.kind) {
      case "message":
        return await answer(read.message, { ...handle, until: after(requestMs) });
      case "arrival":
        return await answer(read.message, { ...handle, until: after(welcomeMs), welcome: "frame" });
      case "pressed":
        return await pressed(read, requestId);
      case "feedback":
        return await judge(port, read);
      case "poll":
      case "kicked":
        return count("ignored/unknown-event");
      case "ignored":
        return count(`ignored/${read.why}`);
      default:
        throw new Error(`unknown kind ${(read satisfies never as { kind: string }).kind}`);
    }
  }

  async function answer(message: Message, handle: Record<string, string>): Promise<void> {
    const notBefore = after(connectionFirstMs);
    if (!(await store({ ...message, handle: { ...handle, notBefore } }))) {
      await apologise(message, handle);
      return;
    }
    await follow(message);
  }

  async function follow({ contact, id }: Message): Promise<void> {
    const wait = { milliseconds: connectionFirstMs, signal: stopping.signal };
    await awaitReply(port, contact, wait, () => sendReply(contact, id));
  }

  /** True once the reply is on its way or not ours to send. */
  async function sendReply(contact: string, messageId: string): Promise<true | undefined> {
    const reply = await port.replyTo(channel, contact, messageId);
    if (reply === undefined) return undefined;
    if (reply.state !== "queued") return true;
    const claim = await port.claimReply(reply.delivery);
    if (claim === undefined) return true;
    let result: SendResult;
    try {
      result = await sender(claim, async (parts) => {
        if (!(await port.progress(claim.id, claim.fence, parts))) throw new Halt();
      });
    } catch (error) {
      if (error instanceof Halt) return true;
      port.report(error, "wecom-aibot sender");
      result = { state: "uncertain", reason: "the sender broke off" };
    }
    await port.settle(claim, settled(result));
    return true;
  }

  function settled(result: SendResult): Settled {
    return result.state === "retry"
      ? { ...result, at: result.at ?? new Date(now().getTime() + againMs) }
      : result;
  }

  async function store(message: Message): Promise<boolean> {
    for (let tries = 0; ; tries += 1) {
      try {
        const { repeat } = await port.accept(message);
        count(repeat ? "repeat" : "accepted");
        return true;
      } catch (error) {
        port.report(error, "wecom-aibot connection");
        const pause = storeAgain[tries];
        if (pause === undefined || stopping.signal.aborted) break;
        await sleep(pause, undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
    count("not-stored");
    return false;
  }

  async function apologise(message: Message, handle: Record<string, string>): Promise<void> {
    const { request } = handle;
    if (message.arrival === true || request === undefined) return;
    const words = frame(`none-${request}`.slice(0, 64), {
      content: wording.notStored,
      finish: true,
    });
    await options.socket()?.send("aibot_respond_msg", words, request);
  }

  async function pressed(card: PressedCard, requestId: string): Promise<void> {
    const { contact, userid, delivery, choice: place, at } = card;
    const choice = await port.choice(channel, contact, delivery, place);
    if (choice === undefined) return count("ignored/unknown-card");
    const id = `card/${delivery}/${place}`;
    // Without a request: that one takes the card, the answer is a message of its own.
    const handle = { notBefore: after(connectionFirstMs) };
    const message = { id, channel, contact, text: choice.text, at, handle } as const;
    if (!(await store(message))) return;
    const update = cardUpdate(userid, pickedCard(delivery, choice));
    const result = await options.socket()?.send("aibot_respond_update_msg", update, requestId);
    count(result?.kind === "ok" ? "card-updated" : "card-not-updated");
    await follow(message);
  }

  function after(milliseconds: number): string {
    return new Date(now().getTime() + milliseconds).toISOString();
  }
}
