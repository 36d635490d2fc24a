import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { postgresPrograms, redisProgram } from "./programs.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const vitest = fileURLToPath(import.meta.resolve("vitest/package.json")).replace(
  "package.json",
  "vitest.mjs",
);
const folder = mkdtempSync(join(tmpdir(), "zhiwen-setup-"));
afterAll(() => rmSync(folder, { recursive: true }));

function node(args: readonly string[], environment: Record<string, string> = {}) {
  const { PATH = "" } = process.env;
  const env = { PATH, NO_COLOR: "1", ...environment };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: "utf8" });
  return { status, stdout, stderr };
}

describe("install", () => {
  test("names what it found and does nothing else", () => {
    const { status, stdout } = node([join(here, "install.ts")], { CHROMIUM_BIN: process.execPath });
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: [
        `[tests] browser: ${process.execPath}\n`,
        `[tests] PostgreSQL: ${postgresPrograms()}\n`,
        `[tests] Redis: ${redisProgram()}\n`,
      ].join(""),
    });
  });

  test("where something is missing that it cannot install, it ends the run and says the fix", () => {
    const { status, stderr } = node([join(here, "install.ts")], {
      CHROMIUM_BIN: process.execPath,
      PATH: folder,
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^\[tests\] no (PostgreSQL and )?Redis here, and no apt-get/);
    expect(stderr).toMatch(
      /run "sudo apt-get install -y (postgresql )?redis-server", then npm test/,
    );
  });

  test("a CHROMIUM_BIN that names nothing ends the run and says the fix", () => {
    const { status, stderr } = node([join(here, "install.ts")], {
      CHROMIUM_BIN: "/nowhere/chromium",
    });
    expect(status).toBe(1);
    expect(stderr).toBe(
      "[tests] CHROMIUM_BIN is /nowhere/chromium, and no program is there: correct it or unset it\n",
    );
  });
});

describe("closing line", () => {
  test("counts tests, files that do not load and errors outside a test", () => {
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    write(
      "vitest.config.mjs",
      `import { closingLine } from ${JSON.stringify(join(here, "closingLine.ts"))};
       export default { test: { globals: true, reporters: ["default", closingLine()] } };`,
    );
    write("good.test.js", `test("a", () => {}); test("b", () => {}); test.skip("c", () => {});`);
    write("bad.test.js", `test("d", () => { throw new Error("no"); });`);
    write("broken.test.js", `throw new Error("does not load");`);
    write(
      "late.test.js",
      `test("e", () => { setTimeout(() => { throw new Error("late"); }); return new Promise((done) => setTimeout(done, 50)); });`,
    );
    const { status, stdout } = node([vitest, "run", "--root", folder]);
    expect(status).toBe(1);
    expect(stdout.trimEnd().split("\n").at(-1)).toBe("3 passed, 3 failed");
  });
});
