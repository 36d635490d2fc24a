import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { launchChromium } from "../../browser/chromium.ts";
import type { Inside } from "../probe.ts";
import { caller } from "../webhook.ts";
import { now } from "./clock.ts";
import { type Colleague, colleagues } from "./colleague.ts";
import { customers, type Marked, said } from "./customers.ts";
import { type Arrivals, type DeskStream, openDeskStream } from "./deskStream.ts";
import { type Claimed, type Opened, open, type Sizes } from "./opening.ts";
import { renderAgain, typeAgain } from "./repeating.ts";
import { type RecordKind, type Stage, stage } from "./stage.ts";
import { type Traffic, type TrafficOptions, traffic } from "./traffic.ts";
import { openPage, type Shown, type WatchedPage } from "./watchedPage.ts";

export interface DeskLoadOptions extends Sizes, TrafficOptions {
  readonly record: RecordKind;
  /** Seconds of the same before it counts: code is compiled in the first. */
  readonly warmUpSeconds: number;
  /** How many of staff are at their desks. */
  readonly staff: number;
  say(line: string): void;
}

/** What was seen at one moment, of each process. */
export interface Sample {
  /** Seconds since the first message. */
  readonly at: number;
  readonly rss: readonly number[];
}

export interface DeskRun {
  /** What was said while it was measured, in order; and before, to warm up. */
  readonly said: readonly Marked[];
  readonly warmUp: readonly Marked[];
  /** Customers in the list: those that wait and those that are served. */
  readonly listed: ReadonlySet<number>;
  /** The conversation that stands open at each stream. */
  readonly watched: readonly Claimed[];
  readonly streams: readonly Arrivals[];
  /** The page with the first of them open, and the page with the list alone. */
  readonly conversation: Shown;
  readonly inbox: Shown;
  readonly skews: readonly number[];
  readonly pageErrors: readonly string[];
  readonly traffic: Traffic;
  reached(mark: number): readonly number[];
  /** Milliseconds each took. */
  readonly claims: readonly number[];
  readonly renders: { readonly inbox: readonly number[]; readonly conversation: readonly number[] };
  readonly samples: readonly Sample[];
  readonly before: readonly Inside[];
  readonly after: readonly Inside[];
  /** After a collection, with nothing left to do. */
  readonly atRest: readonly Inside[];
  readonly seconds: number;
  /** The numbers at the tabs: waiting, mine, all, promised; before and after. */
  readonly tabs: readonly [readonly number[], readonly number[]];
  /** Processes that wanted a core in the minute before it began, and in its last. */
  readonly load: readonly [number, number];
}

/** The list with all that wait or are served. */
const list = "/console?tab=all";
/** Longest that the last line may take until it is on the page. */
const settleMs = 10_000;

