import { expect, test } from "vitest";
import { type DeskLoadOptions, type DeskRun, measureDesk } from "./measure.ts";
import { deskText } from "./report.ts";
import { failures, places } from "./verdict.ts";

const small: DeskLoadOptions = {
  record: "sqlite",
  waiting: 5,
  claimed: 4,
  promised: 2,
  staff: 2,
  rate: 10,
  talk: 1,
  answers: 2,
  seconds: 2,
  warmUpSeconds: 0.5,
  say: () => undefined,
};

test("what customers write comes into the pages, what staff write to the customers", async () => {
  const run = await measureDesk(small);
  expect(failures(run)).toEqual([]);
  const { open, list, beside, entries, lines } = places(run);
  for (const { delays } of [open, list, beside, entries, lines]) {
    expect(delays.length).toBeGreaterThan(0);
    expect(Math.min(...delays)).toBeGreaterThan(0);
  }
  expect(run.said.filter(({ side }) => side === "staff").length).toBeGreaterThan(2);
  expect(run.tabs[0]).toEqual([5, 2, 9, 2]);
  const page = deskText(run, small, []);
  expect(page).toContain("- Nothing missed, nothing twice, nothing refused");
  expect(page).toMatch(/it stands in the list, in Chromium \| \d+ \| [\d.]+ \|/);

  // And what does not come is told.
  const [stream] = run.streams;
  if (stream === undefined) throw new Error("no stream");
  const bad: DeskRun = {
    ...run,
    inbox: { ...run.inbox, lines: new Map() },
    conversation: { ...run.conversation, standing: [1, 2, 2] },
    streams: [{ ...stream, ended: true, repeats: 3 }],
    reached: () => [],
    pageErrors: ["broken"],
  };
  const told = failures(bad).map((line) => line.replace(/^\d+ /, ""));
  expect(told).toEqual([
    "messages never seen (list)",
    "lines twice in the page",
    "lines twice in a stream",
    "streams that ended",
    "answers that never reached their customer",
    "errors in the pages",
  ]);
}, 60_000);
