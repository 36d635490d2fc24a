import { random } from "../../emulators/telegram/random.ts";
import { drawn } from "../questions.ts";
import { updateBody } from "../update.ts";
import type { Caller, Status } from "../webhook.ts";
import { now } from "./clock.ts";

/** One message of a customer that can be known again by its mark wherever it is shown. */
export interface Marked {
  readonly mark: number;
  readonly chat: number;
  /** When it should have been sent, on the clock of {@link now}. */
  readonly due: number;
  status: Status | undefined;
  ackedAt: number | undefined;
}

/** Finds the marks of customers in a page or in an event. */
export const marks = /#(\d+)#/g;

/** What a customer tells a person; longer than anything the queue would answer. */
const told = [
  "营业执照和专利证书都已经扫描好了，您看还要不要补别的材料？",
  "我们是做汽车零部件的，去年新拿了三项发明专利，想问问能贷多少。",
  "银行那边说要先做评估，请问评估机构可以由我们自己来选吗？",
  "上次说的那张表我填完了，但是第三栏不太明白该怎么写才对。",
  "公司刚从渝北搬到两江新区，之前办的登记需要跟着变更吗？",
];

export interface Customers {
  /** Every one that was sent. */
  readonly sent: readonly Marked[];
  /** A message without a mark. */
  say(chat: number, text: string): Promise<Status>;
  /** A marked message; the promise resolves with its acknowledgement. */
  tell(chat: number, due?: number): Promise<Marked>;
  /** A marked question to the bot. */
  ask(chat: number, due?: number): Promise<Marked>;
}

/** Customers on Telegram, writing to a bot's webhook. */
export function customers(calls: Caller): Customers {
  const sent: Marked[] = [];
  const chance = random(5);
  const question = drawn("everyday", 4);
  let written = 0;
  const post = (chat: number, text: string) => {
    written += 1;
    return calls.post(updateBody({ update: 600_000_000 + written, chat, message: written, text }));
  };
  const marked = async (chat: number, text: string, due: number) => {
    const one: Marked = { mark: sent.length + 1, chat, due, status: undefined, ackedAt: undefined };
    sent.push(one);
    one.status = await post(chat, `#${one.mark}# ${text}`);
    one.ackedAt = now();
    return one;
  };
  return {
    sent,
    say: post,
    tell: (chat, due = now()) =>
      marked(chat, told[Math.floor(chance() * told.length)] ?? "", due),
    ask: (chat, due = now()) => marked(chat, question(), due),
  };
}
