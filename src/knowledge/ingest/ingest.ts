import { lstat, readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { dayIn, yearIn } from "../../core/day.ts";
import { type Digest, digest as schema } from "../entry.ts";
import type { Article } from "./article.ts";
import { isTitleLike } from "./block.ts";
import { leadOf } from "./byline.ts";
import { calendar, type Day, issueYear, reportedDay } from "./dates.ts";
import { documentArticles, isDocument } from "./document.ts";
import { IngestError, Unreadable } from "./error.ts";
import { fileId, sha256 } from "./identity.ts";
import { joinOpen } from "./joining.ts";
import { kindOf } from "./kind.ts";
import { limits, megabytes } from "./limits.ts";
import { newspaperArticles } from "./newspaper.ts";
import { passagesOf } from "./passages.ts";
import { read } from "./read.ts";
import { chongqing, regionOf } from "./regions.ts";
import type { Source } from "./source.ts";
import { topicsOf } from "./topics.ts";

/** What could not be done, or was done on a guess the operator should look at. */
export interface Problem {
  readonly file: string;
  readonly message: string;
  /** True when nothing of the file was taken in. */
  readonly fatal: boolean;
}

export interface IngestResult {
  readonly digests: Digest[];
  readonly problems: Problem[];
}

export interface IngestOptions {
  /** The clock: years that are not printed are resolved against it. */
  readonly now: Date;
  /** Files and, within a long one, pages: `label` names what was just done. */
  onProgress?(done: number, total: number, label: string): void;
}

/**
 * Draft digests of the files, in their order. A file that cannot be read is told in `problems` and
 * does not stop the others.
 */
export async function ingest(
  files: readonly string[],
  options: IngestOptions,
): Promise<IngestResult> {
  const digests: Digest[] = [];
  const problems: Problem[] = [];
  const ids = new Map<string, string>();
  for (const [index, file] of files.entries()) {
    const label = basename(file);
    options.onProgress?.(index, files.length, label);
    try {
      const bytes = await load(file);
      const source = await read(label, bytes, (page, pages) => {
        options.onProgress?.(
          index + page / pages,
          files.length,
          `${label} (page ${page} of ${pages})`,
        );
      });
      const id = uniqueId(file, ids);
      const made = digestsOf(source, { file: label, id, sha256: sha256(bytes) }, options);
      digests.push(...made.digests);
      for (const message of [...(source.notices ?? []), ...made.notices]) {
        problems.push({ file, message: `${file}: ${message}`, fatal: false });
      }
    } catch (error) {
      const told = toIngestError(file, error);
      problems.push({ file, message: told.message, fatal: true });
    }
    options.onProgress?.(index + 1, files.length, label);
  }
  return { digests, problems };
}

async function load(file: string): Promise<Uint8Array> {
  // Not stat: a folder of documents from elsewhere may hold a link to any file of this machine.
  const info = await lstat(file);
  if (info.isSymbolicLink()) {
    throw new Unreadable("is a symbolic link", "Name the file it points to instead");
  }
  if (!info.isFile())
    throw new Unreadable("is not a file", "Give the files themselves, such as dir/*.txt");
  if (info.size > limits.fileBytes) {
    throw new Unreadable(
      `is ${megabytes(info.size)}; the limit is ${megabytes(limits.fileBytes)}`,
      "Split it or save its text as txt",
    );
  }
  return readFile(file);
}

function toIngestError(file: string, error: unknown): IngestError {
  if (error instanceof IngestError) return error;
  if (error instanceof Unreadable)
    return new IngestError(file, error.message, error.fix, { cause: error });
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") {
    return new IngestError(file, "does not exist", "Check the path", { cause: error });
  }
  if (code === "EACCES" || code === "EPERM") {
    return new IngestError(file, "may not be read", "Give this user read permission", {
      cause: error,
    });
  }
  const what = error instanceof Error ? error.message : String(error);
  return new IngestError(
    file,
    `could not be taken in (${what})`,
    "Save its text as txt and ingest that",
    {
      cause: error,
    },
  );
}

/** Two files of one name in one run stay apart by the hash of their paths. */
function uniqueId(file: string, ids: Map<string, string>): string {
  const path = resolve(file);
  const id = fileId(file);
  const taken = ids.get(id);
  const own = taken === undefined || taken === path ? id : `${id}-${sha256(path).slice(0, 8)}`;
  ids.set(own, path);
  return own;
}

