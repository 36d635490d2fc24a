/**
 * Forms: the asking of all needed slots, one at a time, so that a customer can stop, ask something
 * else, go back, correct one field and go on where it was. A form is data; this file is its engine.
 * State lives in the session, which is stored with every turn: a killed process resumes mid-form.
 */
import type { Choice, Effect } from "../core/outcome.ts";
import type { RequestKind, ServiceRequest } from "../core/request.ts";
import type { FormState } from "../core/session.ts";

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
  const kept: Record<string, string> = {};
  for (const slot of form.slots(prefill)) {
    const given = prefill[slot.name];
    if (given === undefined) continue;
    const read = slot.parse(given);
    if (read.ok) kept[slot.name] = read.value;
  }
  return step(`${form.consent}\n可以开始吗？`, yesNo("同意，开始", "不同意"), {
    form: form.name,
    slots: kept,
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
  const corrected = correction(form, state, said, written);
  if (corrected !== undefined) return corrected;
  if (back.test(said)) return goBack(form, state);
  if (state.at === "confirm" || state.at === "duplicate")
    return confirm(form, state, said, context);

  const slot = slotAt(form, state);
  if (slot === undefined) return next(form, state, "");
  const read = slot.parse(chosen(slot, said, written));
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

function confirm(form: Form, state: FormState, said: string, context: FormContext): FormStep {
  if (/^(?:修改|改|改一下|要改|有错|有误|不对)[。.!！]?$/.test(said)) {
    const labels = form.slots(state.slots).filter((slot) => slot.skip?.(state.slots) !== true);
    return step(
      "要改哪一项？也可以直接说，例如「电话改成13800000000」。",
      labels.map(({ label }) => ({ label, text: `修改${label}` })),
      { ...state, at: "confirm" },
    );
  }
  if (isNo(said)) return over("好的，没有提交。需要时再叫我。");
  if (!isYes(said))
    return missed(form, state, "请回复「确认」提交、「修改」更正一项，或「取消」。");
  if (state.receipt !== undefined) {
    return over(`回执 ${state.receipt} 已更新。\n${summary(form, state.slots)}`, [
      { kind: "edit-request", receipt: state.receipt, slots: state.slots },
    ]);
  }
  const twin = context.requests.find(
    (request) =>
      request.kind === form.kind &&
      request.status !== "withdrawn" &&
      form.sameBy.every((name) => request.slots[name] === state.slots[name]),
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
    slots: state.slots,
    createdAt: context.now,
    updatedAt: context.now,
  };
  return over(
    `${form.title}已登记，回执号 ${request.receipt}。\n随时说「我的申请」可以查看、修改或撤回；说「删除我的数据」可以全部删除。`,
    [{ kind: "file-request", request }],
  );
}

const statusNames = {
  submitted: "已提交",
  accepted: "已受理",
  done: "已办结",
  withdrawn: "已撤回",
} as const;

export function statusName({ status }: ServiceRequest): string {
  return statusNames[status];
}

/** 「电话改成…」 sets the field at once; 「修改电话」「电话填错了」 asks it again. */
function correction(
  form: Form,
  state: FormState,
  said: string,
  written: string,
): FormStep | undefined {
  for (const slot of form.slots(state.slots)) {
    if (state.slots[slot.name] === undefined) continue;
    const names = [slot.label, ...(slot.aliases ?? [])].map(RegExp.escape).join("|");
    const wrong = "(?:填错|写错|弄错|搞错|错|不对|有误|要改)了?";
    const set = new RegExp(
      `^(?:不对|错了|不是)?[,，、 ]*(?:请)?(?:把|将|我的)?(?:${names})(?:号码?)?(?:${wrong}[,，、 ]*)?(?:改成|改为|换成|应该是|应为|更正为|改到|应该填|是(?=.{2}))[：:，, ]*(.+)$`,
      "u",
    ).exec(written.trim().normalize("NFKC"));
    const value = set?.[1]?.trim();
    const isCorrection = value !== undefined && (state.at !== slot.name || /改|错|应/.test(said));
    if (isCorrection && correcting(said, slot, state)) {
      const read = slot.parse(chosen(slot, value, value));
      if (!read.ok) return missed(form, state, read.message);
      const slots = { ...state.slots, [slot.name]: read.value };
      return next(form, { ...state, slots, misses: 0 }, `${slot.label}已改为「${read.value}」。`);
    }
    const again = new RegExp(
      `^(?:请)?(?:修改|改一?下?|重填|更正|更改|换一?下?)(?:一下)?(?:${names})(?:吧|嘛|哈)?$|^(?:${names})(?:${wrong})[。.!！]?$`,
      "u",
    );
    if (again.test(said)) {
      const { [slot.name]: _dropped, ...rest } = state.slots;
      return ask({ ...state, slots: rest, at: slot.name, misses: 0 }, slot, "");
    }
  }
  // At the confirmation a field's name alone says which one is to be changed.
  if (state.at === "confirm") {
    const named = form
      .slots(state.slots)
      .find(({ label, aliases = [] }) => [label, ...aliases].includes(said));
    if (named !== undefined) {
      const { [named.name]: _dropped, ...rest } = state.slots;
      return ask({ ...state, slots: rest, at: named.name, misses: 0 }, named, "");
    }
  }
  return undefined;
}

/** 「电话是…」 corrects only what was given before; said in answer to another question it may be the answer. */
function correcting(said: string, slot: Slot, state: FormState): boolean {
  if (/改|换|错|应该|应为|更正|不对/.test(said)) return true;
  return state.at === "confirm" && state.slots[slot.name] !== undefined;
}

function goBack(form: Form, state: FormState): FormStep {
  const slots = form.slots(state.slots);
  const here = slots.findIndex(({ name }) => name === state.at);
  const before = here < 0 ? slots : slots.slice(0, here);
  const last = before.filter(({ name }) => state.slots[name] !== undefined).at(-1);
  if (last === undefined) {
    const again = remind(form, state);
    return step(`已经是第一步了。\n${again.text}`, again.choices, state);
  }
  const { [last.name]: _dropped, ...rest } = state.slots;
  return ask({ ...state, slots: rest, at: last.name, misses: 0 }, last, "");
}

function next(form: Form, state: FormState, lead: string): FormStep {
  const open = form
    .slots(state.slots)
    .find((slot) => state.slots[slot.name] === undefined && slot.skip?.(state.slots) !== true);
  if (open !== undefined) return ask(state, open, lead);
  const verdict = form.verdict?.(state.slots);
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
  const hint = misses >= 3 ? "（说「取消」可以退出，说「转人工」找服务人员。）" : "";
  const slot = slotAt(form, state);
  const again = slot?.choices === undefined ? "" : promptOf(slot, state);
  const text = [message, again, hint].filter((part) => part !== "").join("\n");
  return { ...step(text, remind(form, state).choices, { ...state, misses }), unread: true };
}

/** What will be handed in, one line a field. */
export function summary(form: Form, slots: Readonly<Record<string, string>>): string {
  const lines = form
    .slots(slots)
    .filter(({ name }) => slots[name] !== undefined)
    .map(({ name, label }) => `· ${label}：${slots[name]}`);
  return [`${form.title}：`, ...lines].join("\n");
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
