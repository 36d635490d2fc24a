import { defineIntent } from "#kit";

const titles: Readonly<Record<string, string>> = {
  "pledge-financing": "质押融资",
  subsidy: "补助",
  "expert-service": "专家服务",
  "overseas-ip": "海外知识产权",
  "trademark-and-gi": "商标与地理标志",
};

const says: readonly (readonly [RegExp, string])[] = [
  [/融资|贷款|质押/, "pledge-financing"],
  [/补助|补贴|资助|奖/, "subsidy"],
  [/专家/, "expert-service"],
  [/海外|出海|pct|马德里/i, "overseas-ip"],
  [/商标|地理标志|地标|品牌/, "trademark-and-gi"],
];

/**
 * A standing wish to hear of new documents. Channels limit what a bot may send unasked, so what is
 * promised is what holds everywhere: it is told at the contact's next visit.
 */
export default defineIntent(({ answering }) => ({
  title: "政策提醒",
  handle(turn) {
    const { text, requests } = turn;
    const mine = requests.filter(({ kind, status }) => kind === "alerts" && status !== "withdrawn");
    if (/取消|退订|不要提醒|别提醒|停止|关掉|关闭|不想收|unsubscribe/i.test(text)) {
      if (mine.length === 0) return turn.reply("say", "none");
      return turn.reply("say", "stopped", {
        effects: mine.map(({ receipt }) => ({ kind: "withdraw-request" as const, receipt })),
      });
    }
    const topic = says.find(([pattern]) => pattern.test(text))?.[1];
    const title = topic === undefined ? "全部主题" : (titles[topic] ?? topic);
    if (mine.some(({ slots }) => slots["topic"] === title))
      return turn.reply("say", "already", { values: { title } });
    const newest = answering.knowledge.digests
      .filter((digest) => topic === undefined || digest.topics.includes(topic))
      .map(({ date }) => date)
      .sort()
      .at(-1);
    const receipt = turn.receipt();
    return turn.reply("say", "subscribed", {
      values: { title, receipt, newest: newest ?? "（暂无）" },
      effects: [
        {
          kind: "file-request",
          request: {
            receipt,
            kind: "alerts",
            status: "submitted",
            slots: { topic: title, ...(topic === undefined ? {} : { topicId: topic }) },
            createdAt: turn.now,
            updatedAt: turn.now,
          },
        },
      ],
    });
  },
}));
