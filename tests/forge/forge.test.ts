import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aftermath } from "./aftermath.ts";
import { assault } from "./assault.ts";
import { bootMatrix } from "./boot.ts";
import { drip } from "./drip.ts";
import { aftermathFaults, dripFaults, verdictFaults } from "./faults.ts";
import { type Program, startProgram } from "./program.ts";
import { doorNames } from "./settings.ts";
import { realStarts, tryStarts } from "./starts.ts";

/** The small form of `npm run forge`. Another seed each day would fail where nobody changed anything. */
const seed = 20_261_121;
const each = 500;

describe("the program with every channel on, under attack", () => {
  let program: Program;
  beforeAll(async () => {
    program = await startProgram();
  });
  afterAll(() => program.stop());

  test.each(doorNames)("nothing forged is taken at %s, and the platform is heard", async (door) => {
    const verdict = await assault(program, { door, each, seed, connections: 24 });
    expect(verdictFaults(verdict)).toEqual([]);
    expect(verdict.sent.total).toBe(each);
    expect(verdict.genuine.sent).toBeGreaterThan(0);
    const { byKind } = verdict.sent;
    for (const kind of ["forged", "copy", "hostile"]) expect(byKind[kind]).toBeGreaterThan(50);
  });

  test("dripping connections hold up nobody", async () => {
    const dripped = await drip(program, { sockets: 200, seconds: 3, until: 0, seed });
    expect(dripFaults(dripped)).toEqual([]);
  });

  test("afterwards people are answered, and the log holds no secret", async () => {
    expect(aftermathFaults(await aftermath(program))).toEqual([]);
  });
});

describe("a set-up that is half or wrong", () => {
  test("opens no door without its secret, and else says which variable to mend", async () => {
    const { faults, stopped, served } = await bootMatrix();
    expect(faults).toEqual([]);
    expect(stopped).toBeGreaterThan(500);
    expect(served).toBeGreaterThan(200);
  });

  test("as a process: it serves or ends with the reason", async () => {
    const some = realStarts().filter(({ name }) =>
      ["without WECOM_TOKEN", "WECOM_BOT_AES_KEY is garbage"].includes(name),
    );
    const { faults, stopped, served } = await tryStarts(some);
    expect(faults).toEqual([]);
    expect([stopped, served]).toEqual([2, 0]);
  });
});
