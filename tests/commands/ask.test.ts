import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { outcomeKinds } from "../../src/core/outcome.ts";
import { removeFolders } from "../answering/smallKnowledge.ts";
import { type Ran, smallEnvironment, zhiwen } from "./zhiwen.ts";

afterAll(removeFolders);

interface Row {
  readonly id: string | number | null;
  readonly text?: string;
  readonly outcome?: string;
  readonly error?: string;
  readonly confidence?: number;
  readonly intent?: string;
  readonly ms?: number;
  readonly citations?: readonly Record<string, string>[];
}

const question = (id: string | number, text: string, conversation?: string) =>
  JSON.stringify({ id, text, ...(conversation === undefined ? {} : { conversation }) });

const lines = [
  question("first", "东岸区2024年有效注册商标多少件", "c1"),
  question("alone", "那西岸呢？"),
  question("follow-up", "那西岸呢？", "c1"),
  "",
  "not json at all",
  '{"id":"no-text"}',
  '{"text":"no id"}',
  "[1,2]",
  "null",
  question(7, "东岸区今年有效注册商标多少件"),
  question("empty", ""),
  '{"id":"surrogate","text":"\\ud83d专利质押评估费多少"}',
  question("long", "专利".repeat(200_000)),
  JSON.stringify({ id: "extra", text: "专利质押评估费多少", more: { a: 1 } }),
];

let ran: Ran;
let rows: Row[];
beforeAll(async () => {
  ran = await zhiwen(
    ["ask", "--jsonl", "--now", "2024-11-21"],
    smallEnvironment(),
    `${lines.join("\n")}\n`,
  );
  rows = ran.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Row);
});

const row = (id: string | number) => {
  const found = rows.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no row ${id}: ${ran.stdout} ${ran.stderr}`);
  return found;
};

describe("ask --jsonl", () => {
  test("answers every line that is not blank, in order, and writes nothing else", () => {
    expect(rows.map(({ id }) => id)).toEqual([
      "first",
      "alone",
      "follow-up",
      null,
      "no-text",
      null,
      null,
      null,
      7,
      "empty",
      "surrogate",
      "long",
      "extra",
    ]);
    expect(ran.stderr).toBe("");
  });

  test("gives the fields of the contract", () => {
    const first = row("first");
    for (const field of ["id", "text", "intent", "confidence", "outcome", "citations", "ms"])
      expect(first).toHaveProperty(field);
    expect(first.text).toContain("3.2万件");
    expect(first.outcome).toBe("answer");
    expect(first.citations).toEqual([
      {
        document: "《东岸区专利强区方案》",
        section: "现状",
        date: "2025-06-16",
        passage: "east-plan/trademarks",
      },
    ]);
  });

  test("every reply has words, a known outcome and a confidence from 0 to 1", () => {
    for (const { error, text, outcome, confidence, ms } of rows) {
      if (error !== undefined) continue;
      expect(text?.trim()).not.toBe("");
      expect(outcomeKinds).toContain(outcome);
      expect(confidence).toBeGreaterThanOrEqual(0);
      expect(confidence).toBeLessThanOrEqual(1);
      expect(ms).toBeGreaterThanOrEqual(0);
    }
  });

  test("lines of one conversation share a session, others do not", () => {
    expect(row("follow-up").text).toContain("1.4万件");
    expect(row("alone").text).not.toContain("1.4万件");
  });

  test("a bad line names its number and what is wrong; the lines behind it are answered", () => {
    const errors = rows.flatMap(({ error }) => (error === undefined ? [] : [error]));
    expect(errors.map((error) => /line (\d+)/.exec(error)?.[1])).toEqual(["5", "6", "7", "8", "9"]);
    expect(errors[0]).toMatch(/JSON/);
    expect(errors[1]).toMatch(/text/);
    expect(errors[2]).toMatch(/id/);
    expect(row("extra").outcome).toBe("answer");
  });

  test("a bad line makes the exit code 1", () => expect(ran.code).toBe(1));

  test("--now is the clock: 今年 is the year of it", () => {
    expect(row(7).text).toContain("3.2万件");
  });
});

describe("ask", () => {
  test("--now in another year gives another answer, good lines only exit 0", async () => {
    const input = question("x", "东岸区今年有效注册商标多少件");
    const { code, stdout } = await zhiwen(
      ["ask", "--jsonl", "--now", "2026-11-21"],
      smallEnvironment(),
      input,
    );
    expect(code).toBe(0);
    expect(stdout).not.toContain("3.2万件");
  });

  test("a byte order mark, as Windows writes it, is no part of the first line", async () => {
    const input = `\ufeff${question("x", "专利质押评估费多少")}\r\n`;
    const { code, stdout } = await zhiwen(["ask", "--jsonl"], smallEnvironment(), input);
    expect(stdout).toContain('"id":"x"');
    expect(code).toBe(0);
  });

  test("one question, with its source", async () => {
    const { code, stdout } = await zhiwen(["ask", "专利质押评估费多少"], smallEnvironment());
    expect(code).toBe(0);
    expect(stdout).toContain("0元");
    expect(stdout).toContain("《鹏城专利工作年度报告》");
  });

  test("no question, a day that is none and an unknown option say what to write", async () => {
    const tries = [["ask"], ["ask", "--now", "2026-13-45", "x"], ["ask", "--no-such", "x"]];
    const all = await Promise.all(tries.map((args) => zhiwen(args, smallEnvironment())));
    for (const { code, stdout, stderr } of all) {
      expect(code).not.toBe(0);
      expect(stdout).toBe("");
      expect(stderr).not.toMatch(/\n\s+at /);
    }
    expect(all.map(({ stderr }) => stderr)).toEqual([
      expect.stringMatching(/zhiwen ask "/),
      expect.stringMatching(/2026-13-45.*write it as/),
      expect.stringMatching(/usage: zhiwen ask/),
    ]);
  });
});
