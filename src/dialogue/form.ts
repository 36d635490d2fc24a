/**
 * Forms: the asking of all needed slots, one at a time, so that a customer can stop, ask something
 * else, go back, correct one field and go on where it was. A form is data; this file is its engine.
 * State lives in the session, which is stored with every turn: a killed process resumes mid-form.
 */
import { fold } from "../core/fold.ts";
import type { Choice, Effect } from "../core/outcome.ts";
import { type RequestKind, type ServiceRequest, statusNames } from "../core/request.ts";
import type { FormState } from "../core/session.ts";
import { type Correction, correctionIn } from "./correction.ts";
import { visible } from "./visible.ts";

export type SlotValue =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly message: string };

export interface Slot {
  readonly name: string;
  /** What the customer sees it called, and names it by when correcting it. */
  readonly label: string;
  readonly aliases?: readonly string[];
  /** What is asked. */
  readonly prompt: string | ((slots: Readonly<Record<string, string>>) => string);
  readonly choices?: readonly string[];
  /** Free text may look like a question without being a digression. */
  readonly free?: boolean;
  /** Checks and normalises what was given. */
  parse(text: string): SlotValue;
  /** Not asked when this holds. */
  skip?(slots: Readonly<Record<string, string>>): boolean;
}

export interface Form {
  readonly name: string;
  readonly title: string;
  readonly kind: RequestKind;
  /** Told before anything is asked: what is collected, what for, how to have it deleted. */
  readonly consent: string;
  slots(filled: Readonly<Record<string, string>>): readonly Slot[];
  /** Shown above the confirmation: what the answers mean, with its sources. */
  verdict?(slots: Readonly<Record<string, string>>): {
    readonly text: string;
    readonly passages: readonly string[];
  };
  /** Slots two requests must share to be one request made twice. */
  readonly sameBy: readonly string[];
}

export interface FormStep {
  readonly text: string;
  readonly choices: readonly Choice[];
  readonly effects: readonly Effect[];
  readonly passages: readonly string[];
  /** Undefined when the form is over. */
  readonly state: FormState | undefined;
  /** What is asked now; undefined when the form is over. */
  readonly slot: string | undefined;
  /** What the text gave was no answer to what was asked: the turn may read it as a question instead. */
  readonly unread: boolean;
  /** It was said to the form itself: a correction, or 「上一步」. */
  readonly command?: true;
}

export interface FormContext {
  readonly now: Date;
  readonly requests: readonly ServiceRequest[];
  receipt(): string;
}

const tail = "(?:了|吧|嘛|哈|噻|呗|哦|啊|的|，|,|。|\\.|!|！|~|\\s)*";
const yes = new RegExp(
  `^(?:是|是的|对|对头|对的|好|好的|好嘞|可以|行|得行|要得|同意|我同意|确认|确认提交|确认删除|确认撤回|确定|没问题|没错|提交|嗯|嗯嗯|ok|okay|yes|y|开始|同意,?开始|继续|登记|无误|正确|办|撤回|再提交一份)${tail}(?:提交|开始|同意|确认)?${tail}$`,
  "i",
);
const no = new RegExp(
  `^(?:不|不是|不对|不要|不行|不可以|不同意|我不同意|否|不用|不需要|算|no|n|不登记|不提交|先不提交|先不|暂不|不删|不删除|不撤|不撤回|别删|别撤|不愿意|不想)${tail}$`,
  "i",
);
const cancel =
  /^(?:我|那|还是)?(?:先)?(?:取消|退出|放弃|停止|结束|cancel|quit|\/cancel|算了|不(?:想)?(?:填|弄|办|登记|搞|整|核对|查|要))(?:登记|申请|填写|核对|这个|它)?(?:了|吧|啦|嘛|咯|哈)*(?:[,，]?(?:不(?:想)?(?:填|弄|办|登记|搞|整)了?|谢谢|算了))?[。.!！~]?$/i;
const back = /^(?:上一步|返回上一步|回到上一步|退回(?:上一步)?|上一项|返回|back)[。.!！]?$/i;

export function isYes(text: string): boolean {
  return yes.test(text.trim());
}

export function isNo(text: string): boolean {
  return no.test(text.trim());
}

/** Starts with consent; slots already said are kept and not asked again. */
export function startForm(form: Form, prefill: Readonly<Record<string, string>> = {}): FormStep {
  const filled: Record<string, string> = {};
  for (const slot of form.slots(prefill)) {
    const given = prefill[slot.name];
    if (given === undefined) continue;
    const read = slot.parse(given);
    if (read.ok) filled[slot.name] = read.value;
  }
  return step(`${form.consent}\n可以开始吗？`, yesNo("同意，开始", "不同意"), {
    form: form.name,
    slots: filled,
    at: "consent",
    misses: 0,
  });
}

