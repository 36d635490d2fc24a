import { clean } from "../../src/answering/standard.ts";
import type { Choice } from "../../src/core/outcome.ts";
import type { ServiceRequest } from "../../src/core/request.ts";
import type { FormState } from "../../src/core/session.ts";
import {
  continueForm,
  type Form,
  type FormContext,
  type FormStep,
  startForm,
} from "../../src/dialogue/form.ts";
import { pick } from "../../src/dialogue/pick.ts";
import { company, oneOf, phone, plainText } from "../../src/dialogue/slots.ts";

/** A form of its own, so that the engine is tested apart from what the bot happens to ask. */
export const orderForm: Form = {
  name: "order",
  title: "样本登记",
  kind: "expert",
  consent: "只用于测试。",
  slots: (filled) => [
    company,
    oneOf({ name: "field", label: "领域", prompt: "哪个领域？" }, [
      { value: "工艺" },
      { value: "设备" },
    ]),
    {
      name: "machine",
      label: "设备型号",
      prompt: "什么型号？",
      skip: () => filled["field"] !== "设备",
      parse: (text) => plainText(text, "设备型号", 2, 20),
    },
    phone,
  ],
  sameBy: ["company", "field"],
  verdict: () => ({ text: "核对完毕。", passages: ["document/clause"] }),
};

export const receipt = "ZW-20261121-ABC234";

export function context(requests: readonly ServiceRequest[] = []): FormContext {
  return { now: new Date("2026-11-21T04:00:00Z"), requests, receipt: () => receipt };
}

export const filed: ServiceRequest = {
  receipt: "ZW-20261120-XYZ789",
  kind: "expert",
  status: "submitted",
  slots: { company: "重庆知问科技有限公司", field: "工艺", phone: "13800138000" },
  createdAt: new Date("2026-11-20T04:00:00Z"),
  updatedAt: new Date("2026-11-20T04:00:00Z"),
};

/** One message in the given state, read the way a turn reads it before the form sees it. */
export function answer(
  state: FormState,
  text: string,
  offered: readonly Choice[] = [],
  requests: readonly ServiceRequest[] = [],
): FormStep {
  const raw = clean(text);
  const said = pick(raw, offered);
  return continueForm(orderForm, state, said, said === raw ? text : said, context(requests));
}

/**
 * The step after `messages`, from the start. Between any two of them the state goes through JSON,
 * as it does when the process is killed and another takes over.
 */
export function stepAfter(
  messages: readonly string[],
  requests: readonly ServiceRequest[] = [],
): FormStep {
  let step = startForm(orderForm);
  for (const text of messages) {
    if (step.state === undefined) throw new Error(`the form was over before 「${text}」`);
    const kept = JSON.parse(JSON.stringify(step.state)) as FormState;
    step = answer(kept, text, step.choices, requests);
  }
  return step;
}

export const complete = ["同意", "重庆知问科技有限公司", "工艺", "13800138000"] as const;
