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

const yes =
  /^(?:是|是的|对|对的|好|好的|好嘞|可以|行|要得|同意|我同意|确认|确定|没问题|没错|提交|嗯|嗯嗯|ok|okay|yes|y|开始|继续|登记|无误|正确)[。.!！~]?$/i;
const no =
  /^(?:不|不是|不对|不要|不行|不可以|不同意|我不同意|否|不用|不用了|不需要|算了|no|n|不登记|不提交|先不)[了。.!！~]?$/i;
const cancel =
  /^(?:取消|退出|不填了|不弄了|不办了|不登记了|算了|算了吧|停止|结束|不想填了|取消登记|取消申请|放弃|cancel|quit|\/cancel)[。.!！~]?$/i;
const back = /^(?:上一步|返回上一步|回到上一步|退回|上一项|back)[。.!！]?$/i;

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

/** One message inside a form. */
export function continueForm(
  form: Form,
  state: FormState,
  text: string,
  context: FormContext,
): FormStep {
  const said = text.trim();
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
  const corrected = correction(form, state, said);
  if (corrected !== undefined) return corrected;
  if (back.test(said)) return goBack(form, state);
  if (state.at === "confirm" || state.at === "duplicate")
    return confirm(form, state, said, context);

  const slot = slotAt(form, state);
  if (slot === undefined) return next(form, state, "");
  const read = slot.parse(chosen(slot, said));
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
function correction(form: Form, state: FormState, said: string): FormStep | undefined {
  for (const slot of form.slots(state.slots)) {
    if (state.slots[slot.name] === undefined) continue;
    const names = [slot.label, ...(slot.aliases ?? [])].map(RegExp.escape).join("|");
    const set = new RegExp(
      `^(?:把|将|我的)?(?:${names})(?:号码?)?(?:改成|改为|换成|应该是|应为|更正为|改到)[：:，, ]*(.+)$`,
      "u",
    ).exec(said);
    if (set?.[1] !== undefined) {
      const read = slot.parse(chosen(slot, set[1].trim()));
      if (!read.ok) return missed(form, state, read.message);
      return next(
        form,
        { ...state, slots: { ...state.slots, [slot.name]: read.value }, misses: 0 },
        `${slot.label}已改为「${read.value}」。`,
      );
    }
    if (
      new RegExp(
        `^(?:修改|改一?下?|重填|更正|更改)(?:${names})$|^(?:${names})(?:填错了?|错了|不对|写错了?|要改|有误)$`,
        "u",
      ).test(said)
    ) {
      const { [slot.name]: _dropped, ...rest } = state.slots;
      return ask(form, { ...state, slots: rest, at: slot.name, misses: 0 }, slot, "");
    }
  }
  return undefined;
}

function goBack(form: Form, state: FormState): FormStep {
  const filled = form
    .slots(state.slots)
    .filter(({ name }) => state.slots[name] !== undefined && name !== state.at);
  const last = filled.at(-1);
  if (last === undefined)
    return step(
      `已经是第一步了。\n${remind(form, state).text}`,
      remind(form, state).choices,
      state,
    );
  const { [last.name]: _dropped, ...rest } = state.slots;
  return ask(form, { ...state, slots: rest, at: last.name, misses: 0 }, last, "");
}

function next(form: Form, state: FormState, lead: string): FormStep {
  const open = form
    .slots(state.slots)
    .find((slot) => state.slots[slot.name] === undefined && slot.skip?.(state.slots) !== true);
  if (open !== undefined) return ask(form, state, open, lead);
  const verdict = form.verdict?.(state.slots);
  const text = [lead, verdict?.text ?? "", summary(form, state.slots), "确认提交吗？"]
    .filter((part) => part !== "")
    .join("\n");
  return {
    ...step(text, confirmChoices, { ...state, at: "confirm", misses: 0 }),
    passages: verdict?.passages ?? [],
  };
}

function ask(_form: Form, state: FormState, slot: Slot, lead: string): FormStep {
  const asked = { ...state, at: slot.name };
  return step(
    [lead, promptOf(slot, asked)].filter((part) => part !== "").join("\n"),
    choicesOf(slot),
    asked,
  );
}

function missed(form: Form, state: FormState, message: string): FormStep {
  const misses = state.misses + 1;
  const hint = misses >= 3 ? "\n（说「取消」可以退出，说「转人工」找服务人员。）" : "";
  return {
    ...step(`${message}${hint}`, remind(form, state).choices, { ...state, misses }),
    unread: true,
  };
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
function chosen(slot: Slot, said: string): string {
  if (slot.choices === undefined) return said;
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
