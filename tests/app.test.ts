import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test, vi } from "vitest";
import { type App, buildApp } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import { openLedger } from "../src/ledger/ledger.ts";
import { createLog } from "../src/log.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
let app: App | undefined;
afterEach(() => app?.close());

async function appOver(seeds: string) {
  const config = readConfig({ SEEDS_DIR: seeds, LOG_LEVEL: "error" });
  app = await buildApp(config, createLog("silent"), { ledger: await openLedger(":memory:") });
  await app.run();
  return async (): Promise<string> => {
    const id = encodeURIComponent("ip-city-2025-results/pct-applications");
    const response = await app?.http.request(`/api/passage?id=${id}`);
    if (response?.status !== 200) throw new Error(`${response?.status}`);
    return ((await response.json()) as { text: string }).text;
  };
}

function copiedSeeds() {
  const seeds = mkdtempSync(join(tmpdir(), "zhiwen-seeds-"));
  cpSync(join(root, "seeds"), seeds, { recursive: true });
  return { seeds, file: join(seeds, "ip-city-2025-results.yaml") };
}

test("changed knowledge is live without a restart", async () => {
  const { seeds, file } = copiedSeeds();
  const passage = await appOver(seeds);
  expect(await passage()).toContain("605件");
  writeFileSync(file, readFileSync(file, "utf8").replaceAll("605件", "606件"));
  await vi.waitFor(async () => expect(await passage()).toContain("606件"), { timeout: 15_000 });
});

test("changed knowledge with an error is not taken: the old one stays", async () => {
  const { seeds, file } = copiedSeeds();
  const passage = await appOver(seeds);
  writeFileSync(file, "id: [broken");
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(await passage()).toContain("605件");
});

test("answers health and readiness", async () => {
  await appOver(join(root, "seeds"));
  expect((await app?.http.request("/healthz"))?.status).toBe(200);
  expect((await app?.http.request("/readyz"))?.status).toBe(200);
});
