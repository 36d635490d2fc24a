import { execFile } from "node:child_process";
import { chmod, mkdir, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { ZhiwenError } from "../../src/core/errors.ts";
import { openLedger } from "../../src/ledger/ledger.ts";
import { freshPath } from "./freshPath.ts";
import { echo, message } from "./house.ts";

const problem = (text: RegExp) => (error: unknown) =>
  error instanceof ZhiwenError && error.part === "ledger" && text.test(error.message);

describe("a store in trouble", () => {
  test("a full disk rejects the accept, and what was accepted stays", async () => {
    const path = await freshPath();
    const ledger = await openLedger(path, { maxBytes: 600_000 });
    const stored: string[] = [];
    let refusal: unknown;
    for (let i = 0; refusal === undefined && i < 1_000; i++) {
      await ledger.accept(message(`${i}`, "文".repeat(2_000), `c${i % 7}`)).then(
        () => stored.push(`${i}`),
        (error) => {
          refusal = error;
        },
      );
    }
    expect(refusal).toSatisfy(problem(/full/));
    expect((refusal as Error).message).not.toContain("文");
    expect(stored.length).toBeGreaterThan(10);
    expect((await ledger.counts()).waiting).toBe(stored.length);
    await ledger.close();
    // With room again everything goes on.
    const roomy = await openLedger(path);
    expect((await roomy.counts()).waiting).toBe(stored.length);
    expect((await roomy.accept(message("late"))).repeat).toBe(false);
    await roomy.close();
  });

  test("a full disk costs no message an attempt", async () => {
    const path = await freshPath();
    const first = await openLedger(path);
    const { conversation } = await first.accept(message("1"));
    await first.close();
    const full = await openLedger(path, { maxBytes: 4_096 });
    const long = "文".repeat(20_000);
    for (let i = 0; i < 5; i++) {
      const turn = full.turn(conversation, async (input) => {
        const result = await echo()(input);
        return { ...result, outcome: { ...result.outcome, text: long } };
      });
      await expect(turn).rejects.toSatisfy(problem(/full/));
    }
    await full.close();
    const roomy = await openLedger(path);
    expect(await roomy.turn(conversation, echo())).toBe("done");
    expect((await roomy.counts()).setAside).toBe(0);
    await roomy.close();
  });

  test("the operating system's own limit rejects too; every promise that held is kept", async () => {
    const path = await freshPath();
    await (await openLedger(path)).close();
    const room = Math.ceil((await stat(path)).size / 1_024) + 300;
    const script = fileURLToPath(new URL("./fillChild.ts", import.meta.url));
    const shell = `ulimit -f ${room}; exec "$0" "$1" "$2"`;
    const printed = await new Promise<string>((resolve, reject) => {
      execFile("bash", ["-c", shell, process.execPath, script, path], (error, stdout, stderr) =>
        error === null ? resolve(stdout) : reject(new Error(stderr)),
      );
    });
    const { stored, refusal } = JSON.parse(printed) as { stored: number; refusal: string };
    expect(refusal).toMatch(/^\[ledger\] could not store the message: /);
    expect(stored).toBeGreaterThan(0);
    const ledger = await openLedger(path);
    expect((await ledger.counts()).waiting).toBe(stored);
    await ledger.close();
  });

  test("a record that turns read-only rejects the accept", async () => {
    const path = await freshPath();
    await (await openLedger(path)).close();
    await chmod(path, 0o444);
    // The superuser may write all the same; then the file's own mark makes it read-only.
    const file = await open(path, "r+").catch(() => undefined);
    await file?.write(new Uint8Array([3]), 0, 1, 18);
    await file?.close();
    await expect(
      openLedger(path).then(async (ledger) => {
        await ledger.accept(message("1")).finally(() => ledger.close());
      }),
    ).rejects.toSatisfy(problem(/read-only/));
  });

  test.each([
    ["text", Buffer.from("this is no database, but long enough to be looked at ".repeat(40))],
    ["noise", Buffer.from(Array.from({ length: 8_192 }, (_, i) => (i * 7919) % 251))],
  ])("a file of %s is refused and left as it is", async (_name, content) => {
    const path = await freshPath();
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    await expect(openLedger(path)).rejects.toSatisfy(problem(/no record of this program/));
    expect(await readFile(path)).toEqual(content);
  });

  test("another program's database is refused and left as it is", async () => {
    const path = await freshPath();
    await mkdir(dirname(path), { recursive: true });
    const other = new DatabaseSync(path);
    other.exec("create table notes (text text)");
    other.close();
    await expect(openLedger(path)).rejects.toSatisfy(problem(/no record of this program/));
    const again = new DatabaseSync(path);
    expect(again.prepare("select name from sqlite_schema").all()).toHaveLength(1);
    again.close();
  });

  test("a folder that cannot be made, or a folder in place of the file, is told", async () => {
    const path = await freshPath();
    await writeFile(dirname(path), "a file where the folder should be");
    await expect(openLedger(path)).rejects.toSatisfy(problem(/folder .* cannot be made/));
    await rm(dirname(path));
    await mkdir(path, { recursive: true });
    await expect(openLedger(path)).rejects.toSatisfy(problem(/cannot be opened/));
  });

  test("waits for another process's transaction without stopping this one", async () => {
    const path = await freshPath();
    const ledger = await openLedger(path);
    const other = new DatabaseSync(path);
    other.exec("begin immediate");
    let ticks = 0;
    const timer = setInterval(() => ticks++, 10);
    setTimeout(() => other.exec("commit"), 400);
    expect((await ledger.accept(message("1"))).repeat).toBe(false);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(3);
    other.close();
    await ledger.close();
  });
});
