import { random } from "../../emulators/telegram/random.ts";
import { updateBody } from "../update.ts";
import type { Caller, Status } from "../webhook.ts";
import { now } from "./clock.ts";

/** Something said that can be known again by its mark wherever it is shown. */
export interface Marked {
  readonly mark: number;
  readonly side: "contact" | "staff";
  readonly chat: number;
  /** When it should have been sent, on the clock of {@link now}. */
  readonly due: number;
  /** 200 once it is accepted; 0 where no answer came. */
  status: Status | undefined;
  ackedAt: number | undefined;
}

/** Finds the marks in a page, an event, or a message. */
export const marks = /#(\d+)#/g;

/** What a customer tells a person; longer than anything the queue would answer. */
const told = [
  "营业执照和专利证书都已经扫描好了，您看还要不要补别的材料？",
  "我们是做汽车零部件的，去年新拿了三项发明专利，想问问能贷多少。",
  "银行那边说要先做评估，请问评估机构可以由我们自己来选吗？",
  "上次说的那张表我填完了，但是第三栏不太明白该怎么写才对。",
  "公司刚从渝北搬到两江新区，之前办的登记需要跟着变更吗？",
];

/** What the bot answers by itself: a question it cannot would bring who asks into the queue. */
const asked = [
  "你好",
  "专利质押贷款需要什么条件",
  "知识产权质押融资有补贴吗",
  "保护中心一次补助多少钱",
  "专利被人侵权了怎么办",
  "你能做什么",
  "谢谢",
];

/** All that is said, in the order in which it was to be said. */
export interface Said {
  readonly all: readonly Marked[];
  next(side: Marked["side"], chat: number, due: number): Marked;
}

export function said(): Said {
  const all: Marked[] = [];
  return {
    all,
    next(side, chat, due) {
      const mark = all.length + 1;
      const one: Marked = { mark, side, chat, due, status: undefined, ackedAt: undefined };
      all.push(one);
      return one;
    },
  };
}

export interface Customers {
  /** Without a mark. */
  say(chat: number, text: string): Promise<Status>;
  /** Something for a person; resolves with its acknowledgement. */
  tell(chat: number, due?: number): Promise<Marked>;
  /** A question to the bot. */
  ask(chat: number, due?: number): Promise<Marked>;
}

/** Customers on Telegram, writing to a bot's webhook. */
export function customers(calls: Caller, into: Said): Customers {
  const chance = random(5);
  const one = (of: readonly string[]) => of[Math.floor(chance() * of.length)] ?? "";
  let written = 0;
  const post = (chat: number, text: string) => {
    written += 1;
    return calls.post(updateBody({ update: 600_000_000 + written, chat, message: written, text }));
  };
  /** Of each chat, its newest message: the next does not overtake it. */
  const newest = new Map<number, Promise<Status>>();
  const marked = async (chat: number, due: number, text: (mark: string) => string) => {
    const said = into.next("contact", chat, due);
    const words = text(`#${said.mark}#`);
    const posted = (newest.get(chat) ?? Promise.resolve(0)).then(() => post(chat, words));
    newest.set(chat, posted);
    said.status = await posted;
    said.ackedAt = now();
    return said;
  };
  return {
    say: post,
    // In front, where the list, which cuts long lines, still shows it.
    tell: (chat, due = now()) => marked(chat, due, (mark) => `${mark} ${one(told)}`),
    // Behind, where it does not stand between the bot and the question.
    ask: (chat, due = now()) => marked(chat, due, (mark) => `${one(asked)} ${mark}`),
  };
}
