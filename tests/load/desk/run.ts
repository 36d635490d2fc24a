/** `npm run bench:desk`: how soon staff see what customers write, with a full desk. Ends by itself. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { circumstances, writeSection } from "../results.ts";
import { type DeskLoadOptions, measureDesk } from "./measure.ts";
import { deskText } from "./report.ts";
import type { RecordKind } from "./stage.ts";

/** Names of the parts of the page, in its order. */
const sections: Readonly<Record<RecordKind, string>> = { sqlite: "desk1", shared: "desk2" };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      record: { type: "string", default: "sqlite" },
      waiting: { type: "string", default: "250" },
      claimed: { type: "string", default: "200" },
      promised: { type: "string", default: "50" },
      staff: { type: "string", default: "10" },
      rate: { type: "string", default: "50" },
      talk: { type: "string", default: "0.5" },
      answers: { type: "string", default: "1" },
      seconds: { type: "string", default: "300" },
      "warm-up-seconds": { type: "string", default: "15" },
      out: { type: "string", default: join(import.meta.dirname, "RESULTS.md") },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(
      "npm run bench:desk -- [--record sqlite | shared] [--waiting 250] [--claimed 200] [--promised 50]\n" +
        "  [--staff 10] [--rate 50] [--talk 0.5] [--answers 1] [--seconds 300] [--warm-up-seconds 15]\n" +
        "  [--out RESULTS.md]",
    );
    return;
  }
  const options: DeskLoadOptions = {
    record: values.record === "shared" ? "shared" : "sqlite",
    waiting: Number(values.waiting),
    claimed: Number(values.claimed),
    promised: Number(values.promised),
    staff: Number(values.staff),
    rate: Number(values.rate),
    talk: Number(values.talk),
    answers: Number(values.answers),
    seconds: Number(values.seconds),
    warmUpSeconds: Number(values["warm-up-seconds"]),
    say: (line) => console.error(line),
  };
  const run = await measureDesk(options);
  const given = process.argv.slice(2).join(" ");
  const command = `npm run bench:desk${given === "" ? "" : ` -- ${given}`}`;
  const text = deskText(run, options, circumstances(command));
  writeSection(values.out, sections[options.record], text);
  console.log(text);
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    console.error(`bench:desk: ${(error as Error).stack}`);
    process.exitCode = 1;
  });
}
