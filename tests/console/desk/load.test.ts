import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshPath } from "../../ledger/freshPath.ts";
import { li, looks, type Stage, stage, wang } from "./stage.ts";

const open = 60;
const perSecond = 50;
const seconds = 2;
const pages = 6;

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

// How fast that is, `npm run bench:desk` measures.
test("of 50 messages a second none is left out where it stands open", async () => {
  const ids: string[] = [];
  for (let n = 0; n < open; n++) ids.push(await desk.asks({ contact: `c${n}` }));
  for (const [n, id] of ids.entries()) {
    if (n % 2 === 0) await desk.port.desk.claim(id, n % 4 === 0 ? li : wang, "console");
  }
  const brought = Array.from({ length: pages }, () => new Set<number>());
  const since = Date.now() + 3_600_000;
  const leave = await Promise.all(
    Array.from({ length: pages }, (_, n) =>
      watch(`?tab=all&conversation=${ids[n]}&after=0&since=${since}`, (number) => {
        brought[n]?.add(number);
      }),
    ),
  );
  await sleep(500);
  const begun = performance.now();
  const written: Promise<void>[] = [];
  for (let n = 0; n < perSecond * seconds; n++) {
    await sleep(Math.max(0, begun + (n * 1_000) / perSecond - performance.now()));
    // Every fifth to a conversation that stands open on a page.
    const id = n % 5 === 0 ? ids[(n / 5) % pages] : ids[(n * 37) % open];
    written.push(desk.writes(id ?? "", `load-${n}-`));
  }
  await Promise.all(written);
  await sleep(1_500);
  await Promise.all(leave.map((one) => one()));
  // In the list only a conversation's newest line is shown; where it is open, each is.
  for (const [page, seen] of brought.entries()) {
    const own = Array.from({ length: (perSecond * seconds) / 5 }, (_, n) => n * 5);
    const expected = own.filter((n) => (n / 5) % pages === page);
    expect(expected.length).toBeGreaterThan(2);
    expect(expected.filter((n) => !seen.has(n))).toEqual([]);
    expect(seen.size).toBeGreaterThan((perSecond * seconds) / 2);
  }
  expect(desk.problems).toEqual([]);
}, 60_000);
