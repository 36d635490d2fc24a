import { loadAssistant } from "../app.ts";
import { environmentConfig } from "../config.ts";
import { ZhiwenError } from "../core/errors.ts";

/** The same reading, search and weighing as in service, laid open. */
export async function explain(args: readonly string[]): Promise<number> {
  const text = args.join(" ").trim();
  if (text === "")
    throw new ZhiwenError("explain", "no question given", 'write it behind: zhiwen explain "…"');
  const { answering, recogniser } = loadAssistant(environmentConfig());
  const now = new Date();
  const question = answering.reader.read(text, now);
  const seen = recogniser.recognise(text);
  const options = { now, topic: seen.intent };
  const row = (label: string, value: string) =>
    process.stdout.write(`${label.padEnd(12)}${value}\n`);
  row("text", question.text);
  row(
    "intent",
    [seen, ...seen.others]
      .map(({ intent, confidence }) => `${intent} ${confidence.toFixed(2)}`)
      .join(" · "),
  );
  row(
    "terms",
    question.terms
      .map(({ text: term, weight, thing }) => `${term} ${weight}${thing ? "!" : ""}`)
      .join(" · "),
  );
  row("regions", question.regions.join(" · "));
  row("years", question.years === undefined ? "" : `${question.years.from}–${question.years.to}`);
  row("standing", question.standing ?? "");
  row(
    "asks",
    question.asks
      .map(({ kind, measure }) => `${kind}${measure === undefined ? "" : ` (${measure})`}`)
      .join(" · "),
  );
  row("attributes", question.attributes.map(({ name }) => name).join(" · "));
  const answer = answering.answer(question, options);
  row(
    "answer",
    answer.kind === "abstain"
      ? `abstain: ${answer.missing}`
      : answer.kind === "answer"
        ? answer.text
        : answer.kind,
  );
  process.stdout.write("\nscore  cover  scope   evidence\n");
  for (const { score, cover, scope, evidence, missing } of answering
    .weighed(question, options)
    .slice(0, 10)) {
    const lacks =
      missing.length === 0 ? "" : `  lacks ${missing.map((term) => term.text).join(", ")}`;
    process.stdout.write(
      `${score.toFixed(3)}  ${cover.toFixed(2)}   ${scope.padEnd(7)} ${evidence.id}${lacks}\n                       ${evidence.text.slice(0, 80)}\n`,
    );
  }
  return 0;
}
