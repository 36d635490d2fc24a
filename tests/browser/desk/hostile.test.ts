import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { launchChromium } from "../chromium.ts";
import { hostile } from "./hostileStrings.ts";
import { type Office, openOffice } from "./office.ts";
import { hire, noTroubles, seated, troubles } from "./seat.ts";
import { type Villain, villainousAccounts, villainousContacts, villains } from "./villains.ts";

let browser: Browser;
let office: Office;
let context: BrowserContext;
let page: Page;
let bad: readonly Villain[];
let contacts: Awaited<ReturnType<typeof villainousContacts>>;
let looked = 0;

beforeAll(async () => {
  [browser, office] = await Promise.all([launchChromium(), openOffice()]);
  const holder = await hire(office, "li.yu", "李渝", "admin");
  bad = await villains(office, holder);
  await villainousAccounts(office);
  contacts = await villainousContacts(office);
  context = await seated(browser, office, holder);
  await context.exposeBinding("pwned", ({ page: at }) => void troubles.push(`ran at ${at.url()}`));
  context.on("page", (opened) => void troubles.push(`opened ${opened.url()}`));
  await context.route(
    (url) => url.origin !== office.origin,
    (route) => {
      troubles.push(`left for ${route.request().url()}`);
      return route.abort();
    },
  );
  page = await context.newPage();
  page.setDefaultTimeout(30_000);
  troubles.splice(0);
});
afterEach(noTroubles);
afterAll(async () => {
  console.log(`${hostile.length} strings, shown ${looked} times`);
  await browser?.close();
  await office?.close();
});

/** Runs in the page: what of people's typing could act on what stands around it. */
const unruly = `(() => {
  const acts = /[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]/;
  const rightToLeft = /[\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc]/;
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walk.nextNode(); text !== null; text = walk.nextNode()) {
    const at = text.parentElement;
    if (at.closest("textarea, script, option") !== null) continue;
    if (acts.test(text.data)) found.push("unseen " + at.outerHTML.slice(0, 200));
    if (!rightToLeft.test(text.data)) continue;
    const alone = at.closest("bdi") !== null || at.textContent === at.closest("p, td, li, h1, h2, dd, dt, pre")?.textContent;
    if (!alone) found.push("not apart " + at.outerHTML.slice(0, 200));
  }
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) found.push(wide + " wide");
  const hidden = [...document.querySelectorAll("header.top, main")].filter((each) => !each.checkVisibility());
  if (hidden.length > 0) found.push("hidden");
  return found;
})()`;

/** Opens a page and looks whether each string is there as often as it should, as text alone. */
async function shows(path: string, tags: readonly string[], times: number): Promise<void> {
  const there = office.origin + path;
  await page.goto(there);
  await settle();
  const text = await page.evaluate<string>(
    `document.body.textContent + [...document.querySelectorAll("textarea, input")].map(({ value }) => value).join(" ")`,
  );
  const lacking = tags.filter((tag) => text.split(tag).length - 1 < times);
  expect(lacking, path).toEqual([]);
  looked += tags.length * times;
  expect(await page.evaluate<string[]>(unruly), path).toEqual([]);
  expect(page.url()).toBe(there);
}

/** What would run has run by then: events of loading, of focus, of animation. */
const settle = () => page.waitForTimeout(60);

const every = hostile.map(({ tag }) => tag);

test("in the conversation and all that opens in it", async () => {
  for (const { conversation, tags } of bad) {
    await shows(`/console/conversations/${conversation}?tab=all`, tags, 12);
    await page.evaluate(
      'for (const each of document.querySelectorAll("details")) each.open = true',
    );
    await settle();
  }
});

test("as the id of a contact", async () => {
  for (const { conversation, tags } of contacts) {
    await shows(`/console/conversations/${conversation}`, tags, 1);
  }
});

test("in the inbox", async () => {
  const tags = bad.flatMap(({ tags: [first = ""] }) => first);
  // What is cut shows its beginning.
  await shows("/console?tab=mine", tags, 2);
});

test("in requests: what was filed, who has it, what was noted", async () => {
  for (const { receipt, tags } of bad) await shows(`/console/requests/${receipt}`, tags, 10);
  await page.goto(`${office.origin}/console/requests`);
  await settle();
  expect(await page.evaluate<string[]>(unruly)).toEqual([]);
});

test("in canned replies: their list and the sheet of a conversation", async () => {
  // The topic's name is cut before the tag of a string that has it at its end.
  await shows("/console/canned", every, 2);
  await page.goto(`${office.origin}/console/conversations/${bad[0]?.conversation}`);
  await page.locator('[data-key="l"]').click();
  await page.locator("#canned-list li").last().waitFor();
  expect(await page.locator("#canned-list li").count()).toBe(hostile.length);
  expect(await page.evaluate<string[]>(unruly)).toEqual([]);
  const [reply] = await office.ledger.desk.cannedReplies();
  await page.goto(`${office.origin}/console/canned/${reply?.id}`);
  await settle();
});

test("in the names of accounts, and in the log", async () => {
  await shows("/console/staff", every, 1);
  const rows = page.locator("tbody tr");
  for (let before = 1e9; ; ) {
    await page.goto(`${office.origin}/console/audit?before=${before}`);
    await settle();
    expect(await page.evaluate<string[]>(unruly), `audit before ${before}`).toEqual([]);
    if ((await rows.count()) === 0) break;
    before = Number(await rows.last().locator("td").first().innerText());
  }
  expect(await office.ledger.accounts.auditState()).toMatchObject({ whole: true });
});

test("in the charts, as tables and as pictures opened by themselves", async () => {
  await shows("/console/dashboard?days=7", every.slice(0, 1), 1);
  const chart = `${office.origin}/console/dashboard/charts/topics.svg?days=7&theme=light&size=wide&language=zh`;
  await page.goto(chart);
  await settle();
});

test("in addresses that a page repeats", async () => {
  for (let at = 0; at < hostile.length; at += 24) {
    const text = encodeURIComponent(hostile[at]?.text.toWellFormed() ?? "");
    await page.goto(
      `${office.origin}/console/requests?receipt=${text.slice(0, 900)}&status=${text.slice(0, 900)}`,
    );
    await page.goto(
      `${office.origin}/console?district=${text.slice(0, 900)}&topic=${text.slice(0, 900)}`,
    );
    await settle();
    expect(await page.evaluate<string[]>(unruly)).toEqual([]);
  }
});

test("in lines that come while the conversation stands open", async () => {
  await office.open();
  const { conversation } = bad[0] ?? { conversation: "" };
  await page.goto(`${office.origin}/console/conversations/${conversation}?tab=all`);
  const found = await office.ledger.desk.conversation(conversation);
  const contact = found?.contact ?? "";
  for (const [at, { text }] of hostile.entries()) {
    if (at % 6 !== 0) continue;
    await office.ledger.accept({
      id: `live-${at}`,
      channel: "web",
      contact,
      text,
      at: office.now(),
    });
  }
  const last = hostile.findLast((_, at) => at % 6 === 0);
  await page
    .locator("#log .entry", { hasText: last?.tag ?? "" })
    .last()
    .waitFor();
  await settle();
  expect(await page.evaluate<string[]>(unruly)).toEqual([]);
});