/** Digests of one file that has been read, and what was guessed. */
function digestsOf(
  source: Source,
  file: { readonly file: string; readonly id: string; readonly sha256: string },
  options: Pick<IngestOptions, "now">,
): { digests: Digest[]; notices: string[] } {
  const blocks = joinOpen(source.blocks);
  const news = blocks.some((block) => leadOf(block.text) !== undefined);
  const articles =
    !news && isDocument(blocks) ? documentArticles(blocks) : newspaperArticles(blocks);
  const notices: string[] = [];
  if (articles.length === 0) {
    // Nothing but headings or a list: keep every line rather than lose it.
    articles.push({
      form: "document",
      bylines: [],
      paragraphs: blocks.map((block) => ({ text: block.text, clause: "", headings: [] })),
    });
  }
  const whole = blocks.map((block) => block.text).join("\n");
  const dates = datesOf(articles, whole, source.date, options.now);
  const digests: Digest[] = [];
  for (const [index, article] of articles.entries()) {
    const number = index + 1;
    const place = articles.length === 1 ? "" : `article ${number}: `;
    const title =
      article.title ?? (articles.length === 1 ? source.title : undefined) ?? firstWords(article);
    if (article.title === undefined && source.title === undefined) {
      notices.push(`${place}no title found, its first words stand for it: ${title}`);
    }
    const publisher = article.publisher ?? source.publisher ?? "未注明";
    if (publisher === "未注明")
      notices.push(`${place}no publisher found, set it in the draft: ${title}`);
    const date = dates[index] ?? dayIn(options.now);
    if (dates[index] === undefined) {
      notices.push(`${place}no date found, today's stands in the draft, correct it: ${title}`);
    }
    const text = article.paragraphs.map((paragraph) => paragraph.text).join("\n");
    const official = article.form === "document";
    const region = regionOf({ title, publisher, official, text }, chongqing);
    const kind = kindOf(article.form, title);
    const titleYear = title.match(/[（(](20\d{2})年?[）)]/)?.[1];
    const passages = passagesOf(article, {
      kind,
      date,
      region,
      regions: chongqing,
      ...(titleYear === undefined ? {} : { titleYear }),
      tellsRules: /《[^《》]*(?:细则|办法|规定|条例|指南|标准)》/u.test(text.slice(0, 300)),
    });
    if (passages.length === 0) continue;
    digests.push(
      schema.parse({
        id: `${file.id}-${number}`,
        title,
        publisher,
        ...(article.number === undefined ? {} : { number: article.number }),
        date,
        kind,
        region,
        topics: topicsOf(title, text),
        source: { file: file.file, sha256: file.sha256, article: number },
        passages,
      }),
    );
  }
  if (digests.length === 0)
    throw new Unreadable("holds no sentence to keep", "Check that it is the right file");
  return { digests, notices };
}

/** Own date of each article, else that of the issue it stands in. */
function datesOf(
  articles: readonly Article[],
  whole: string,
  given: string | undefined,
  now: Date,
): (string | undefined)[] {
  const days = articles.map((article): Day | undefined =>
    article.form === "newspaper"
      ? reportedDay(article.paragraphs.find((p) => p.aside === undefined)?.text ?? "")
      : undefined,
  );
  const last = days.reduce<Day | undefined>(
    (a, b) => (a === undefined || (b && later(b, a)) ? b : a),
    undefined,
  );
  const year = issueYear(whole, last, now);
  const full = days.map((day) => {
    const of = day?.year ?? year ?? (day === undefined ? undefined : recentYear(day, now));
    return day === undefined || of === undefined ? undefined : calendar(of, day.month, day.day);
  });
  const issue =
    given ??
    full
      .filter((date) => date !== undefined)
      .sort()
      .at(-1);
  const ofDocument = articles.find((article) => article.date !== undefined)?.date;
  return articles.map((article, index) => article.date ?? full[index] ?? issue ?? ofDocument);
}

function later(a: Day, b: Day): boolean {
  return a.month * 31 + a.day > b.month * 31 + b.day;
}

/** The last such day up to now, for a text that names no year at all. */
function recentYear(day: Day, now: Date): number {
  const year = yearIn(now);
  const date = calendar(year, day.month, day.day);
  return date !== undefined && date > dayIn(now) ? year - 1 : year;
}

function firstWords(article: Article): string {
  const text = article.paragraphs[0]?.text ?? "";
  const start = isTitleLike({ text }) ? text : (text.split(/[。，；！？]/)[0] ?? text);
  return [...start].slice(0, 40).join("") || "无题";
}
