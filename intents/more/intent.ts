import { defineIntent } from "#kit";

/** Continues behind what was told, in the same passages. */
export default defineIntent(({ answering }) => ({
  title: "详细",
  handle(turn) {
    const { topic } = turn.session;
    if (topic === undefined || topic.told.length === 0)
      return turn.answer({ topic: topic?.intent ?? "policy-facts" });
    if (/谁说|哪个文件|出处|来源|依据|原文|哪里写/.test(turn.raw)) {
      return turn.cited("answer", turn.sourceText(topic.passages), topic.passages);
    }
    const rest = answering.more(topic.told);
    if (rest === undefined) return turn.reply("say", "no-more");
    const decision = turn.cited("answer", rest.text, rest.passages);
    return {
      ...decision,
      session: {
        topic: { ...topic, told: [...topic.told, ...rest.told], passages: rest.passages },
      },
    };
  },
}));
