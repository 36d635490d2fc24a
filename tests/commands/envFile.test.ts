import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openLedger } from "../../src/ledger/ledger.ts";
import { zhiwen } from "./zhiwen.ts";

const invite = ["staff", "invite", "--login", "li", "--name", "小李", "--role", "admin"];

/** A folder as the README has it set up: settings in `.env` alone. */
function folderWith(lines: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "zhiwen-env-"));
  writeFileSync(join(folder, ".env"), lines.join("\n"));
  return folder;
}

test("a command takes what .env sets: the record and the address are the server's", async () => {
  const folder = folderWith(["DATA_DIR=kept", "PUBLIC_URL=https://desk.example", "PORT="]);
  const { code, stdout } = await zhiwen(invite, {}, "", folder);
  expect(code).toBe(0);
  expect(stdout).toContain("https://desk.example/console/set-up#");
  const ledger = await openLedger(join(folder, "kept", "zhiwen.db"));
  expect(await ledger.accounts.byLogin("li")).toMatchObject({ role: "admin" });
  await ledger.close();
});

test("a variable that is set already stays", async () => {
  const folder = folderWith(["DATA_DIR=kept", "PUBLIC_URL=https://from-file.example"]);
  const set = { PUBLIC_URL: "https://from-shell.example" };
  const { stdout } = await zhiwen(invite, set, "", folder);
  expect(stdout).toContain("https://from-shell.example/");
});

test("the doctor looks at the channels that .env sets up", async () => {
  const folder = folderWith([
    `TELEGRAM_BOT_TOKEN=1234567:${"A".repeat(35)}`,
    "TELEGRAM_API_ROOT=http://127.0.0.1:1",
  ]);
  const { code, stdout } = await zhiwen(["doctor"], {}, "", folder);
  expect(stdout).toContain("WRONG telegram");
  expect(code).toBe(1);
});

test("a .env that cannot be read is named, without a trace", async () => {
  const folder = mkdtempSync(join(tmpdir(), "zhiwen-env-"));
  mkdirSync(join(folder, ".env"));
  const { code, stderr } = await zhiwen(["doctor"], {}, "", folder);
  expect(code).toBe(1);
  expect(stderr).toContain(".env is there and cannot be read");
  expect(stderr).not.toMatch(/\n\s+at /);
});
