import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { invite } from "../../../src/staff/setUp.ts";
import { launchChromium } from "../chromium.ts";
import { artefacts } from "../stage.ts";
import {
  code,
  desktop,
  entered,
  hire,
  noTroubles,
  password,
  phone,
  seated,
  terminal,
} from "./seat.ts";
import { type Town, town } from "./town.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The markup is the same in both colours: there only what has a colour is judged again. */
const violations = { resultTypes: ["violations"], preload: false };
const colours = { ...violations, runOnly: ["color-contrast", "link-in-text-block"] };
const looks = [
  { name: "desktop-light", at: desktop.viewport, scheme: "light", rules: violations },
  { name: "desktop-dark", at: desktop.viewport, scheme: "dark", rules: colours },
  { name: "phone-light", at: phone.viewport, scheme: "light", rules: violations },
] as const;

let browser: Browser;
let place: Town;
let admin: BrowserContext;
let staff: BrowserContext;
let nobody: BrowserContext;
let runs = 0;
const faults: string[] = [];

beforeAll(async () => {
  [browser, place] = await Promise.all([launchChromium(), town()]);
  const still = { ...desktop, reducedMotion: "reduce" } as const;
  admin = await seated(browser, place, place.li, still);
  staff = await seated(browser, place, place.chen, still);
  nobody = await entered(browser, still);
});
afterEach(() => {
  expect(faults.splice(0)).toEqual([]);
  noTroubles();
});
afterAll(async () => {
  console.log(`axe looked ${runs} times`);
  await browser?.close();
  await place?.close();
});

/** Looks at a page in every look; keeps what it looked like, and what breaks a rule. */
async function judged(page: Page, name: string): Promise<void> {
  await page.evaluate(axe);
  for (const look of looks) {
    await page.emulateMedia({ colorScheme: look.scheme });
    await page.setViewportSize(look.at);
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)))");
    if (look.scheme === "light") {
      await page.screenshot({ path: `${artefacts}desk-${name}-${look.name}.png` });
    }
    const found = await page.evaluate<string[]>(
      `axe.run(document, ${JSON.stringify(look.rules)}).then(({ violations }) => violations.flatMap(
        ({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + " " + target.join(" ") + " " + failureSummary)))`,
    );
    runs += 1;
    faults.push(...found.map((fault) => `${name} ${look.name}: ${fault}`));
    const wide = await page.evaluate<number>("document.documentElement.scrollWidth");
    if (wide > look.at.width) faults.push(`${name} ${look.name}: ${wide} wide`);
  }
  await page.setViewportSize(desktop.viewport);
}

type Prepared = (page: Page) => Promise<unknown>;
const ready: Prepared = (page) => page.locator("h1, h2").first().waitFor();

async function looksAt(
  context: BrowserContext,
  name: string,
  path: string,
  prepare: Prepared = ready,
): Promise<void> {
  const page = await context.newPage();
  await page.goto(place.origin + path);
  await prepare(page);
  await judged(page, name);
  await page.close();
}

const conversation = (which: keyof Town["at"], tab: string) =>
  `/console/conversations/${place.at[which]}?tab=${tab}`;
const open =
  (control: string, shown: string): Prepared =>
  async (page) => {
    await page.locator(control).click();
    await page.locator(shown).first().waitFor();
  };

