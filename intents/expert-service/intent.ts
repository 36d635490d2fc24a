import { defineIntent } from "#kit";
import { expertForm, fieldIn } from "./form.ts";

export default defineIntent(({ answering }) => ({
  title: "中小企业专家服务",
  starter: "想请专家来看看工艺",
  forms: [expertForm(answering)],
  handle(turn) {
    const past = /秀山|专家服务团|2021/.test(turn.text);
    if (turn.wish && !past) {
      const [district] = turn.question.regions.filter((name) => name !== "重庆市");
      const field = fieldIn(turn.text);
      return turn.start("expert", {
        ...(district === undefined ? {} : { district }),
        ...(field === undefined ? {} : { field }),
      });
    }
    return turn.answer();
  },
}));
