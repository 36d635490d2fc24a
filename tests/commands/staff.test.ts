import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import { openLedger } from "../../src/ledger/ledger.ts";
import { sqliteDialect } from "../../src/ledger/sqlite.ts";
import { hashOfToken } from "../../src/staff/token.ts";
import { zhiwen } from "./zhiwen.ts";

test("the first admin comes by a one-time link; the log tells when a row was changed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "zhiwen-staff-"));
  const environment = { DATA_DIR: folder, PUBLIC_URL: "https://desk.example" };
  const run = (...args: string[]) => zhiwen(["staff", ...args], environment);

  const invited = await run("invite", "--login", "li", "--name", "小李", "--role", "admin");
  expect(invited.code).toBe(0);
  const [, token = ""] =
    /^https:\/\/desk\.example\/console\/set-up#([\w-]{43})$/m.exec(invited.stdout) ?? [];
  const path = join(folder, "zhiwen.db");
  const ledger = await openLedger(path);
  expect(await ledger.accounts.invitation(hashOfToken(token) ?? "")).toBeDefined();
  expect(await ledger.accounts.byLogin("li")).toMatchObject({ role: "admin", ready: false });
  await ledger.close();

  expect((await run("list")).stdout).toContain("li  admin  not set up  小李");
  expect((await run("role", "--login", "li", "--role", "editor")).stdout).toContain(
    "li  editor  active",
  );
  expect((await run("deactivate", "--login", "li")).stdout).toContain("deactivated");
  const refused = await run("invite", "--login", "li");
  expect([refused.code, refused.stderr]).toEqual([
    1,
    expect.stringContaining("staff activate --login li"),
  ]);

  expect((await run("audit")).stdout).toMatch(/^whole: 4 rows, head [0-9a-f]{64}$/m);
  const db = new Kysely({ dialect: sqliteDialect({ path }) });
  await sql`update staff_audit set actor = 'somebody' where seq = 2`.execute(db);
  await db.destroy();
  const broken = await run("audit");
  expect([broken.code, broken.stdout.trim()]).toEqual([1, "broken at row 2: it was changed"]);
}, 60_000);

test.each([
  [["frob"], "there is no frob"],
  [["invite"], "which account?"],
  [["invite", "--login", "Li!"], "which account?"],
  [["invite", "--login", "li"], "needs a name"],
  [["invite", "--login", "li", "--name", "小李", "--role", "owner"], "no role owner"],
  [["deactivate", "--login", "nobody"], "there is no such account"],
])(
  "staff %j is refused with what to do",
  async (args, said) => {
    const folder = mkdtempSync(join(tmpdir(), "zhiwen-staff-"));
    const { code, stderr } = await zhiwen(["staff", ...args], { DATA_DIR: folder });
    expect(code).toBe(1);
    expect(stderr).toContain(said);
  },
  30_000,
);
