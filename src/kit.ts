/**
 * The one module an intent imports, as #kit: what it needs to say what the contact wants, and
 * nothing that could send, store or read the environment.
 */

export { z } from "zod";
export type { Answering } from "./answering/answer.ts";
export {
  calculate,
  calculateDifference,
  calculateSum,
  idOf,
  type NamedProject,
  projectsNamed,
  verdictText,
} from "./answering/subsidy.ts";
export { dayIn } from "./core/day.ts";
export type { Choice, Effect } from "./core/outcome.ts";
export { kindNames, type ServiceRequest } from "./core/request.ts";
export { freshSession } from "./core/session.ts";
export type { Form, Slot } from "./dialogue/form.ts";
export { isNo, isYes, statusName, summary } from "./dialogue/form.ts";
export {
  type Decision,
  defineIntent,
  type IntentDefinition,
  type Turn,
} from "./dialogue/intent.ts";
export {
  company,
  contactName,
  district,
  oneOf,
  phone,
  plainText,
  threeWay,
} from "./dialogue/slots.ts";
export { receiptIn } from "./requests/receipt.ts";
