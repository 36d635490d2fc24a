import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium } from "../chromium.ts";
import { artefacts } from "../stage.ts";
import { desktop, noTroubles, phone, seated } from "./seat.ts";
import { type Town, town } from "./town.ts";

let browser: Browser;
let place: Town;
beforeAll(async () => {
  [browser, place] = await Promise.all([launchChromium(), town()]);
});
afterAll(async () => {
  await browser?.close();
  await place?.close();
});

test("shots", async () => {
  for (const [look, options] of [
    ["light", { ...desktop, colorScheme: "light" }],
    ["dark", { ...desktop, colorScheme: "dark" }],
    ["phone", { ...phone, colorScheme: "light" }],
  ] as const) {
    const context = await seated(browser, place, place.li, options);
    for (const [name, path] of [
      ["inbox", "/console"],
      ["conversation", `/console/conversations/${place.at.mine}?tab=mine`],
      ["requests", "/console/requests"],
      ["dashboard", "/console/dashboard"],
    ] as const) {
      const page = await context.newPage();
      await page.goto(place.origin + path, { waitUntil: "load" });
      await page.waitForTimeout(300);
      await page.screenshot({ path: `${artefacts}desk-${name}-${look}.png` });
      await page.close();
    }
    await context.close();
  }
  noTroubles();
});