/**
 * One message inside a form. `said`: its standard form, for commands and choices; `written`: as the
 * contact wrote it, for the values that are kept (names keep their capitals).
 */
export function continueForm(
  form: Form,
  state: FormState,
  said: string,
  written: string,
  context: FormContext,
): FormStep {
  if (cancel.test(said)) {
    return over(
      state.receipt === undefined
        ? `好的，${form.title}已取消，填过的内容不会提交。`
        : "好的，没有修改。",
    );
  }
  if (state.at === "consent") {
    if (isYes(said)) return next(form, { ...state, misses: 0 }, "好的。");
    if (isNo(said)) return over("好的，没有您的同意我不会收集任何信息。有别的问题可以继续问我。");
    return missed(form, state, "请回复「同意」开始，或「不同意」退出。");
  }
  const typed = visible(written);
  const corrected = correctionIn(applying(form, state.slots), state, said, typed);
  if (corrected !== undefined) return { ...correct(form, state, corrected), command: true };
  if (back.test(said)) return { ...goBack(form, state), command: true };
  if (state.at === "confirm" || state.at === "duplicate")
    return confirm(form, state, said, context);

  const slot = slotAt(form, state);
  if (slot === undefined) return next(form, state, "");
  const read = slot.parse(chosen(slot, said, typed));
  if (!read.ok) return missed(form, state, read.message);
  return next(
    form,
    { ...state, slots: { ...state.slots, [slot.name]: read.value }, misses: 0 },
    "",
  );
}

/** What is being asked, said again: after a digression, or on return. */
export function remind(form: Form, state: FormState): { text: string; choices: readonly Choice[] } {
  if (state.at === "consent")
    return { text: `${form.consent}\n可以开始吗？`, choices: yesNo("同意，开始", "不同意") };
  if (state.at === "confirm")
    return { text: `${summary(form, state.slots)}\n确认提交吗？`, choices: confirmChoices };
  if (state.at === "duplicate")
    return { text: "要再提交一份吗？", choices: yesNo("再提交一份", "不提交") };
  const slot = slotAt(form, state);
  return slot === undefined
    ? { text: "", choices: [] }
    : { text: promptOf(slot, state), choices: choicesOf(slot) };
}

const confirmChoices = [
  { label: "确认提交", text: "确认" },
  { label: "修改", text: "修改" },
  { label: "取消", text: "取消" },
];

/** The number belongs to nobody. */
export const exampleCorrection = "例如「电话改成13800000000」";

function confirm(form: Form, state: FormState, said: string, context: FormContext): FormStep {
  if (/^(?:修改|改|改一下|要改|有错|有误|不对)[。.!！]?$/.test(said)) {
    return step(
      `要改哪一项？也可以直接说，${exampleCorrection}。`,
      applying(form, state.slots).map(({ label }) => ({ label, text: `修改${label}` })),
      { ...state, at: "confirm" },
    );
  }
  if (isNo(said)) return over("好的，没有提交。需要时再叫我。");
  if (!isYes(said))
    return missed(form, state, "请回复「确认」提交、「修改」更正一项，或「取消」。");
  const slots = kept(form, state.slots);
  if (state.receipt !== undefined) {
    return over(`回执 ${state.receipt} 已更新。\n${summary(form, slots)}`, [
      { kind: "edit-request", receipt: state.receipt, slots },
    ]);
  }
  const twin = context.requests.find(
    (request) =>
      request.kind === form.kind &&
      request.status !== "withdrawn" &&
      request.status !== "declined" &&
      form.sameBy.every((name) => request.slots[name] === slots[name]),
  );
  if (twin !== undefined && state.at !== "duplicate") {
    return step(
      `您已有一份相同的${form.title}，回执 ${twin.receipt}，状态：${statusName(twin)}。还要再提交一份吗？`,
      yesNo("再提交一份", "不提交"),
      { ...state, at: "duplicate" },
    );
  }
  const request: ServiceRequest = {
    receipt: context.receipt(),
    kind: form.kind,
    status: "submitted",
    slots,
    createdAt: context.now,
    updatedAt: context.now,
  };
  return over(
    `${form.title}已登记，回执号 ${request.receipt}。\n随时说「我的申请」可以查看、修改或撤回；说「删除我的数据」可以全部删除。`,
    [{ kind: "file-request", request }],
  );
}

export function statusName({ status }: ServiceRequest): string {
  return statusNames[status];
}

/** A corrected field is set at once, or asked again; the rest stays. */
function correct(form: Form, state: FormState, { slot, value }: Correction): FormStep {
  if (value === undefined) return askAgain(state, slot);
  const read = slot.parse(chosen(slot, fold(value), value));
  if (!read.ok) return missed(form, state, read.message);
  const slots = { ...state.slots, [slot.name]: read.value };
  return next(form, { ...state, slots, misses: 0 }, `${slot.label}已改为「${read.value}」。`);
}

