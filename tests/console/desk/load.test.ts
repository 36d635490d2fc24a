import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshPath } from "../../ledger/freshPath.ts";
import { li, looks, type Stage, stage, wang } from "./stage.ts";

const open = 500;
const perSecond = 50;
const seconds = 4;
const pages = 12;

let desk: Stage;
beforeAll(async () => {
  const slots = { take: () => () => {} };
  desk = await stage({ slots }, await freshPath());
});
afterAll(async () => {
  await desk.close();
});

/** A page's stream; calls back with each message's number the first time it is brought. */
async function watch(query: string, seen: (number: number) => void): Promise<() => Promise<void>> {
  const response = await looks(desk, `/console/stream${query}`);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const known = new Set<string>();
  const reading = (async () => {
    for (;;) {
      const { value = "", done } = (await reader?.read()) ?? { done: true };
      if (done) return;
      for (const [, number = ""] of value.matchAll(/load-(\d+)-/g)) {
        if (known.has(number)) continue;
        known.add(number);
        seen(Number(number));
      }
    }
  })();
  return async () => {
    await reader?.cancel();
    await reading;
  };
}

test("with 500 open and 50 messages a second, a message is on every page within a second", async () => {
  const ids: string[] = [];
  for (let n = 0; n < open; n++) ids.push(await desk.asks({ contact: `c${n}` }));
  for (const [n, id] of ids.entries()) {
    if (n % 2 === 0) await desk.port.desk.claim(id, n % 4 === 0 ? li : wang, "console");
  }
  const sentAt: number[] = [];
  const waits: number[] = [];
  const since = Date.now() + 3_600_000;
  const leave = await Promise.all(
    Array.from({ length: pages }, (_, n) =>
      watch(`?tab=all&conversation=${ids[n]}&after=9&since=${since}`, (number) => {
        waits.push(performance.now() - (sentAt[number] ?? 0));
      }),
    ),
  );
  await sleep(500);
  const begun = performance.now();
  const written: Promise<void>[] = [];
  for (let n = 0; n < perSecond * seconds; n++) {
    await sleep(Math.max(0, begun + (n * 1_000) / perSecond - performance.now()));
    sentAt[n] = performance.now();
    // Every fifth to a conversation that stands open on a page.
    const id = n % 5 === 0 ? ids[(n / 5) % pages] : ids[(n * 37) % open];
    written.push(desk.writes(id ?? "", `load-${n}-`));
  }
  await Promise.all(written);
  await sleep(1_500);
  await Promise.all(leave.map((one) => one()));
  expect(waits).toHaveLength(perSecond * seconds * pages);
  waits.sort((a, b) => a - b);
  expect(waits[Math.floor(waits.length * 0.99)]).toBeLessThan(1_000);
  expect(desk.problems).toEqual([]);
}, 60_000);
