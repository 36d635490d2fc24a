/**
 * The shapes of everything the bot may say. An entry is YAML on disk and one of these in memory;
 * `read.ts` turns the first into the second and names file, line and field of every error.
 */
import { z } from "zod";

const id = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "use lower-case letters, digits and single hyphens");
const text = z.string().trim().min(1, "must not be empty");
const date = z.iso.date("write a day of the calendar as YYYY-MM-DD");
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits");

/**
 * A year, month or day, or a span of them: `2025`, `2026-04`, `2026-04-16`, `2021..2025`, `..2025`.
 * For a target it is the time by which it is to be reached.
 */
export const period = z
  .string()
  .regex(
    /^(?:\d{4}(?:-\d{2}){0,2})?(?:\.\.(?:\d{4}(?:-\d{2}){0,2})?)?$/,
    "write a year, month or day, or a span such as 2021..2025",
  )
  .min(4)
  .refine((span) => {
    const ends = span.split("..").filter((end) => end !== "");
    const [from = "", to = from] = ends;
    const common = Math.min(from.length, to.length);
    return ends.every(onCalendar) && from.slice(0, common) <= to.slice(0, common);
  }, "has a month or day that no calendar has, or ends before it begins");

/** Whether a year, month or day exists: its first day is a date. */
function onCalendar(time: string): boolean {
  return date.safeParse(`${time}-01-01`.slice(0, 10)).success;
}

/** How a passage may be stated: a target is never given as an achievement. */
export const standing = z.enum(["achieved", "target", "rule", "task", "fact"]);

const reference = z.strictObject({
  /** Digest id. */
  document: id,
  /** Passage id inside the digest. */
  passage: id,
});

export const passage = z.strictObject({
  id,
  /** The clause or paragraph a customer could look up: 「三、（一）1」, 「第4段」. */
  section: text,
  text,
  region: text.optional(),
  period: period.optional(),
  standing: standing.optional(),
  topics: z.array(id).optional(),
});

export const digest = z.strictObject({
  id,
  title: text,
  publisher: text,
  /** Document number (文号), where the document has one. */
  number: text.optional(),
  date,
  kind: z.enum(["rules", "plan", "news", "report"]),
  region: text,
  topics: z.array(id).min(1),
  validFrom: date.optional(),
  validTo: date.optional(),
  supersededBy: id.optional(),
  source: z.strictObject({
    file: text,
    sha256,
    /** Which article of the file, counted from 1, where it holds several. */
    article: z.int().positive(),
  }),
  passages: z.array(passage).min(1),
});

export const faq = z.strictObject({
  id,
  intent: id,
  /** The question as customers put it: the first is the title, the others are variants. */
  questions: z.array(text).min(3, "give at least three ways customers ask it"),
  answer: text,
  region: text.optional(),
  period: period.optional(),
  topics: z.array(id).min(1),
  validFrom: date.optional(),
  validTo: date.optional(),
  supersededBy: id.optional(),
  sources: z.array(reference).min(1, "every answer names its source"),
});

const money = z.strictObject({
  /** Yuan. */
  yuan: z.int().positive(),
  /** The word the source sets before or after the amount. */
  qualifier: z.enum(["固定", "最高", "不超过", "累计不超过"]),
});

const condition = z.strictObject({
  id,
  /** What must be (or, for an exclusion, must not be) the case, as told to the customer. */
  text,
  /** The yes-or-no question the form asks. */
  ask: text,
  source: reference,
});

const project = z.strictObject({
  id,
  name: text,
  aliases: z.array(text).default([]),
  /** Paid once. */
  oneOff: money.optional(),
  /** Paid for each year that passes its evaluation. */
  yearly: money.optional(),
  conditions: z.array(condition).default([]),
  exclusions: z.array(condition).default([]),
  /** The clause that states the amounts. */
  source: reference,
});

export const program = z.strictObject({
  id,
  kind: z.enum(["subsidy", "reform", "district-plan"]),
  title: text,
  region: text,
  topics: z.array(id).min(1),
  summary: text,
  validFrom: date.optional(),
  validTo: date.optional(),
  supersededBy: id.optional(),
  sources: z.array(reference).min(1),
  projects: z.array(project).default([]),
});

export const product = z.strictObject({
  id,
  name: text,
  aliases: z.array(text).default([]),
  region: text,
  topics: z.array(id).min(1),
  summary: text,
  sources: z.array(reference).min(1),
});

export const desk = z.strictObject({
  id,
  /** The office as the source names it. */
  office: text,
  region: text,
  topics: z.array(id).min(1),
  /** What it serves. */
  summary: text,
  sources: z.array(reference).min(1),
});

/** Words that mean the same to a customer; the first is the one the documents use. */
const span = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d$/, "write hours as 09:00-12:00")
  .refine((hours) => hours.slice(0, 5) < hours.slice(6), "ends before it begins");
const spans = z.array(span).default([]);
const minutes = z.number().min(1).max(10_080);

/** When staff are there, and how long anyone is kept waiting. */
export const service = z.strictObject({
  hours: z
    .strictObject({
      weekly: z
        .strictObject({
          monday: spans,
          tuesday: spans,
          wednesday: spans,
          thursday: spans,
          friday: spans,
          saturday: spans,
          sunday: spans,
        })
        .partial(),
      /** Holidays. */
      closed: z.array(date).default([]),
      /** Days with hours of their own, such as a weekend worked for a holiday. */
      extra: z.record(date, z.array(span).min(1)).default({}),
    })
    /** Left out: at any hour. */
    .optional(),
  /** In minutes. */
  waits: z.strictObject({ escalate: minutes, giveUp: minutes, answer: minutes, idle: minutes }),
  followUpDays: z.number().int().min(0).max(90),
});
export type Service = z.output<typeof service>;

export const glossary = z.strictObject({
  /** Regions with their other names; `within` builds the tree the answers are scoped by. */
  regions: z.array(
    z.strictObject({ name: text, aliases: z.array(text).default([]), within: text.optional() }),
  ),
  /** Each line: the documents' term, then what customers say for it. */
  terms: z.array(z.strictObject({ term: text, says: z.array(text).min(1) })),
  /** Colloquial and dialect function words → standard Chinese: 好多钱 → 多少钱. */
  colloquial: z.record(text, z.string()),
  /** English terms → the documents' term. */
  english: z.record(text, text),
});

export type Passage = z.output<typeof passage>;
export type Standing = z.output<typeof standing>;
export type Digest = z.output<typeof digest>;
export type Faq = z.output<typeof faq>;
export type Money = z.output<typeof money>;
export type Condition = z.output<typeof condition>;
export type Project = z.output<typeof project>;
export type Program = z.output<typeof program>;
export type Product = z.output<typeof product>;
export type Desk = z.output<typeof desk>;
export type Glossary = z.output<typeof glossary>;
export type Reference = z.output<typeof reference>;
