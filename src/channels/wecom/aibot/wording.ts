/** What the bot says for itself: where a stream must show something and the dialogue has not spoken. */
export const wording = {
  progress: "正在查资料…",
  late: "这个问题还在处理，稍后回复您。",
  unknownStream: "抱歉，刚才的问题没有接上，请再发一次。",
  withdrawn: "这条回复没有发出，请以最新消息为准；如果没有收到，请再发一次。",
  staff: "您的消息已转给人工客服，请稍候。",
  notStored: "抱歉，消息暂时没能收下，请稍后再发一次。",
  noReply: "已收到，这条不单独回复。",
  cut: "…（内容较长，以上为前一部分）",
  sendInstead: (label: string) => `请直接发送“${label}”`,
} as const;
