/** What should leave, and how each ends. */
import type { Channel } from "../../../src/core/channel.ts";
import { policy } from "../town.ts";
import type { Conversation, Expected, Row, Sending } from "./state.ts";

/** What leaves now. Where nothing may, it is looked again at what stood behind that. */
export function collect(model: Expected, channel: Channel, instance: 0 | 1): Sending[] {
  for (let looks = 0; looks < 5; looks++) {
    const { collected, refused } = claim(model, channel, instance);
    if (collected.length > 0 || refused === 0) return collected;
  }
  return [];
}

/** Of each conversation the first; the bot's words of another stretch do not leave, and say why. */
function claim(model: Expected, channel: Channel, instance: 0 | 1) {
  const collected: Sending[] = [];
  let refused = 0;
  for (const conversation of model.conversations) {
    if (conversation.channel !== channel) continue;
    const head = conversation.rows.find(({ state }) => state === "queued" || state === "sending");
    if (head === undefined || head.state === "sending" || head.dueAt > model.now) continue;
    if (head.speaker === "bot" && head.stretch !== conversation.stretch) {
      refused++;
      model.saw("words of the bot stay behind a person's");
      head.state = "failed";
      if (head.fleeting) head.emptied = true;
      if (head.carried.length > 0)
        changeNextVisit(conversation, (kept) => [...head.carried, ...kept]);
      continue;
    }
    head.state = "sending";
    collected.push({ conversation, row: head, instance });
  }
  model.sending.push(...collected);
  return { collected, refused };
}

export type Settled = "sent" | "failed" | "uncertain" | "retry";

export function settle(model: Expected, sending: Sending, how: Settled, again = 0): void {
  model.sending = model.sending.filter((each) => each !== sending);
  const { row, conversation } = sending;
  const retries = how === "retry" && !row.emptied;
  if (how === "sent" || how === "uncertain") conversation.sentSince++;
  row.state = retries ? "queued" : how === "retry" ? "failed" : how;
  if (retries) row.dueAt = model.now + again;
  else if (how === "sent" || row.fleeting) row.emptied = true;
}

/** Tried again because a person asks for it: they have seen who answers now. */
export function resend(model: Expected, conversation: Conversation, row: Row): boolean {
  const { stretch } = conversation;
  if ((row.state !== "failed" && row.state !== "uncertain") || row.emptied) return false;
  model.saw("a reply is sent again");
  Object.assign(row, { state: "queued", dueAt: model.now, stretch, resent: true });
  const { carried } = row;
  if (carried.length > 0) {
    changeNextVisit(conversation, (kept) => kept.filter((words) => !carried.includes(words)));
  }
  return true;
}

function changeNextVisit(conversation: Conversation, to: (kept: string[]) => string[]): void {
  conversation.nextVisit = to(conversation.nextVisit);
  conversation.version++;
}

/** What an instance was sending when it ended. */
export function recover(model: Expected, dead: 0 | 1): void {
  for (const sending of model.sending.filter(({ instance }) => instance === dead)) {
    const { channel } = sending.conversation;
    const again = policy(channel) === "resend";
    model.saw(again ? "a program dies sending, it is sent again" : "a program dies sending");
    settle(model, sending, again ? "retry" : "uncertain");
  }
  model.begun = model.begun.filter(({ instance }) => instance !== dead);
}