describe("every page looks right and breaks no rule of accessibility", () => {
  test("the way in", async () => {
    await looksAt(nobody, "login", "/console/login");
    await looksAt(nobody, "login-wrong", "/console/login", async (page) => {
      await page.getByLabel("账号").fill("nobody");
      await page.getByLabel("密码").fill("wrong");
      await page.getByRole("button", { name: "下一步" }).click();
      await page.locator('.said.bad, [role="alert"]:not(:empty)').first().waitFor();
    });
    await looksAt(nobody, "login-code", "/console/login", async (page) => {
      await page.getByLabel("账号").fill("li.yu");
      await page.getByLabel("密码").fill(password);
      await page.getByRole("button", { name: "下一步" }).click();
      await page.locator('input[name="code"]').waitFor();
    });
    await looksAt(nobody, "set-up-token", "/console/set-up");
    const added = await hire(place, "zhou", "周南", "staff", false);
    const { token } = await invite(
      { record: place.ledger.accounts, now: place.now },
      added.id,
      terminal,
    );
    const page = await nobody.newPage();
    await page.goto(`${place.origin}/console/set-up#${token}`);
    await page.locator('input[name="again"]').waitFor();
    await judged(page, "set-up");
    const secret = (await page.locator("p > .code").innerText()).replaceAll(/\s/g, "");
    await page.locator('input[name="password"]').fill(password);
    await page.locator('input[name="again"]').fill(password);
    await page.locator('input[name="code"]').fill(code(place, secret));
    await page.getByRole("button").last().click();
    await page.locator(".codes").waitFor();
    await judged(page, "recovery-codes");
    await page.close();
  });

  test("the inbox", async () => {
    for (const tab of ["waiting", "mine", "all", "promised", "ended"]) {
      const name = tab === "waiting" ? "inbox" : `inbox-${tab}`;
      await looksAt(admin, name, `/console?tab=${tab}`, (page) =>
        page.locator("#lines li").first().waitFor(),
      );
    }
    await looksAt(admin, "inbox-none", "/console?channel=terminal", (page) =>
      page.locator("#inbox-empty:not([hidden])").waitFor(),
    );
    await looksAt(admin, "keys", "/console", open('[data-key="?"]', "#keys:popover-open"));
  });

  test("a conversation", async () => {
    const there: Prepared = (page) => page.locator("#log .entry").first().waitFor();
    await looksAt(admin, "conversation", conversation("mine", "all"), there);
    await looksAt(admin, "conversation-waiting", conversation("waiting", "waiting"), there);
    await looksAt(admin, "conversation-colleague", conversation("colleagues", "all"), there);
    await looksAt(admin, "conversation-promised", conversation("promised", "promised"), there);
    await looksAt(admin, "conversation-ended", conversation("ended", "ended"), there);
    await looksAt(admin, "details", conversation("mine", "all"), async (page) => {
      await page.setViewportSize(phone.viewport);
      await page.locator("#step").click();
      await page.locator("#notes").waitFor();
    });
  });

  test("what opens over a conversation", async () => {
    const mine = conversation("mine", "mine");
    for (const sheet of ["transfer", "return", "close"]) {
      const button = `#standing [popovertarget="${sheet}"]`;
      await looksAt(admin, sheet, mine, open(button, `#${sheet}:popover-open`));
    }
    await looksAt(admin, "canned-sheet", mine, open('[data-key="l"]', "#canned-list li"));
    const beside = conversation("mine", "all");
    await looksAt(admin, "suggestions", beside, open("#suggest-form button", "#suggested li"));
  });

  test("requests and canned replies", async () => {
    await looksAt(admin, "requests", "/console/requests");
    await looksAt(admin, "requests-none", "/console/requests?receipt=NOTHERE");
    const [found] = await place.ledger.desk.cases({ statuses: ["submitted"], limit: 1 });
    await looksAt(admin, "request", `/console/requests/${found?.request.receipt}`);
    await looksAt(admin, "export", "/console/requests.xlsx");
    await looksAt(admin, "canned", "/console/canned");
    const [reply] = await place.ledger.desk.cannedReplies();
    await looksAt(admin, "canned-edit", `/console/canned/${reply?.id}`);
  });

  test("the dashboard", async () => {
    await looksAt(admin, "dashboard", "/console/dashboard");
    await looksAt(admin, "dashboard-tables", "/console/dashboard?days=30", (page) =>
      page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true'),
    );
  });

  test("accounts and the log", async () => {
    await looksAt(admin, "account", "/console/account");
    await looksAt(admin, "authenticator", "/console/account/authenticator");
    await looksAt(admin, "staff", "/console/staff");
    await looksAt(admin, "staff-new", "/console/staff/new");
    await looksAt(admin, "staff-edit", `/console/staff/${place.chen.id}`);
    await looksAt(admin, "audit", "/console/audit?check=1");
    await looksAt(admin, "confirm", "/console/confirm");
  });

  test("what is refused", async () => {
    await looksAt(staff, "forbidden", "/console/audit");
    await looksAt(staff, "not-found", "/console/nothing");
    await looksAt(staff, "not-found-conversation", "/console/conversations/nothing");
  });

  test("and in English", async () => {
    await place.ledger.accounts.change(place.chen.id, { language: "en" }, terminal);
    await looksAt(staff, "english-inbox", "/console?tab=all");
    await looksAt(staff, "english-conversation", conversation("colleagues", "all"));
    await looksAt(staff, "english-dashboard", "/console/dashboard");
  });
});
