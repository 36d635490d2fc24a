import { parseArgs } from "node:util";
import cliProgress from "cli-progress";
import { publishDrafts, writeDrafts } from "./drafts.ts";
import { ingest } from "./ingest.ts";

/** What the command is given by the command line's front: places, clock and where it writes. */
export interface IngestPlaces {
  /** Where drafts go without `--out`. */
  readonly drafts: string;
  /** Where `--publish` moves them. */
  readonly seeds: string;
  readonly now: Date;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { isTTY?: boolean };
}

const usage = `zhiwen ingest FILE… [--out DIR] [--publish]
  FILE       txt, md, html, docx or pdf
  --out DIR  where the drafts go
  --publish  put them live at once (move them to the seeds directory)
`;

/**
 * `zhiwen ingest`: drafts of the given files, told one a line.
 * @returns the exit code: 0 all taken in, 1 some file was not, 2 wrong use
 */
export async function ingestCommand(
  args: readonly string[],
  places: IngestPlaces,
): Promise<number> {
  const given = parse(args);
  if (typeof given === "string") {
    places.stderr.write(`${given}\n${usage}`);
    return 2;
  }
  if (given.help) {
    places.stdout.write(usage);
    return 0;
  }
  const bar = progressBar(places);
  const result = await ingest(given.files, {
    now: places.now,
    onProgress: (done, total, label) => bar?.update(Math.floor((done / total) * 1_000), { label }),
  });
  bar?.update(1_000, { label: "" });
  bar?.stop();
  const drafts = given.out ?? places.drafts;
  const { paths, kept } = given.publish
    ? await publishDrafts(result, drafts, places.seeds)
    : { paths: await writeDrafts(result, drafts), kept: [] };
  for (const [index, digest] of result.digests.entries()) {
    const line = `${paths[index]}\t${digest.date}\t${digest.kind}\t${digest.region}\t${digest.passages.length} passages\t${digest.title}\n`;
    places.stdout.write(line);
  }
  for (const problem of result.problems) {
    places.stderr.write(`${problem.fatal ? "error" : "note"}: ${problem.message}\n`);
  }
  for (const path of kept) {
    places.stderr.write(
      `note: ${path} is live from this very file already and was left as it is. To have it made anew, delete it and run this again.\n`,
    );
  }
  if (!given.publish && paths.length > 0) {
    places.stderr.write("Check the drafts, then run again with --publish to put them live.\n");
  }
  return result.problems.some((problem) => problem.fatal) ? 1 : 0;
}

type Given = { files: string[]; out: string | undefined; publish: boolean; help: boolean };

function parse(args: readonly string[]): Given | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        out: { type: "string" },
        publish: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (positionals.length === 0 && !values.help) return "Name at least one file.";
    return { files: positionals, out: values.out, publish: values.publish, help: values.help };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A bar on a terminal; nothing where the output goes into a file. */
function progressBar(places: IngestPlaces): cliProgress.SingleBar | undefined {
  if (places.stderr.isTTY !== true) return undefined;
  const bar = new cliProgress.SingleBar(
    { format: "{bar} {percentage}% {label}", stream: places.stderr, clearOnComplete: true },
    cliProgress.Presets.shades_classic,
  );
  bar.start(1_000, 0, { label: "" });
  return bar;
}