function askAgain(state: FormState, slot: Slot): FormStep {
  const { [slot.name]: _dropped, ...rest } = state.slots;
  return ask({ ...state, slots: rest, at: slot.name, misses: 0 }, slot, "");
}

function goBack(form: Form, state: FormState): FormStep {
  const slots = applying(form, state.slots);
  const here = slots.findIndex(({ name }) => name === state.at);
  const before = here < 0 ? slots : slots.slice(0, here);
  const last = before.filter(({ name }) => state.slots[name] !== undefined).at(-1);
  if (last === undefined) {
    const again = remind(form, state);
    return step(`已经是第一步了。\n${again.text}`, again.choices, state);
  }
  return askAgain(state, last);
}

function next(form: Form, state: FormState, lead: string): FormStep {
  const open = applying(form, state.slots).find(({ name }) => state.slots[name] === undefined);
  if (open !== undefined) return ask(state, open, lead);
  const verdict = form.verdict?.(kept(form, state.slots));
  const text = [lead, verdict?.text ?? "", summary(form, state.slots), "确认提交吗？"]
    .filter((part) => part !== "")
    .join("\n");
  return {
    ...step(text, confirmChoices, { ...state, at: "confirm", misses: 0 }),
    passages: verdict?.passages ?? [],
  };
}

function ask(state: FormState, slot: Slot, lead: string): FormStep {
  const asked = { ...state, at: slot.name };
  return step(
    [lead, promptOf(slot, asked)].filter((part) => part !== "").join("\n"),
    choicesOf(slot),
    asked,
  );
}

function missed(form: Form, state: FormState, message: string): FormStep {
  const misses = state.misses + 1;
  const hint = misses >= 3 ? "（说「取消」可以退出，说「转人工」我会记下您想找服务人员。）" : "";
  const slot = slotAt(form, state);
  const again = slot?.choices === undefined ? "" : promptOf(slot, state);
  const text = [message, again, hint].filter((part) => part !== "").join("\n");
  return { ...step(text, remind(form, state).choices, { ...state, misses }), unread: true };
}

/** What will be handed in, one line a field. */
export function summary(form: Form, slots: Readonly<Record<string, string>>): string {
  return [`${form.title}：`, ...fieldLines(form, slots)].join("\n");
}

/** The fields a form holds, each behind its label. */
export function fieldLines(form: Form, slots: Readonly<Record<string, string>>): string[] {
  return fields(form, slots).map(({ label, value }) => `· ${label}：${value}`);
}

/** The fields a form holds, in the words and the order of the form. */
export function fields(
  form: Form,
  slots: Readonly<Record<string, string>>,
): { readonly label: string; readonly value: string }[] {
  const values = kept(form, slots);
  return applying(form, slots).flatMap(({ name, label }) => {
    const value = values[name];
    return value === undefined ? [] : [{ label, value }];
  });
}

/** Slots that these answers call for: another project or field calls for others. */
function applying(form: Form, slots: Readonly<Record<string, string>>): Slot[] {
  return form.slots(slots).filter((slot) => slot.skip?.(slots) !== true);
}

/** The answers to slots that apply; an answer from before a correction may not. */
function kept(form: Form, slots: Readonly<Record<string, string>>): Record<string, string> {
  const names = new Set(applying(form, slots).map(({ name }) => name));
  return Object.fromEntries(Object.entries(slots).filter(([name]) => names.has(name)));
}

function slotAt(form: Form, state: FormState): Slot | undefined {
  return form.slots(state.slots).find(({ name }) => name === state.at);
}

function promptOf(slot: Slot, state: FormState): string {
  return typeof slot.prompt === "string" ? slot.prompt : slot.prompt(state.slots);
}

function choicesOf(slot: Slot): Choice[] {
  return (slot.choices ?? []).map((label) => ({ label, text: label }));
}

/** 「2」「第二个」 name a choice by its place. */
function chosen(slot: Slot, said: string, written: string): string {
  if (slot.choices === undefined) return written;
  const place = /^(?:选?第?)?([1-9一二三四五六七八九])(?:个|项|号)?[。.]?$/.exec(said)?.[1];
  if (place === undefined) return said;
  const at = /\d/.test(place) ? Number(place) : "一二三四五六七八九".indexOf(place) + 1;
  return slot.choices[at - 1] ?? said;
}

function yesNo(agree: string, refuse: string): Choice[] {
  return [
    { label: agree, text: "同意" },
    { label: refuse, text: "不同意" },
  ];
}

function step(text: string, choices: readonly Choice[], state: FormState): FormStep {
  return { text, choices, effects: [], passages: [], state, slot: state.at, unread: false };
}

function over(text: string, effects: readonly Effect[] = []): FormStep {
  return {
    text,
    choices: [],
    effects,
    passages: [],
    state: undefined,
    slot: undefined,
    unread: false,
  };
}