/** Runs it all; nothing stays behind. */
export async function measureDesk(options: DeskLoadOptions): Promise<DeskRun> {
  const loadBefore = loadavg()[0] ?? Number.NaN;
  const closing: (() => unknown)[] = [];
  try {
    const on = await stage(options.record);
    closing.push(on.close);
    const calls = caller(on.door.url, 60);
    closing.push(calls.close);
    const all = said();
    const writers = customers(calls, all);
    const staff = await colleagues(on.pages.url, on.record, options.staff);
    const opened = await open(on, writers, staff, options, all);
    options.say(`${opened.claimed.length} claimed, ${opened.waiting.length} waiting`);
    const { watched, streams, pages } = await sitDown(on, staff, opened, closing);
    const [first, second = first] = watched;
    const [conversation, inbox] = pages;
    const skewsBefore = await skewsOf(pages);
    const tabsBefore = await tabs(second.by);

    const renders = { inbox: [] as number[], conversation: [] as number[] };
    const start = all.all.length;
    const rendering = renderAgain(second.by, { list, path: addressOf(first) }, renders);
    const typing = typeAgain(conversation, first, all);
    const write = (seconds: number) =>
      traffic(opened, watched, { writers, said: all }, { ...options, seconds });
    await write(options.warmUpSeconds);
    const before = await inside(on, true);
    const from = all.all.length;
    const began = now();
    const sampling = sample(on, began, options.say);
    closing.push(sampling.stop);
    const driven = await write(options.seconds);
    const seconds = (now() - began) / 1_000;
    const after = await inside(on, false);
    const loadAfter = loadavg()[0] ?? Number.NaN;
    sampling.stop();
    await Promise.all([rendering.stop(), typing.stop()]);

    const listed = new Set([...opened.waiting, ...opened.claimed.map(({ chat }) => chat)]);
    const lines = all.all.slice(from);
    await settled(lines, listed, inbox);
    return {
      said: lines,
      warmUp: all.all.slice(start, from),
      listed,
      watched,
      streams: streams.map((stream) => stream.arrivals()),
      conversation: await conversation.shown(),
      inbox: await inbox.shown(),
      skews: [...skewsBefore, ...(await skewsOf(pages))],
      pageErrors: pages.flatMap(({ errors }) => errors),
      traffic: driven,
      reached: on.reached,
      claims: opened.claims,
      renders,
      samples: sampling.samples,
      before,
      after,
      atRest: await inside(on, true),
      seconds,
      tabs: [tabsBefore, await tabs(second.by)],
      load: [loadBefore, loadAfter],
    };
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}

interface Seats {
  /** What stands open at each of staff. */
  readonly watched: readonly [Claimed, ...Claimed[]];
  readonly streams: readonly DeskStream[];
  /** The first of them in Chromium, and the list alone. */
  readonly pages: readonly [WatchedPage, WatchedPage];
}

/** Every one of staff opens a conversation of theirs; two of them look at it in Chromium. */
async function sitDown(
  { pages: { url } }: Stage,
  staff: readonly Colleague[],
  { claimed }: Opened,
  closing: (() => unknown)[],
): Promise<Seats> {
  const [first, ...others] = staff.flatMap((by) => claimed.find((each) => each.by === by) ?? []);
  if (first === undefined) throw new Error("[load] nobody is served");
  const watched = [first, ...others] as const;
  const streams: DeskStream[] = [];
  for (const { by, conversation } of watched) {
    const stream = await openDeskStream(url, by, conversation);
    closing.push(stream.close);
    streams.push(stream);
  }
  const browser = await launchChromium();
  closing.push(() => browser.close());
  const conversation = await openPage(browser, url, first.by, addressOf(first));
  const inbox = await openPage(browser, url, (others[0] ?? first).by, list);
  return { watched, streams, pages: [conversation, inbox] };
}

function addressOf({ conversation }: Claimed): string {
  return `/console/conversations/${conversation}?tab=all`;
}

async function skewsOf(pages: readonly WatchedPage[]): Promise<number[]> {
  const skews: number[] = [];
  for (const page of pages) skews.push(await page.skew());
  return skews;
}

/** Looks once a second. */
function sample(
  { subjects }: Stage,
  began: number,
  say: DeskLoadOptions["say"],
): { readonly samples: readonly Sample[]; stop(): void } {
  const samples: Sample[] = [];
  const timer = setInterval(() => {
    const at = (now() - began) / 1_000;
    samples.push({ at, rss: subjects.map((each) => each.rss()) });
    if (Math.round(at) % 10 === 0) say(`${at.toFixed(0)} s`);
  }, 1_000);
  return { samples, stop: () => clearInterval(timer) };
}

/** Waits until the list shows what was said last in it, or for as long as that may take. */
async function settled(
  lines: readonly Marked[],
  listed: ReadonlySet<number>,
  inbox: WatchedPage,
): Promise<void> {
  const newest = new Map<number, number>();
  for (const { chat, mark } of lines) if (listed.has(chat)) newest.set(chat, mark);
  const end = Date.now() + settleMs;
  for (;;) {
    const shown = await inbox.shown();
    if ([...newest.values()].every((mark) => shown.lines.has(mark)) || Date.now() > end) return;
    await sleep(200);
  }
}

async function inside({ subjects }: Stage, collect: boolean): Promise<Inside[]> {
  return await Promise.all(subjects.map((each) => each.inside({ collect })));
}

async function tabs(colleague: Colleague): Promise<number[]> {
  const page = await colleague.get(list);
  return [...page.matchAll(/class="count">(\d+)</g)].map(([, count]) => Number(count));
}
