/** What the group reads: short, in Chinese, next to the message it is about. */
import type { HandoffEnd } from "../../../core/handoff.ts";
import { reasonWords } from "../../../core/reasonWords.ts";
import type { Refused } from "./port.ts";

export const wording = {
  howToLink: (user: number) =>
    `没有发给客户：还不知道您是谁。请登录工作台 → 我的账号 → Telegram，填入您的数字编号 ${user}，然后再发一遍。`,
  hidden:
    "没有发给客户：以群或频道的名义发言，认不出是哪位同事。请在群设置里关闭「匿名」，用自己的账号再发一遍。",
  claimed: (name: string) => `${name} 已接手这个会话。`,
  returned: "已交还机器人。",
  closed: "已结束这次服务。",
  noMedia: "没有发给客户：客户不在 Telegram 上，这里只能转文字。请把内容写成文字，或到工作台处理。",
  neverSaid: "修改没有发给客户：这条消息原来就没有发出。请重新写一条。",
  emptyEdit: "修改没有发给客户：改后的内容是空的，原来的话客户已经看到。",
  noCommand:
    "没有发给客户：没有这个命令。可用 /claim 接手、/return 交还、/close 结束、/who 谁在接待。",
  noConversation: "没有发给客户：这个话题没有对应的会话。",
  onlyInTopics: "请在会话自己的话题里使用命令。",
  reopened: "话题已重新打开：会话还没有结束。",
  strangePress: "这个按钮已失效，请看话题最上面的那条。",
  unknownPresser: (user: number) => `请先在工作台 → 我的账号里填入您的 Telegram 编号 ${user}。`,
  resent: "已重新发送。",
  notResent: "不用重发：它不在失败之列。",
} as const;

/** Why nothing came of what somebody of staff wanted. */
export function refusalText(refused: Refused): string {
  switch (refused.refused) {
    case "not-found":
      return "找不到这个会话，可能已按客户要求删除。";
    case "ended":
      return `会话已结束${refused.end === undefined ? "" : `（${endWords[refused.end]}）`}。要继续，请先按「接手」或发 /claim。`;
    case "not-claimed":
      return "还没有人接手。请先按「接手」或发 /claim。";
    case "claimed-by-other":
      return `现在由 ${refused.by.name} 接待。`;
    case "changed":
      return "刚才有人动过这个会话，请看最新状态后再试。";
    case "platform":
      return refused.reason;
  }
}

export const endWords: Readonly<Record<HandoffEnd, string>> = {
  returned: "已交还机器人",
  closed: "已办结",
  left: "客户不等了",
  idle: "长时间无人说话",
  withdrawn: "平台收回",
};

/** Told next to a message that did not arrive. */
export function failureText(state: "failed" | "uncertain", reason: string): string {
  // What nobody foresaw says so itself, and need not be said twice.
  const why = reasonWords(reason).replace(/^没有送达：/, "");
  return state === "failed"
    ? `⚠️ 没有送达客户：${why}`
    : `❓ 不能确定客户收到没有：${why}。重发的话，客户可能会看到两遍。`;
}
