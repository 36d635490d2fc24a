import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kysely } from "kysely";
import { afterEach, expect, test } from "vitest";
import { openLedger } from "../../src/ledger/ledger.ts";
import { migrate } from "../../src/ledger/migrate.ts";
import { migrations } from "../../src/ledger/migrations.ts";
import type { Schema } from "../../src/ledger/schema.ts";
import { sqliteDialect } from "../../src/ledger/sqlite.ts";
import { startTelegram } from "../emulators/telegram/emulator.ts";
import { startWecom } from "../emulators/wecom/emulator.ts";
import { zhiwen } from "./zhiwen.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

const token = "1234567:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const corp = { corpId: "ww0123456789abcdef", secret: "right-secret" };
const app = { agentId: 1000002, token: "apptoken", aesKey: "a".repeat(43) };

async function environment() {
  const telegram = await startTelegram({ token });
  const kf = { token: "kftoken", aesKey: app.aesKey, accounts: [{ openKfId: "wk1" }] };
  const wecom = await startWecom({ ...corp, app, kf });
  open.push(telegram, wecom);
  return {
    DATA_DIR: mkdtempSync(join(tmpdir(), "zhiwen-doctor-")),
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_API_ROOT: telegram.url,
    WECOM_CORP_ID: corp.corpId,
    WECOM_SECRET: corp.secret,
    WECOM_AGENT_ID: String(app.agentId),
    WECOM_TOKEN: app.token,
    WECOM_AES_KEY: app.aesKey,
    WECOM_API_ROOT: wecom.url,
  };
}

test("finds nothing where all is well", async () => {
  const set = await environment();
  await (await openLedger(join(set.DATA_DIR, "zhiwen.db"))).close();
  const { code, stdout } = await zhiwen(["doctor"], set);
  expect(stdout).toContain("all is well");
  for (const part of ["record", "telegram", "wecom-kf", "wecom-app"]) {
    expect(stdout).toContain(`ok    ${part}\n`);
  }
  expect(code).toBe(0);
});

test("makes no record before the first start, and looks at the channels all the same", async () => {
  const set = await environment();
  const { code, stdout } = await zhiwen(["doctor"], set);
  expect(stdout).toContain("ok    record, which the first start makes");
  expect(stdout).toContain("zhiwen staff invite");
  expect(stdout).toContain("ok    telegram");
  expect(code).toBe(0);
  expect(readdirSync(set.DATA_DIR)).toEqual([]);
});

test("says that the record cannot be made where it is to be", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "zhiwen-doctor-")), "file");
  writeFileSync(file, "");
  const { code, stdout } = await zhiwen(["doctor"], { DATA_DIR: join(file, "data") });
  expect(stdout).toMatch(/WRONG record.*DATA_DIR/);
  expect(code).toBe(1);
});

test("leaves a record of an older version as it is, as staff does, and says what to do", async () => {
  const set = await environment();
  const path = join(set.DATA_DIR, "zhiwen.db");
  const db = new Kysely<Schema>({ dialect: sqliteDialect({ path }) });
  await migrate(db, migrations.slice(0, 5));
  await db.destroy();
  const { code, stdout } = await zhiwen(["doctor"], set);
  expect(stdout).toMatch(/WRONG record: .*schema version 5.*keep a copy/);
  expect(stdout).toContain("ok    telegram");
  expect(stdout).not.toContain("staff invite");
  expect(code).toBe(1);
  const listed = await zhiwen(["staff", "list"], set);
  expect([listed.code, listed.stderr]).toEqual([1, expect.stringContaining("schema version 5")]);
  const after = new Kysely<Schema>({ dialect: sqliteDialect({ path }) });
  const rows = await after.selectFrom("schema_version").select("version").execute();
  expect(rows).toHaveLength(5);
  await after.destroy();
}, 60_000);

test("says of each part what is wrong and the fix, and shows no secret", async () => {
  const { code, stdout } = await zhiwen(["doctor"], {
    ...(await environment()),
    TELEGRAM_BOT_TOKEN: `7654321:${"B".repeat(35)}`,
    WECOM_SECRET: "wrong-secret",
    REDIS_URL: "redis://127.0.0.1:1",
    PUBLIC_URL: "http://127.0.0.1:1",
    TELEGRAM_WEBHOOK_SECRET: "hook",
  });
  expect(code).toBe(1);
  for (const part of ["redis", "telegram", "wecom-kf", "wecom-app", "callbacks"]) {
    expect(stdout, part).toContain(`WRONG ${part}`);
  }
  expect(stdout).toContain("ok    record");
  expect(stdout).not.toMatch(/BBBB|wrong-secret|apptoken/);
});
