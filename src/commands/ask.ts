import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { z } from "zod";
import { loadAssistant } from "../app.ts";
import { environmentConfig } from "../config.ts";
import { ZhiwenError } from "../core/errors.ts";
import { type Asked, createConversations } from "../evaluation/conversations.ts";

const line = z.object({
  id: z.union([z.string(), z.number()]),
  text: z.string(),
  conversation: z.string().optional(),
});

/** `ask QUESTION`, or `ask --jsonl`: one object a line in and out, in order. */
export async function ask(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { jsonl: { type: "boolean" }, now: { type: "string" } },
    allowPositionals: true,
  });
  const now = clock(values.now);
  const conversations = await createConversations(loadAssistant(environmentConfig()), now);
  try {
    if (values.jsonl !== true) return await once(positionals.join(" "), conversations.ask);
    let failed = 0;
    let number = 0;
    for await (const text of createInterface({
      input: process.stdin,
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      number += 1;
      if (text.trim() === "") continue;
      // Windows editors begin a file with a byte order mark, which is no JSON.
      const read = readLine(number === 1 ? text.replace(/^\ufeff/, "") : text);
      if ("error" in read) {
        failed += 1;
        print({ id: read.id, error: `line ${number}: ${read.error}` });
        continue;
      }
      const started = performance.now();
      const reply = await conversations.ask(read.text, read.conversation ?? `line ${number}`);
      print({
        id: read.id,
        text: reply.text,
        intent: reply.intent,
        confidence: Math.round(reply.confidence * 1000) / 1000,
        outcome: reply.outcome,
        citations: reply.citations,
        ...(reply.choices.length === 0 ? {} : { choices: reply.choices }),
        ms: Math.round((performance.now() - started) * 10) / 10,
      });
    }
    return failed === 0 ? 0 : 1;
  } finally {
    await conversations.close();
  }
}

async function once(
  question: string,
  put: (text: string, conversation: string) => Promise<Asked>,
): Promise<number> {
  if (question.trim() === "")
    throw new ZhiwenError(
      "ask",
      "no question given",
      'write it behind: zhiwen ask "快维中心能补多少？"',
    );
  const { text, citations } = await put(question, "ask");
  process.stdout.write(`${text}\n`);
  for (const { document, section, date } of citations)
    process.stdout.write(`　出处：${document} · ${section} · ${date}\n`);
  return 0;
}

function readLine(
  text: string,
): z.output<typeof line> | { readonly id: string | number | null; readonly error: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { id: null, error: 'not JSON; write {"id":"q1","text":"…"}' };
  }
  const read = line.safeParse(value);
  if (read.success) return read.data;
  const given = typeof value === "object" && value !== null && "id" in value ? value.id : null;
  const [issue] = read.error.issues;
  return {
    id: typeof given === "string" || typeof given === "number" ? given : null,
    error: `${issue?.path.join(".") || "the line"}: ${issue?.message}`,
  };
}

/** `--now 2026-11-21` is noon of that day in Chongqing; without it, the clock. */
function clock(day: string | undefined): () => Date {
  if (day === undefined) return () => new Date();
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? `${day}T12:00:00+08:00` : day;
  if (Number.isNaN(Date.parse(time)))
    throw new ZhiwenError("ask", `--now ${day} is no date`, "write it as 2026-11-21");
  return () => new Date(time);
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
