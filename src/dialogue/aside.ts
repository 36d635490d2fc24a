/** Whether a message inside a form is about something else than what the form asks. */
import type { FormState } from "../core/session.ts";
import type { Form, FormStep } from "./form.ts";
import type { Recognition } from "./recogniser.ts";
import { contactName } from "./slots.ts";
import { isSocial } from "./social.ts";
import { isWish } from "./wish.ts";

const question = /[?？]$|吗$|多少|哪些|什么时候|几天|多久|怎么(?:办|收|算|申请|弄)$|(.)不\1/;
const erase =
  /^(?:请|帮我|我要)?(?:删除|删掉|清除|清空|注销).{0,8}(?:数据|记录|信息|资料|账号)|^\/forget/;

const called = /^(?!转|找|叫|喊|人)\p{Script=Han}{1,3}(?:工|总|经理|主任|老师|师傅|女士|先生)$/u;

export function leavesForm(
  form: Form,
  state: FormState,
  step: FormStep,
  said: string,
  { intent, confidence, others }: Recognition,
): boolean {
  if (erase.test(said)) return true;
  if (step.command === true) return false;
  const seen = { intent, confidence, others };
  const acts = intent === "talk-to-staff" || intent === "privacy" || intent === "my-requests";
  const slot = form.slots(state.slots).find(({ name }) => name === state.at);
  // 王工, 李总: what a person is called looks like 人工 to the recogniser.
  if (slot?.name === contactName.name && !step.unread && called.test(said)) return false;
  if (acts && confidence >= 0.7 && said.length <= (slot?.free === true ? 14 : 40)) return true;
  const asks = question.test(said);
  if (!step.unread) {
    // It was a fair answer to what was asked: only something plainly else is taken out of it.
    if (slot === undefined) return false;
    if (isSocial(seen) && confidence >= 0.8 && said.length <= 4 && slot.choices === undefined) {
      return ["greet", "thanks", "help", "affirm"].includes(intent);
    }
    if (slot.free === true)
      return /[?？]$|吗$/.test(said) && said.length <= 24 && confidence >= 0.9 && !isSocial(seen);
    if (slot.choices !== undefined) return false;
    return (asks || isWish(said)) && confidence >= 0.85 && !isSocial(seen) && said.length >= 6;
  }
  if (isSocial(seen)) return confidence >= 0.7 && ["greet", "thanks", "help"].includes(intent);
  if (asks) return confidence >= 0.35;
  return confidence >= 0.9 && said.length >= 6 && isWish(said);
}
