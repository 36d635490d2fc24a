import { defineIntent } from "#kit";

export default defineIntent(() => ({
  title: "帮助",
  handle: (turn) =>
    turn.reply("say", "help", {
      choices: [
        { label: "质押融资", text: "专利质押贷款评估费多少？" },
        { label: "补助", text: "快维中心能补多少？" },
        { label: "专家服务", text: "专家服务包括哪些领域？" },
        { label: "转人工", text: "转人工" },
      ],
    }),
}));
