/** The first message of a topic, and its title: what is wanted and who is at it, never whose number. */
import type { Channel } from "../../../core/channel.ts";
import { minuteIn } from "../../../core/day.ts";
import type { Handoff, HandoffState, Surface } from "../../../core/handoff.ts";
import type { HandoffReason } from "../../../core/outcome.ts";
import { buttonData, type HandoffAct } from "./button.ts";
import { endWords } from "./wording.ts";

export interface Head {
  readonly title: string;
  readonly text: string;
  readonly keyboard: readonly (readonly Button[])[];
}

type Button =
  | { readonly text: string; readonly callback_data: string }
  | { readonly text: string; readonly url: string };

export interface HeadParts {
  readonly handoff: Handoff;
  readonly topicTitle: string | undefined;
  readonly deskLink: string | undefined;
  /** Said above all, where there is something to say about the topic itself. */
  readonly foreword?: string;
}

export function headOf({ handoff, topicTitle, deskLink, foreword }: HeadParts): Head {
  const { state, desk, channel, capsule } = handoff;
  const code = `#${handoff.conversation.slice(-5)}`;
  const place = [topicTitle, desk.district, channelNames[channel]].filter(filled).join(" · ");
  const { question, missing, slots, receipts } = capsule;
  const lines = [
    foreword,
    `${marks[state]} ${stateText(handoff)}`,
    `${place} · ${code}`,
    `原因：${reasonWords[handoff.reason]}`,
    question && `问题：${cut(question, 500)}`,
    missing && `缺少：${cut(missing, 300)}`,
    ...slots.slice(0, 12).map(({ label, value }) => `${cut(label, 30)}：${cut(value, 80)}`),
    receipts.length > 0 && `申请：${receipts.slice(0, 10).join("、")}`,
    `提出：${timeText(handoff.requestedAt)}`,
    handoff.summary && `小结：${cut(handoff.summary, 500)}`,
  ];
  const acts: Button[] = actsIn[state].map(({ text, act }) => ({
    text,
    callback_data: buttonData({ act, handoff: handoff.id }),
  }));
  return {
    title: cut(`${marks[state]} ${titleState(handoff)} ${place} ${code}`, longestTitle),
    text: lines.filter(filled).join("\n"),
    keyboard: [acts, deskLink === undefined ? [] : [{ text: "打开工作台", url: deskLink }]].filter(
      (row) => row.length > 0,
    ),
  };
}

/** Telegram's bound on a topic's name. */
const longestTitle = 128;

const marks: Readonly<Record<HandoffState, string>> = {
  promised: "🕓",
  waiting: "🟡",
  claimed: "🟢",
  ended: "⚪",
};

const actsIn: Readonly<
  Record<HandoffState, readonly { readonly text: string; readonly act: HandoffAct }[]>
> = {
  promised: [{ text: "接手", act: "claim" }],
  waiting: [{ text: "接手", act: "claim" }],
  claimed: [
    { text: "交还机器人", act: "return" },
    { text: "结束", act: "close" },
  ],
  ended: [{ text: "重新接手", act: "claim" }],
};

function stateText({ state, staff, surface, claimedAt, promisedAt, escalatedAt, end }: Handoff) {
  switch (state) {
    case "promised":
      return promisedAt === undefined
        ? "已答应回复客户，还没有约定时间"
        : `已答应 ${timeText(promisedAt)} 起回复客户`;
    case "waiting":
      return escalatedAt === undefined ? "等待接手" : "等待接手（等了很久，请尽快）";
    case "claimed": {
      const where = surface === undefined ? "" : `，在${surfaceNames[surface]}`;
      const since = claimedAt === undefined ? "" : `，${timeText(claimedAt)} 起`;
      return `${staff?.name ?? "同事"} 接待中${where}${since}`;
    }
    case "ended":
      return `已结束${end === undefined ? "" : `：${endWords[end]}`}${staff === undefined ? "" : `（${staff.name}）`}`;
  }
}

function titleState({ state, staff }: Handoff): string {
  if (state === "claimed") return staff?.name ?? "接待中";
  return { promised: "约定回复", waiting: "待接手", ended: "已结束" }[state];
}

const channelNames: Readonly<Record<Channel, string>> = {
  telegram: "Telegram",
  "wecom-app": "企业微信应用",
  "wecom-kf": "微信客服",
  "wecom-aibot": "企业微信智能机器人",
  web: "网页",
  terminal: "终端",
};

const surfaceNames: Readonly<Record<Surface, string>> = {
  console: "工作台",
  telegram: "本群",
  wecom: "企业微信",
};

const reasonWords: Readonly<Record<HandoffReason, string>> = {
  asked: "客户要找人工",
  "repeated-failure": "机器人几次没答上",
  complaint: "客户不满意",
  "money-abstained": "涉及金额，机器人没有依据",
  unsolved: "回访时说还没解决",
  opened: "同事主动接手",
  platform: "在企业微信里接待",
};

/** `11-21 14:03`, as clocks in Chongqing show it. */
function timeText(time: Date): string {
  return minuteIn(time).slice(5);
}

function cut(text: string, longest: number): string {
  const points = [...text.replaceAll(/\s+/g, " ").trim()];
  return points.length <= longest ? points.join("") : `${points.slice(0, longest - 1).join("")}…`;
}

function filled(part: string | false | undefined): part is string {
  return part !== undefined && part !== false && part !== "";
}
