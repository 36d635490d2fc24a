import { defineIntent } from "#kit";
import { financingForm, rightIn } from "./form.ts";

/** What is asked is answered; what is wished for (「想用专利贷款」) starts the self-check and consultation. */
export default defineIntent(({ answering }) => ({
  title: "知识产权质押融资",
  starter: "专利质押贷款评估费多少？",
  forms: [financingForm(answering)],
  handle(turn) {
    const check =
      /自查|自测|自检|能不能贷|能贷吗|可以贷吗|够不够(?:格|条件)|登记.{0,8}咨询|预约/.test(
        turn.text,
      );
    if (check || turn.wish) {
      const [district] = turn.question.regions.filter((name) => name !== "重庆市");
      const right = rightIn(turn.text);
      return turn.start("financing", {
        ...(district === undefined ? {} : { district }),
        ...(right === undefined ? {} : { right }),
      });
    }
    return turn.answer();
  },
}));
