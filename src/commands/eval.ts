import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { loadAssistant } from "../app.ts";
import { environmentConfig } from "../config.ts";
import { ZhiwenError } from "../core/errors.ts";
import { cardOf, cardText, putAll } from "../evaluation/card.ts";
import { createConversations } from "../evaluation/conversations.ts";
import { readGolden } from "../evaluation/golden.ts";
import { problemText } from "../knowledge/problem.ts";

const golden = fileURLToPath(new URL("../../tests/golden", import.meta.url));

/** The day the golden questions are asked on. */
export const goldenDay = new Date("2026-11-21T12:00:00+08:00");

/** `eval`: the quality card; `--misses` lists what went wrong, of the open half only. */
export async function evaluate(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { write: { type: "boolean" }, misses: { type: "boolean" }, data: { type: "string" } },
  });
  const { questions, problems } = readGolden(values.data ?? golden);
  if (problems.length > 0)
    throw new ZhiwenError(
      "eval",
      problems.map(problemText).join("\n"),
      "mend the golden questions",
    );
  const assistant = loadAssistant(environmentConfig());
  const conversations = await createConversations(assistant, () => goldenDay);
  const results = await putAll(questions, conversations, assistant.answering.knowledge);
  await conversations.close();
  if (values.misses === true) {
    // The held half stays unseen by whoever tunes: only its counts are shown.
    for (const { question, verdict, outcome, text } of results) {
      if (verdict.right || question.held) continue;
      process.stdout.write(
        `${question.id} ${question.text}\n    ${verdict.faults.join("; ")}\n    ${outcome}: ${text.replaceAll("\n", " ").slice(0, 160)}\n`,
      );
    }
  }
  const text = cardText(cardOf(results));
  process.stdout.write(text);
  if (values.write === true) {
    const day = new Date().toISOString().slice(0, 10);
    writeFileSync(
      `${golden}/QUALITY.md`,
      `# Quality card\n\nMade on ${day} by \`npm run eval -- --write\` (Node ${process.version}). The questions stand in this folder; how a reply is judged, in src/evaluation/golden.ts.\n\n${text}`,
    );
  }
  return 0;
}
