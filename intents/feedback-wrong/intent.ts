import { defineIntent } from "#kit";

/** The contact says the last answer is wrong: it is recorded as a gap, and a person is offered. */
export default defineIntent(() => ({
  title: "答案不对",
  handle(turn) {
    const last = turn.session.topic;
    if (last === undefined) return turn.reply("say", "what");
    return {
      ...turn.reply("clarify", "noted", {
        effects: [
          {
            kind: "record-gap",
            question: last.question,
            missing: "customer says the answer is wrong",
          },
        ],
        choices: [
          { label: "转人工", text: "转人工" },
          { label: "换个说法再问", text: "帮助" },
        ],
      }),
      session: { misses: turn.session.misses + 1 },
    };
  },
}));
