import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Listening, listen } from "../../src/http/listen.ts";
import { li, type Stage, stage, wang } from "../console/desk/stage.ts";
import { launchChromium } from "./chromium.ts";
import { artefacts } from "./stage.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser: Browser;
let desk: Stage;
let server: Listening;
let origin: string;
let context: BrowserContext;
let page: Page;
let id: string;
const errors: string[] = [];

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});
beforeEach(async () => {
  desk = await stage({ beat: 500 });
  server = await listen(desk.app, 0, { grace: 100 });
  origin = `http://localhost:${server.port}`;
  id = await desk.asks({ channel: "wecom-kf" });
  context = await enter({ width: 1280, height: 800 });
  page = await visit(`/console/conversations/${id}`);
});
afterEach(async () => {
  await context.close();
  await server.close();
  await desk.close();
  expect(errors.splice(0)).toEqual([]);
  expect(desk.problems).toEqual([]);
});

async function enter(viewport: { width: number; height: number }): Promise<BrowserContext> {
  const entered = await browser.newContext({ viewport });
  await entered.addCookies([{ name: "desk", value: li.id, url: origin }]);
  return entered;
}

async function visit(path: string, from = context): Promise<Page> {
  const visited = await from.newPage();
  visited.on("pageerror", (error) => errors.push(error.message));
  visited.on("console", (said) => {
    // A refusal is shown to the person; the browser also logs its status.
    if (said.type() === "error" && !/status of 4\d\d|ERR_FAILED/.test(said.text())) {
      errors.push(said.text());
    }
  });
  await visited.goto(origin + path);
  return visited;
}

const box = () => page.locator("#answer");
const said = async () =>
  (await desk.ledger.transcript(id)).filter(({ side }) => side === "staff").map(({ text }) => text);
const claim = () => desk.port.desk.claim(id, li, "console");
const held = () => page.locator('#standing[data-mine="yes"]').waitFor();

test("a customer's line appears by itself, and nobody's typing is disturbed", async () => {
  await claim();
  await held();
  await box().fill("正在写");
  await desk.writes(id, "又想到一个问题");
  await page.getByRole("log").getByText("又想到一个问题").waitFor();
  expect(await box().inputValue()).toBe("正在写");
  expect(await page.evaluate("document.activeElement.id")).toBe("answer");
});

test("the list takes in new conversations and keeps the focus on the line one is at", async () => {
  await page.locator(`#c-${id} a`).focus();
  const other = await desk.asks({ contact: "other" });
  await page.locator(`#c-${other}`).waitFor();
  await desk.writes(id, "还在吗");
  await page.locator(`#c-${id}`, { hasText: "还在吗" }).waitFor();
  expect(await page.evaluate("document.activeElement.closest('li').dataset.id")).toBe(id);
});

describe("out of sight", () => {
  let hidden: BrowserContext;
  beforeEach(async () => {
    // Whoever sees a line has read it.
    await page.close();
  });
  afterEach(async () => {
    await hidden.close();
  });

  /** A page behind others, in a browser that notes what it is told to show. */
  async function behind(path: string, refused = false): Promise<Page> {
    hidden = await enter({ width: 1280, height: 800 });
    // Chrome on Android refuses the constructor.
    await hidden.addInitScript(`
      Object.defineProperty(document, "hidden", { get: () => true });
      globalThis.shown = [];
      globalThis.Notification = class extends EventTarget {
        static permission = "granted";
        constructor(words, { tag }) {
          super();
          if (${refused}) throw new TypeError("Illegal constructor");
          shown.push(words + " " + tag);
        }
      };`);
    return await visit(path, hidden);
  }
  const shown = (there: Page) => there.evaluate<string[]>("shown");

  test("one's own customer, a gift and a long wait are told of, once each", async () => {
    await claim();
    const waiting = await desk.asks({ contact: "waiting" });
    const given = await desk.asks({ contact: "given" });
    await desk.port.desk.claim(given, wang, "console");
    const there = await behind("/console");
    await there.locator(`#c-${waiting}`).waitFor();
    await desk.writes(id, "在吗？急！");
    await expect.poll(() => shown(there)).toHaveLength(1);
    await desk.port.desk.transfer(given, wang, { staff: li });
    await expect.poll(() => shown(there)).toHaveLength(2);
    const { id: handoff = "", fence = 0 } = (await desk.ledger.desk.newestHandoff(waiting)) ?? {};
    const set = { escalatedAt: new Date() };
    await desk.ledger.desk.change({ id: handoff, fence, set, event: "escalated" });
    desk.port.desk.changed(waiting);
    await expect.poll(() => shown(there)).toHaveLength(3);
    // A stream that opens again brings them once more.
    await there.evaluate("window.dispatchEvent(new Event('online'))");
    await there.waitForTimeout(1_500);
    expect(await shown(there)).toEqual([
      `客户来了新消息 ${id}`,
      `同事转给您一个会话 ${given}`,
      `有客户久等了，还没有人接手 ${waiting}`,
    ]);
    // Two of one's own and the one that waits.
    await there.locator("#tabs", { hasText: "2 个会话有未读消息" }).waitFor();
    await expect.poll(() => there.title()).toMatch(/^\(3\) /);
  });

  test("a notification that the browser refuses takes no line from the list", async () => {
    const there = await behind("/console", true);
    const ids = [await desk.asks({ contact: "one" }), await desk.asks({ contact: "two" })];
    for (const each of ids) await there.locator(`#c-${each}`).waitFor();
    await expect.poll(() => there.title()).toMatch(/^\(\d\) /);
  });
});

