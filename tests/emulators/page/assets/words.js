/** How each way in looks and is called; the order is that of the page. */
export const surfaces = [
  {
    name: "wecom-kf",
    title: "微信客服",
    kind: "企业外的微信客户",
    short: "客服",
    mark: "客",
    arrive: "进入会话",
    empty: "客户在微信里点开客服会话。",
  },
  {
    name: "wecom-app",
    title: "企业微信应用",
    kind: "企业成员",
    short: "应用",
    mark: "应",
    arrive: "进入应用",
    empty: "成员在企业微信里打开应用。",
  },
  {
    name: "wecom-aibot",
    title: "智能机器人",
    kind: "企业成员，回答逐字出现",
    short: "机器人",
    mark: "智",
    arrive: "打开单聊",
    empty: "成员在企业微信里打开与机器人的单聊。",
  },
  {
    name: "telegram",
    title: "Telegram",
    kind: "私聊",
    short: "Telegram",
    mark: "T",
    arrive: "开始 /start",
    empty: "用户在 Telegram 里找到机器人，按下开始。",
  },
];

export const extras = [
  { kind: "image", label: "图片" },
  { kind: "voice", label: "语音" },
  { kind: "file", label: "文件" },
  { kind: "location", label: "位置" },
];

/** Whose a KF session is, as the servicer's client says it. */
export const standings = {
  bot: "接待人员小李：智能助手接待中",
  pool: "接待人员小李：客户在接待池里等候",
  servicer: "接待人员小李：正在接待",
  ended: "接待人员小李：会话已结束，写一句可重新打开",
};

export const authors = { person: "我", bot: "知问", staff: "工作人员", platform: "平台提示" };
