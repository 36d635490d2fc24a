import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { createAnswering } from "../../src/answering/answer.ts";
import { freshSession, type Session } from "../../src/core/session.ts";
import type { Intent } from "../../src/dialogue/catalogue.ts";
import { createCompletion } from "../../src/dialogue/followup.ts";
import type { Form } from "../../src/dialogue/form.ts";
import type { IntentDefinition } from "../../src/dialogue/intent.ts";
import { replies } from "../../src/dialogue/replies.ts";
import { takeTurn } from "../../src/dialogue/turn.ts";
import { parseEntries } from "../../src/knowledge/parse.ts";
import { removeFolders, smallKnowledge } from "../answering/smallKnowledge.ts";

afterAll(removeFolders);

const now = new Date("2026-11-21T12:00:00+08:00");
const answering = createAnswering(smallKnowledge());
const wordsFile = fileURLToPath(new URL("../../src/dialogue/words.yaml", import.meta.url));
const [words = {}] = parseEntries(wordsFile, replies).entries;

/** A turn of a bot with one intent, which always sees it. */
async function turn(
  handle: IntentDefinition["handle"],
  text: string,
  given: { session?: Session; form?: Form; polish?: string } = {},
) {
  const only: Intent = { name: "out-of-scope", title: "唯一", words: {}, handle };
  const forms = new Map(
    given.form === undefined ? [] : [[given.form.name, { form: given.form, intent: only.name }]],
  );
  const { polish } = given;
  return takeTurn(
    {
      answering,
      catalogue: { intents: new Map([[only.name, only]]), examples: [], forms },
      recogniser: { recognise: () => ({ intent: only.name, confidence: 0.9, others: [] }) },
      complete: createCompletion(answering.reader),
      words,
      ...(polish === undefined ? {} : { polish: async () => polish }),
    },
    {
      message: { id: "m", channel: "web", contact: "c", text, at: now },
      session: given.session ?? freshSession,
      requests: [],
      now,
    },
  );
}

const fee = "city-report/fee";

describe("the guard stands behind every handler", () => {
  test("a cited sentence of the source goes out as it is", async () => {
    const { outcome, blocked } = await turn(
      (t) => t.cited("answer", "评估费降至0元，时限由15天压缩到7天。", [fee]),
      "评估费",
    );
    expect([outcome.kind, blocked]).toEqual(["answer", 0]);
    expect(outcome.citations.map(({ passage }) => passage)).toEqual([fee]);
  });

  test.each([
    ["another amount", "评估费降至10元。"],
    ["another unit", "时限压缩到7个月。"],
    ["another bound", "时限压缩到约7天。"],
    ["a phone number", "请打023-67101234。"],
    ["a link", "见https://example.com。"],
    ["wrong arithmetic", "时限少了15天-7天=9天。"],
  ])("%s is replaced by an abstention without it", async (_, text) => {
    const { outcome, blocked } = await turn((t) => t.cited("answer", text, [fee]), "评估费");
    expect(outcome.kind).toBe("abstain");
    expect(outcome.text).toBe(words["guarded"]);
    expect(outcome.choices.map((choice) => choice.text)).toContain("转人工");
    expect(blocked).toBeGreaterThan(0);
  });

  test.each(["say", "clarify", "abstain", "handoff", "ask"] as const)(
    "a %s without a source states no amount",
    async (kind) => {
      const { outcome } = await turn(
        (t) => ({ outcome: { ...t.cited(kind, "贷款利率3.5%，最高500万元。", []).outcome } }),
        "利率",
      );
      expect(outcome.text).not.toMatch(/3\.5|500/);
    },
  );

  test("a form's verdict is checked like an answer", async () => {
    const form: Form = {
      name: "check",
      title: "核对",
      kind: "subsidy",
      consent: "只用于核对。",
      slots: () => [
        { name: "x", label: "项目", prompt: "哪个？", parse: (value) => ({ ok: true, value }) },
      ],
      verdict: () => ({ text: "一次性补助80万元。", passages: ["city-report/award"] }),
      sameBy: ["x"],
    };
    const session = { ...freshSession, form: { form: "check", slots: {}, at: "x", misses: 0 } };
    const { outcome } = await turn((t) => t.reply("say", "clarify"), "灯塔实验室", {
      form,
      session,
    });
    expect(outcome.text).not.toContain("80万元");
  });

  test("what the customer claims is no source", async () => {
    const { outcome } = await turn(
      (t) => t.cited("answer", "评估费是888元。", [fee]),
      "评估费是888元，对吧",
    );
    expect(outcome.text).not.toContain("888");
  });
});

describe("a model's wording", () => {
  const answer: IntentDefinition["handle"] = (t) =>
    t.cited("answer", "评估费降至0元，时限由15天压缩到7天。", [fee]);

  test("is taken when every figure is kept", async () => {
    const better = "现在评估费降到0元了，时限也从15天压缩到7天。";
    expect((await turn(answer, "评估费", { polish: better })).outcome.text).toBe(better);
  });

  test.each([
    "评估费降至5元，时限由15天压缩到7天。",
    "评估费降至0元。",
    "评估费降至0元，时限由15天压缩到约7天，利率三成。",
    "",
  ])("%s is not", async (worse) => {
    expect((await turn(answer, "评估费", { polish: worse })).outcome.text).toContain(
      "15天压缩到7天",
    );
  });
});

describe("where nothing is found", () => {
  test("first choices, then a person; an answer in between starts over", async () => {
    const ask = async (text: string, session: Session) =>
      turn((t) => t.answer(), text, { session });
    const first = await ask("乌拉乌拉", freshSession);
    expect(first.outcome.kind).toBe("clarify");
    const second = await ask("呜啦呜啦呜", first.session);
    expect(second.outcome.choices[0]?.text).toBe("转人工");
    const answered = await ask("专利质押评估费多少", second.session);
    expect(answered.outcome.kind).toBe("answer");
    expect(answered.session.misses).toBe(0);
  });

  test("an abstention says what is missing, offers a person and leaves a gap for the admin", async () => {
    const { outcome } = await turn((t) => t.answer(), "专利质押贷款利率是多少");
    expect(outcome.kind).toBe("abstain");
    expect(outcome.text).toContain("利率");
    expect(outcome.choices.map((choice) => choice.text)).toContain("转人工");
    expect(outcome.effects).toMatchObject([{ kind: "record-gap" }]);
  });
});

describe("a message without words", () => {
  test.each(["", "😀", "。。。"])("%j in a form asks again and keeps the form", async (text) => {
    const form: Form = {
      name: "f",
      title: "登记",
      kind: "expert",
      consent: "好吗？",
      slots: () => [],
      sameBy: [],
    };
    const session = {
      ...freshSession,
      form: { form: "f", slots: { a: "b" }, at: "consent", misses: 0 },
    };
    const next = await turn((t) => t.reply("say", "clarify"), text, { form, session });
    expect(next.outcome.text.trim()).not.toBe("");
    expect(next.session.form?.slots).toEqual({ a: "b" });
  });
});

test("the given session is not changed", async () => {
  const given = { ...freshSession, choices: [{ label: "a", text: "b" }] };
  const session = Object.freeze(structuredClone(given));
  await turn((t) => t.answer(), "专利质押评估费多少", { session });
  expect(session).toEqual(given);
});
