import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";

const module = fileURLToPath(new URL("../src/log.ts", import.meta.url));

// The log writes to standard output itself, past anything a test could put in its way.
const script = `
  import { createLog } from ${JSON.stringify(module)};
  import { ZhiwenError } from ${JSON.stringify(module.replace("log.ts", "core/errors.ts"))};
  const log = createLog("info");
  log.info({ channel: "web", length: 12, intent: "greet" }, "turn");
  log.info({ text: "SECRET-0", contact: "SECRET-1", slots: { company: "SECRET-2" } }, "flat");
  log.info({ message: { text: "SECRET-3", contact: "SECRET-4" } }, "nested");
  log.info({ turn: { message: { text: "SECRET-5" } } }, "twice nested");
  log.info({ job: { turn: { message: { phone: "SECRET-6" } } } }, "three deep");
  log.info({ messages: [{ text: "SECRET-7" }] }, "in a list");
  log.info({ config: { model: { apiKey: "SECRET-8" } }, headers: { authorization: "SECRET-9", cookie: "SECRET-10" } }, "settings");
  const error = Object.assign(new Error("store is down"), { body: "SECRET-11", config: { token: "SECRET-12" } });
  log.error({ err: new ZhiwenError("ledger", "cannot store", "free the disk", { cause: error }) }, "failed");
  log.error({ err: "plain" }, "odd");
  log.debug({ a: 1 }, "too fine");
`;

let lines: Record<string, unknown>[];
beforeAll(() => {
  const out = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
  });
  lines = out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
});

const line = (name: string) => lines.find(({ msg }) => msg === name);

test("one JSON object a line, with level and time, none below its level", () => {
  expect(lines).toHaveLength(9);
  for (const each of lines)
    expect(each).toMatchObject({
      level: expect.any(Number),
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
});

test("what tells how the bot is doing stays", () => {
  expect(line("turn")).toMatchObject({ channel: "web", length: 12, intent: "greet" });
});

test.each(["flat", "nested", "twice nested", "three deep", "in a list", "settings", "failed"])(
  "%s: no word of a customer, no secret",
  (name) => {
    expect(line(name)).toBeDefined();
    expect(JSON.stringify(line(name))).not.toContain("SECRET");
  },
);

test("an error keeps its message, stack and cause", () => {
  const err = line("failed")?.["err"] as Record<string, unknown>;
  expect(err).toMatchObject({
    name: "ZhiwenError",
    message: expect.stringContaining("free the disk"),
    cause: { message: "store is down" },
  });
  expect(String(err["stack"])).toContain("at ");
});