describe("an answer", () => {
  beforeEach(async () => {
    await claim();
    await held();
  });

  test("sent twice in a moment is said once", async () => {
    await box().fill("您好");
    await page.locator(".send").dblclick();
    await page.getByRole("log").getByText("您好").waitFor();
    expect(await said()).toEqual(["您好"]);
    expect(await box().inputValue()).toBe("");
  });

  test("whose receipt comes late takes the focus from no sheet opened meanwhile", async () => {
    const { promise: late, resolve: arrives } = Promise.withResolvers<void>();
    await page.route("**/say", async (route) => {
      await late;
      await route.continue();
    });
    await box().fill("您好");
    await box().press("Enter");
    await page.locator("#scroll").focus();
    await page.keyboard.press("e");
    const summary = page.locator("#close textarea");
    await summary.pressSequentially("已");
    arrives();
    await page.getByRole("log").getByText("您好").waitFor();
    await page.waitForFunction("document.getElementById('answer').value === ''");
    await page.keyboard.type("答复");
    expect(await summary.inputValue()).toBe("已答复");
    await page.unroute("**/say");
  });

  test("whose receipt was lost on the way is said once when it is sent again", async () => {
    await page.route("**/say", async (route) => {
      await route.fetch();
      await route.abort();
    });
    await box().fill("说一遍");
    await box().press("Enter");
    await page.getByText("连不上服务器").waitFor();
    expect(await box().inputValue()).toBe("说一遍");
    await page.unroute("**/say");
    // Also in another life of the page.
    await page.close();
    page = await visit(`/console/conversations/${id}`);
    expect(await box().inputValue()).toBe("说一遍");
    await box().press("Enter");
    await page.waitForFunction("document.getElementById('answer').value === ''");
    expect(await said()).toEqual(["说一遍"]);
  });

  test("changed after such a loss is another one", async () => {
    await page.route("**/say", async (route) => {
      await route.fetch();
      await route.abort();
    });
    await box().fill("第一句");
    await box().press("Enter");
    await page.getByText("连不上服务器").waitFor();
    await page.unroute("**/say");
    await box().fill("第二句");
    await box().press("Enter");
    await page.getByRole("log").getByText("第二句").waitFor();
    expect(await said()).toEqual(["第一句", "第二句"]);
  });

  test("written while the session ends is lost neither then nor by a crash", async () => {
    await box().fill("写了一半的话");
    desk.ended.add(li.id);
    await box().press("Enter");
    await page.locator("#connection", { hasText: "登录已过期" }).waitFor();
    expect(await box().inputValue()).toBe("写了一半的话");
    expect(await said()).toEqual([]);
    desk.ended.delete(li.id);
    await page.evaluate("window.dispatchEvent(new Event('focus'))");
    await page.waitForFunction("document.getElementById('connection').textContent === ''");
    await page.close();
    page = await visit(`/console/conversations/${id}`);
    expect(await box().inputValue()).toBe("写了一半的话");
    await box().press("Enter");
    await page.getByRole("log").getByText("写了一半的话").waitFor();
    await page.reload();
    expect(await box().inputValue()).toBe("");
  });

  test("that came too late stays in the box, with the reason beside it", async () => {
    await desk.port.desk.close(id, li);
    await box().fill("再说一句");
    await box().press("Enter");
    await page.locator("#answer-form .problem", { hasText: "已经结束" }).waitFor();
    expect(await box().inputValue()).toBe("再说一句");
  });

  test("that failed says why and can be sent again", async () => {
    await box().fill("到了吗");
    await box().press("Enter");
    await page.getByRole("log").getByText("到了吗").waitFor();
    for (let n = 0; n < 5; n++) {
      for (const due of await desk.ledger.dueDeliveries(["wecom-kf"], 9, new Date())) {
        const reason = "errcode 95001, too many";
        await desk.ledger.settle(due.id, due.fence, { state: "failed", reason });
      }
    }
    desk.port.desk.changed(id);
    const receipt = page.locator(".entry.staff .receipt.failed");
    await receipt.getByText("最多回5条").waitFor();
    await receipt.getByRole("button", { name: "重发" }).click();
    await page.locator(".entry.staff .receipt.queued").waitFor();
  });

  test("takes suggestions and canned replies in for editing, and sends none of them", async () => {
    desk.suggested = ["按实际支出的50%补助。"];
    await page.getByRole("button", { name: "建议回答" }).click();
    await page.getByRole("button", { name: "放进输入框" }).click();
    expect(await box().inputValue()).toBe("按实际支出的50%补助。");
    await desk.ledger.desk.saveCannedReply({ title: "再见", text: "感谢咨询。" });
    await page.getByRole("button", { name: "常用语", exact: true }).click();
    await page.getByRole("button", { name: /再见/ }).click();
    expect(await box().inputValue()).toBe("按实际支出的50%补助。\n感谢咨询。");
    expect(await said()).toEqual([]);
  });
});

