import { expect, test } from "vitest";
import { startTelegram } from "../emulators/telegram/emulator.ts";
import { failures, noStrace, proveFsync } from "./fsync.ts";
import { drawn, questions } from "./questions.ts";
import { closedText, openText } from "./report.ts";
import { type LoadOptions, measure } from "./run.ts";
import { startSink } from "./sink.ts";
import { start } from "./subject.ts";
import { bot, people, updateBody } from "./update.ts";
import { caller } from "./webhook.ts";

const small: LoadOptions = {
  rounds: 1,
  roundSeconds: 0.5,
  warmUpSeconds: 0.1,
  inFlight: 4,
  rate: 20,
  seconds: 2,
  overload: 2,
  overloadSeconds: 1,
  afterSeconds: 1,
  drainSeconds: 30,
  connections: 20,
  subjects: ["bare", "durable"],
  open: "zhiwen",
  paced: false,
  say: () => undefined,
};

test("echoes answer in the closed loop, the program in the open one, and nothing is lost", async () => {
  const { closed, open } = await measure(small);
  expect(closed.map(({ subject, mix }) => `${subject} ${mix}`)).toEqual([
    "bare everyday",
    "bare distinct",
    "durable everyday",
    "durable distinct",
  ]);
  for (const { runs } of closed) {
    for (const { perSecond, failed } of runs) {
      expect(failed).toBe(0);
      expect(perSecond).toBeGreaterThan(0);
    }
  }
  if (open === undefined) throw new Error("no open loop");
  const { run } = open;
  expect(run.phases.map(({ name }) => name)).toEqual(["warm-up", "ordinary", "overload", "after"]);
  const sent = run.phases.flatMap((phase) => phase.sent);
  expect(sent.length).toBeGreaterThan(30);
  expect(sent.filter(({ status }) => status !== 200 && status !== 503)).toEqual([]);
  expect({ unanswered: run.unanswered, unasked: run.unasked }).toEqual({
    unanswered: 0,
    unasked: 0,
  });
  expect(run.drained).toBeDefined();
  const page = `${closedText(closed, small)}\n${openText(open, small)}`;
  expect(page).toMatch(/\| everyday \| – \| – \| [\d.]+ \|/);
  expect(page).toContain("0 accepted messages without an answer");
});

test("generator and sink are to the program what the emulator is", async () => {
  const text = questions[2] ?? "";
  const telegram = await startTelegram({ token: bot.token, reach: (url) => local(url) });
  const heard: Readonly<Record<string, unknown>>[] = [];
  const sink = await startSink((_chat, params) => heard.push(params));
  let address = "";
  const local = (url: string) => url.replace("https://bot.example", address);
  const emulated = await start("zhiwen", { apiRoot: telegram.url });
  try {
    address = emulated.url;
    await telegram.person(7).write(text);
    const said = () => telegram.log().find(({ method }) => method === "sendMessage");
    await expect.poll(said, { timeout: 20_000 }).toBeDefined();
    const sunk = await start("zhiwen", { apiRoot: sink.url });
    try {
      const calls = caller(sunk.url);
      const update = { ...people(1)(text), chat: 7 };
      expect(await calls.post(updateBody(update))).toBe(200);
      await expect.poll(() => heard.length, { timeout: 20_000 }).toBe(1);
      // The same message again is known, and not answered again.
      expect(await calls.post(updateBody(update))).toBe(200);
      calls.close();
      const unmarked = (params: unknown) =>
        JSON.parse(
          JSON.stringify(params).replaceAll(/"callback_data":"[^"]+"/g, '"callback_data":""'),
        );
      expect(unmarked(heard[0])).toEqual(unmarked(said()?.params));
    } finally {
      await sunk.stop();
    }
    expect(heard).toHaveLength(1);
  } finally {
    await emulated.stop();
    await telegram.close();
    await sink.close();
  }
});

test.skipIf(noStrace() !== undefined)("a 200 follows the sync of its message", async () => {
  const options = { telegram: 40, wecom: 20, inFlight: 8, say: () => undefined };
  const results = await proveFsync(options);
  expect(failures(results, options)).toEqual([]);
  expect(results.telegram.syncs).toBeGreaterThan(0);
});

test("distinct questions are distinct, everyday ones are of the list", () => {
  const of = (mix: "everyday" | "distinct") => {
    const draw = drawn(mix);
    return Array.from({ length: 2_000 }, () => draw());
  };
  expect(new Set(questions).size).toBe(60);
  expect(new Set(of("distinct")).size).toBe(2_000);
  expect(of("everyday").filter((text) => !questions.includes(text))).toEqual([]);
  expect(of("everyday").filter((text) => text === questions[0]).length).toBeGreaterThan(300);
});
