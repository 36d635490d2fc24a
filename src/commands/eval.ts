import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { loadAssistant } from "../app.ts";
import { type Config, environmentConfig } from "../config.ts";
import { ZhiwenError } from "../core/errors.ts";
import {
  cardOf,
  cardText,
  putAll,
  type Result,
  talliesOf,
  tallyTable,
} from "../evaluation/card.ts";
import { createConversations } from "../evaluation/conversations.ts";
import { type Golden, readGolden } from "../evaluation/golden.ts";
import { problemText } from "../knowledge/problem.ts";

const golden = fileURLToPath(new URL("../../tests/golden", import.meta.url));

/** The day the golden questions are asked on. */
export const goldenDay = new Date("2026-11-21T12:00:00+08:00");

/**
 * `eval`: the quality card. `--misses` lists what went wrong, of the open half only; `--raw DIR`
 * puts the same questions to an index of another seeds folder, such as one that ingest made;
 * `--write` keeps the card in tests/golden/QUALITY.md.
 */
export async function evaluate(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      write: { type: "boolean" },
      misses: { type: "boolean" },
      data: { type: "string" },
      raw: { type: "string" },
    },
  });
  const config = environmentConfig();
  const questions = read(values.data ?? golden);
  const { results, evidenceOf } = await put(config, questions);
  if (values.misses === true) printMisses(results);
  const parts = [cardText(cardOf(results, evidenceOf))];
  if (values.data === undefined) {
    const outside = await put(config, read(join(golden, "outside")));
    const title =
      "Outside questions (hard ones, by examiners who did not see the engine; their misses were looked at)";
    parts.push(tallyTable(title, talliesOf(outside.results)));
  }
  if (values.raw !== undefined) {
    const raw = await put({ ...config, seedsDir: values.raw }, questions);
    const title = "The golden questions over an index of the raw documents alone, made by ingest";
    parts.push(tallyTable(title, talliesOf(raw.results)));
  }
  const text = parts.join("\n");
  process.stdout.write(text);
  if (values.write === true) writeFileSync(join(golden, "QUALITY.md"), `${heading()}${text}`);
  return 0;
}

function read(folder: string): Golden[] {
  const { questions, problems } = readGolden(folder);
  if (problems.length === 0) return questions;
  throw new ZhiwenError("eval", problems.map(problemText).join("\n"), "mend the questions");
}

async function put(config: Config, questions: readonly Golden[]) {
  const assistant = loadAssistant(config);
  const { knowledge, evidenceOf } = assistant.answering;
  const conversations = await createConversations(assistant, () => goldenDay);
  const results = await putAll(questions, conversations, knowledge);
  await conversations.close();
  return { results, evidenceOf };
}

/** The held half stays unseen by whoever tunes: only its counts are shown. */
function printMisses(results: readonly Result[]): void {
  for (const { question, verdict, outcome, text } of results) {
    if (verdict.right || question.held) continue;
    const said = text.replaceAll("\n", " ").slice(0, 160);
    process.stdout.write(
      `${question.id} ${question.text}\n    ${verdict.faults.join("; ")}\n    ${outcome}: ${said}\n`,
    );
  }
}

function heading(): string {
  const day = new Date().toISOString().slice(0, 10);
  return `# Quality card

Made on ${day} by \`npm run eval -- --write --raw DIR\` (Node ${process.version}); DIR is what
\`SEEDS_DIR=DIR npx zhiwen ingest FILE… --publish\` made of the five source files, and may be left out.
The questions stand in this folder; how a reply is judged, in src/evaluation/golden.ts.

`;
}
