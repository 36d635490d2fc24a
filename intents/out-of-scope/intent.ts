import { defineIntent } from "#kit";

export default defineIntent(() => ({
  title: "其他",
  handle: (turn) =>
    turn.reply("say", "outside", {
      choices: [
        { label: "专利质押贷款", text: "专利质押贷款评估费多少？" },
        { label: "知识产权补助", text: "快维中心能补多少？" },
        { label: "转人工", text: "转人工" },
      ],
    }),
}));