describe("letters", () => {
  test("act where no field has the focus, and are letters in a field", async () => {
    await page.locator("#scroll").focus();
    await page.keyboard.press("c");
    await held();
    await box().focus();
    await page.keyboard.type("tbec?");
    expect(await box().inputValue()).toBe("tbec?");
    expect(await page.locator(":popover-open").count()).toBe(0);
    await page.locator("#scroll").focus();
    await page.keyboard.press("t");
    await page.locator("#transfer:popover-open").waitFor();
  });

  test("can be turned off for good", async () => {
    await page.locator("#scroll").focus();
    await page.keyboard.press("?");
    await page.getByRole("checkbox", { name: /单键/ }).uncheck();
    await page.keyboard.press("Escape");
    await page.reload();
    await page.locator("#scroll").focus();
    await page.keyboard.press("c");
    await page.waitForTimeout(300);
    expect(await page.locator('#standing[data-mine="yes"]').count()).toBe(0);
  });
});

test("what people type runs nowhere", async () => {
  const evil = '<img src=x onerror="document.title=1"><script>document.title=1</script>\u202E';
  await claim();
  await desk.writes(id, evil, { kind: "file", reference: evil, name: evil });
  await desk.ledger.desk.addNote(id, { id: "x", name: evil }, evil);
  desk.port.desk.changed(id);
  desk.suggested = [evil];
  await page.getByRole("button", { name: "建议回答" }).click();
  await page.locator("#note-list", { hasText: "onerror" }).waitFor();
  await page.getByRole("log").getByText("onerror").first().waitFor();
  expect(await page.title()).toContain("对话");
  expect(await page.locator("main img, main script").count()).toBe(0);
});

describe.each([
  ["desktop", { width: 1280, height: 800 }],
  ["phone", { width: 360, height: 740 }],
] as const)("on a %s", (name, viewport) => {
  test("the pages are whole and break no rule of accessibility", async () => {
    await desk.asks({ contact: "second", channel: "telegram" });
    await claim();
    const there = await enter(viewport);
    for (const [title, path] of [
      ["inbox", "/console"],
      ["conversation", `/console/conversations/${id}?tab=mine`],
    ] as const) {
      const shown = await visit(path, there);
      await shown
        .locator(title === "inbox" ? "#lines li" : "#log .entry")
        .first()
        .waitFor();
      await shown.screenshot({ path: `${artefacts}desk-${title}-${name}.png` });
      await shown.evaluate(axe);
      const found = await shown.evaluate(
        "axe.run(document).then(({ violations }) => violations.map(({ id }) => id))",
      );
      expect(found, title).toEqual([]);
      const wide = await shown.evaluate<number>("document.documentElement.scrollWidth");
      expect(wide, title).toBeLessThanOrEqual(viewport.width);
    }
    await there.close();
  });
});
