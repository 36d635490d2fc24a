import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launchChromium } from "./chromium.ts";
import { artefacts, passages, type Stage, stage } from "./stage.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser: Browser;
let served: Stage;
const troubles: string[] = [];

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  served = await stage();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await served.close();
  // A script error or a violated content security policy fails whichever test met it.
  expect(troubles.splice(0)).toEqual([]);
});

const desktop = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 375, height: 740 }, hasTouch: true, isMobile: true };

async function visit(options: BrowserContextOptions = desktop): Promise<Page> {
  const context = await browser.newContext({ locale: "zh-CN", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(8_000);
  page.on("pageerror", (error) => troubles.push(`script: ${error.message}`));
  page.on("console", (line) => {
    if (line.text().includes("Content Security Policy")) troubles.push(line.text());
  });
  page.on("dialog", async (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  await page.goto(served.origin);
  await opened(page);
  return page;
}

const opened = (page: Page) =>
  page.locator('#log[aria-busy="false"]').waitFor({ state: "attached" });
/** Runs in the page; a string, because the program's types know no browser. */
const inPage = <T>(page: Page, expression: string) => page.evaluate<T>(expression);
const focused = (page: Page) => inPage<string>(page, "document.activeElement.id");
const said = (page: Page, side: "contact" | "bot" | "staff") =>
  page.locator(`#log .message.${side} .words`).allInnerTexts();
const answered = (page: Page, text: string) =>
  page.locator("#log .message.bot .words", { hasText: text }).first().waitFor();

async function write(page: Page, text: string) {
  await page.locator("#text").fill(text);
  await page.keyboard.press("Enter");
}

describe("writing", () => {
  test("the keyboard alone: the field has focus, Enter sends, Shift+Enter breaks the line", async () => {
    const page = await visit();
    expect(await focused(page)).toBe("text");
    await page.keyboard.type("第一行");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("第二行");
    await page.keyboard.press("Enter");
    await answered(page, "收到：第一行");
    expect(served.port.accepted.map(({ text }) => text)).toEqual(["第一行\n第二行"]);
    expect(await said(page, "contact")).toEqual(["第一行\n第二行"]);
    expect(await page.locator("#text").inputValue()).toBe("");
    expect(await focused(page)).toBe("text");
    expect(await page.locator("#outbox .message").count()).toBe(0);
  });

  test("Enter that picks a word of an input method does not send", async () => {
    const page = await visit();
    await page.locator("#text").fill("zhuanli");
    for (const init of ["isComposing: true", "keyCode: 229"]) {
      const event = `new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ${init} })`;
      await inPage(page, `document.getElementById("text").dispatchEvent(${event})`);
    }
    await page.waitForTimeout(100);
    expect(served.port.accepted).toEqual([]);
    expect(await page.locator("#text").inputValue()).toBe("zhuanli");
    await page.keyboard.press("Enter");
    await answered(page, "zhuanli");
  });

  test("nothing but blanks is not sent, and too much is refused with the text kept", async () => {
    const page = await visit();
    await write(page, "  \n ");
    await page.locator("#text").fill("问".repeat(4_002));
    await page.keyboard.press("Enter");
    expect(await page.locator("#problem").textContent()).toContain("超出 2 字");
    expect(await page.locator("#text").inputValue()).toHaveLength(4_002);
    expect(served.port.accepted).toEqual([]);
    await page.locator("#text").fill("问".repeat(4_000));
    expect(await page.locator("#problem").textContent()).toBe("");
    await page.keyboard.press("Enter");
    await answered(page, "收到");
    expect(served.port.accepted[0]?.text).toHaveLength(4_000);
  });

  test("many messages at once arrive in their order, each once", async () => {
    const page = await visit();
    const texts = Array.from({ length: 10 }, (_, i) => `第${i}条`);
    served.port.beforeStore = () =>
      new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
    for (const text of texts) await write(page, text);
    await answered(page, "收到：第9条");
    expect(served.port.accepted.map(({ text }) => text)).toEqual(texts);
    expect(await said(page, "contact")).toEqual(texts);
  });

  test("a starter question is one press away", async () => {
    const page = await visit();
    await page.getByRole("button", { name: "专利质押贷款评估费多少？" }).press("Enter");
    await answered(page, "评估费按实际支出");
    expect(await page.locator("#welcome").isVisible()).toBe(false);
  });
});

describe("quick replies", () => {
  test("send their own text, and only the newest message has any", async () => {
    const page = await visit();
    await write(page, "评估费多少");
    await page.getByRole("button", { name: "帮我算一算" }).press("Enter");
    await answered(page, "收到：帮我算补助");
    expect(await page.locator("#choices button").count()).toBe(0);
    expect(served.port.accepted.at(-1)?.text).toBe("帮我算补助");
    expect(await focused(page)).toBe("text");
    await write(page, "评估费呢");
    await page.locator("#choices button").nth(2).waitFor();
    expect(await page.locator("#choices button").allInnerTexts()).toEqual([
      "帮我算一算",
      "需要什么材料",
      "找人工",
    ]);
    await write(page, "别的");
    await answered(page, "收到：别的");
    expect(await page.locator("#choices button").count()).toBe(0);
  });
});

describe("sources", () => {
  test("open by keyboard with the passage's own words, close with Escape, focus returns", async () => {
    const page = await visit();
    await write(page, "评估费多少");
    const source = page.getByRole("button", {
      name: /专利质押融资工作办法.*三、（一）评估费 · 2026-01-26/,
    });
    await source.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.locator("blockquote").waitFor();
    const shown = await dialog.textContent();
    const passage = passages["pledge-rules/fee"];
    for (const part of [passage.title, passage.number, passage.publisher, passage.date]) {
      expect(shown).toContain(part);
    }
    expect(await dialog.locator("blockquote").textContent()).toBe(passage.text);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    expect(await inPage(page, "document.activeElement.className")).toBe("source");
  });

  test("passages of one section share a button, which opens each text that differs", async () => {
    const page = await visit();
    await write(page, "评估费多少");
    const plan = page.getByRole("button", { name: /行动计划》 · 第4段/ });
    await plan.waitFor();
    expect(await page.locator(".source").allInnerTexts()).toEqual([
      "《某市专利质押融资工作办法》（某知发〔2026〕1号） · 三、（一）评估费 · 2026-01-26",
      "《某区知识产权行动计划》 · 第4段 · 2025-11-03",
    ]);
    await plan.click();
    const quotes = page.locator("dialog blockquote");
    await quotes.first().waitFor();
    expect(await quotes.allTextContents()).toEqual([
      passages["district-plan/targets"].text,
      passages["district-plan/measures"].text,
    ]);
    expect(await page.locator("dialog .facts").count()).toBe(1);
  });

  test("the same text is shown once, another date is another source, a gone passage is named", async () => {
    const page = await visit();
    await write(page, "在吗");
    const clause = { document: "《甲》", section: "一", date: "2026-01-01" };
    const fee = "pledge-rules/fee";
    const citations = [
      { ...clause, passage: fee },
      { ...clause, passage: `${fee}-again` },
      { ...clause, date: "2020-01-01", passage: fee },
      { ...clause, passage: "old/one" },
    ];
    await page.route("**/api/passage?id=*-again", (route) =>
      route.fulfill({ json: passages[fee] }),
    );
    served.port.say({
      side: "bot",
      text: "乙",
      outcome: { kind: "answer", citations, choices: [] },
    });
    await page.locator(".source").nth(1).waitFor();
    expect(await page.locator(".source").allInnerTexts()).toEqual([
      "《甲》 · 一 · 2026-01-01",
      "《甲》 · 一 · 2020-01-01",
    ]);
    await page.locator(".source").first().click();
    await page.getByText("没有找到这段原文").waitFor();
    expect(await page.locator("dialog blockquote").allTextContents()).toEqual([passages[fee].text]);
  });

  test("one that is gone or cannot be fetched says so", async () => {
    const page = await visit();
    await write(page, "在吗");
    const citations = [
      { document: "《旧文件》", section: "一", date: "2020-01-01", passage: "old/one" },
    ];
    served.port.say({
      side: "bot",
      text: "旧",
      outcome: { kind: "answer", citations, choices: [] },
    });
    await page.getByRole("button", { name: /旧文件/ }).click();
    await page.getByText("没有找到这段原文").waitFor();
    await page.keyboard.press("Escape");
    await page.route("**/api/passage*", (route) => route.abort());
    await page.getByRole("button", { name: /旧文件/ }).click();
    await page.getByText("没能打开").waitFor();
    await page.unroute("**/api/passage*");
    await page.getByRole("button", { name: "再试一次" }).click();
    await page.getByText("没有找到这段原文").waitFor();
  });
});

describe("nothing is lost", () => {
  test("a reload shows the whole conversation and the draft again", async () => {
    const page = await visit();
    await write(page, "评估费多少");
    await answered(page, "评估费按实际支出");
    await page.locator("#text").fill("写到一半");
    await page.reload();
    await opened(page);
    expect(await said(page, "contact")).toEqual(["评估费多少"]);
    expect(await said(page, "bot")).toHaveLength(1);
    expect(await page.locator("#choices button").count()).toBe(3);
    expect(await page.locator("#text").inputValue()).toBe("写到一半");
  });

  test("a store that is down: the text stays, resending works under the same id", async () => {
    const page = await visit();
    served.port.beforeStore = () => {
      throw new Error("disk full");
    };
    await write(page, "重要的话");
    await page.getByText("消息暂时没能存下").waitFor();
    expect(await page.locator("#outbox .words").textContent()).toBe("重要的话");
    await page.reload();
    await opened(page);
    expect(await page.locator("#outbox .words").textContent()).toBe("重要的话");
    served.port.beforeStore = () => {};
    await page.getByRole("button", { name: "重新发送" }).click();
    await answered(page, "收到：重要的话");
    expect(served.port.accepted.map(({ text }) => text)).toEqual(["重要的话"]);
  });

  test("an answer to a stored message lost on the way does not store it twice", async () => {
    const page = await visit();
    let first = true;
    await page.route("**/api/messages", async (route) => {
      await route.fetch();
      if (!first) return route.continue();
      first = false;
      await route.abort();
    });
    await write(page, "只说一次");
    await answered(page, "收到：只说一次");
    await page.waitForTimeout(2_500);
    expect(served.port.accepted).toHaveLength(1);
    expect(await said(page, "contact")).toEqual(["只说一次"]);
    expect(await page.locator("#outbox .message").count()).toBe(0);
  });

  test("a message under way at a reload goes out after it", async () => {
    const page = await visit();
    await page.route("**/api/messages", () => {});
    await write(page, "还没发出");
    await page.unroute("**/api/messages");
    await page.reload();
    await answered(page, "收到：还没发出");
    expect(served.port.accepted).toHaveLength(1);
  });

  test("too fast: it waits as told and goes out by itself", async () => {
    const page = await visit();
    let first = true;
    await page.route("**/api/messages", (route) => {
      if (!first) return route.continue();
      first = false;
      const error = { code: "contact-rate", message: "发送太快了，请 1 秒后再试。" };
      return route.fulfill({ status: 429, headers: { "Retry-After": "1" }, json: { error } });
    });
    await write(page, "急");
    await page.getByText("1 秒后自动发送").waitFor();
    await answered(page, "收到：急");
  });

  test("what the server refuses can be mended", async () => {
    const page = await visit();
    const error = { code: "too-large", message: "消息太大，请分几次发送。" };
    await page.route("**/api/messages", (route) => route.fulfill({ status: 413, json: { error } }));
    await write(page, "很长的话");
    await page.getByRole("button", { name: "修改" }).click();
    expect(await page.locator("#text").inputValue()).toBe("很长的话");
    expect(await page.locator("#outbox .message").count()).toBe(0);
  });

  test("a broken stream is opened again and brings what was missed", async () => {
    const page = await visit();
    await write(page, "在吗");
    await answered(page, "收到：在吗");
    served.port.beforeRead = () => {
      throw new Error("store is down");
    };
    served.port.say({ side: "staff", text: "断线时说的话" });
    await page.getByText("连接断开").waitFor();
    served.port.beforeRead = () => {};
    await page.locator("#log .message.staff", { hasText: "断线时说的话" }).waitFor();
    expect(await page.locator("#connection").textContent()).toBe("");
    expect(await said(page, "bot")).toEqual(["收到：在吗"]);
  });

  test("a fifth window takes over from the first, which goes on when it is looked at", async () => {
    const page = await visit();
    for (let i = 0; i < 4; i++) {
      const other = await page.context().newPage();
      await other.goto(served.origin);
      await opened(other);
    }
    await page.getByText("已在其他窗口打开").waitFor();
    const other = page.context().pages()[1];
    await other?.close();
    await inPage(page, 'window.dispatchEvent(new Event("focus"))');
    await page.getByText("已在其他窗口打开").waitFor({ state: "detached" });
    await write(page, "回到这里");
    await answered(page, "收到：回到这里");
  });

  test("two windows show the same conversation", async () => {
    const page = await visit();
    const other = await page.context().newPage();
    await other.goto(served.origin);
    await write(page, "两边都看得到");
    await answered(other, "收到：两边都看得到");
  });
});

describe("text is text", () => {
  const hostile = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    `"><svg onload=alert(1)>`,
    "{{7*7}} <%= 7*7 %> [[7*7]]",
    "</textarea><iframe srcdoc='<script>alert(1)</script>'>",
  ];
  test("markup from customer, bot, staff, choices and sources is shown, not run", async () => {
    const page = await visit();
    for (const text of hostile) await write(page, text);
    await answered(page, hostile.at(-1) ?? "");
    for (const text of hostile) {
      served.port.say({ side: "staff", text });
      const citations = [{ document: text, section: text, date: text, passage: text }];
      const choices = [{ label: text, text }];
      served.port.say({ side: "bot", text, outcome: { kind: text, citations, choices } });
    }
    await expect.poll(() => said(page, "bot")).toHaveLength(hostile.length * 2);
    expect(await said(page, "contact")).toEqual(hostile);
    expect(await said(page, "staff")).toEqual(hostile);
    await page.locator(".source").first().click();
    await page.getByText("没有找到这段原文").waitFor();
    expect(await page.locator("#passage-title").textContent()).toBe(hostile[0]);
    await page.keyboard.press("Escape");
    await page.locator("#choices button").click();
    await page.waitForTimeout(200);
    const foreign = page.locator(":is(#scroll, dialog) :is(script, img, svg, iframe, textarea)");
    expect(await foreign.count()).toBe(0);
  });
});

describe("everyone can use it", () => {
  async function conversation(options: BrowserContextOptions): Promise<Page> {
    const page = await visit(options);
    await write(page, "评估费多少");
    await answered(page, "评估费按实际支出");
    served.port.say({ side: "staff", text: "您好，我是工作人员小李，材料我来帮您看。" });
    await page.locator(".message.staff").waitFor();
    await write(page, "专利质押贷款评估费多少？");
    await page.locator("#choices button").first().waitFor();
    return page;
  }
  async function violations(page: Page): Promise<string[]> {
    // A string is evaluated by the inspector, outside the page's content security policy.
    await inPage(page, axe);
    const { passes, bad } = await inPage<{ passes: number; bad: string[] }>(
      page,
      `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })
        .then(({ passes, violations }) => ({
          passes: passes.length,
          bad: violations.map(({ id, nodes }) => id + ": " + nodes.map(({ target }) => target).join(" ")),
        }))`,
    );
    expect(passes).toBeGreaterThan(20);
    return bad;
  }

  test.each([
    ["desktop", "light", desktop],
    ["desktop", "dark", desktop],
    ["phone", "light", phone],
    ["phone", "dark", phone],
  ] as const)("axe finds nothing: %s, %s", async (name, colorScheme, size) => {
    const first = await visit({ ...size, colorScheme });
    expect(await violations(first)).toEqual([]);
    await first.screenshot({ path: `${artefacts}chat-${name}-${colorScheme}-first.png` });
    await first.context().close();
    const page = await conversation({ ...size, colorScheme });
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: `${artefacts}chat-${name}-${colorScheme}.png` });
    await page.locator(".source").last().click();
    await page.locator("dialog blockquote").first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: `${artefacts}chat-${name}-${colorScheme}-source.png` });
    await page.keyboard.press("Escape");
    const error = { code: "too-large", message: "消息太大，请分几次发送。" };
    await page.route("**/api/messages", (route) => route.fulfill({ status: 413, json: { error } }));
    await write(page, "这句没有发出去");
    await page.getByText("消息太大").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: `${artefacts}chat-${name}-${colorScheme}-failed.png` });
  });

  test.each([360, 375, 320])(
    "%i px wide: nothing scrolls sideways, targets are 44 px",
    async (width) => {
      const page = await conversation({ ...phone, viewport: { width, height: 700 } });
      served.port.say({
        side: "bot",
        text: `${"长".repeat(200)}${"x".repeat(300)}\nhttps://example.invalid/${"a".repeat(200)}`,
      });
      await page.getByText("长长长").waitFor();
      const wide = await inPage<string[]>(
        page,
        `[document.documentElement, ...document.querySelectorAll("#scroll, .bar, .composer")]
        .filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.id || box.tagName)`,
      );
      expect(wide).toEqual([]);
      const small = await inPage<string[]>(
        page,
        `[...document.querySelectorAll("button")].filter((button) => button.offsetParent !== null)
        .filter((button) => button.offsetHeight < 44 || button.offsetWidth < 44)
        .map((button) => button.textContent)`,
      );
      expect(small).toEqual([]);
    },
  );

  test("the notice says what this is, can be put away for good and called back", async () => {
    const page = await visit();
    const notice = page.locator("#notice");
    const words = await notice.textContent();
    for (const part of ["机器人", "保存", "删除我的数据", "转人工"]) expect(words).toContain(part);
    await page.getByRole("button", { name: "知道了" }).press("Enter");
    expect(await notice.isVisible()).toBe(false);
    await page.reload();
    await opened(page);
    expect(await notice.isVisible()).toBe(false);
    await page.getByRole("button", { name: "说明" }).press("Enter");
    expect(await notice.isVisible()).toBe(true);
  });

  test("a screen reader is told of new messages only, with who speaks and what can be chosen", async () => {
    const page = await visit();
    const log = page.getByRole("log");
    expect(await log.getAttribute("aria-live")).toBe("polite");
    await write(page, "评估费多少");
    await answered(page, "评估费按实际支出");
    const tree = await log.ariaSnapshot();
    expect(tree).toContain('article "您说"');
    expect(tree).toContain('article "知问说"');
    expect(tree).toContain("可选：帮我算一算、需要什么材料、找人工");
    // What is already there at a reload is not read out again.
    await page.route("**/api/events*", () => {});
    await page.reload();
    expect(await log.getAttribute("aria-live")).toBe("off");
    expect(await log.getAttribute("aria-busy")).toBe("true");
  });

  test("every control is reached with Tab and shows its focus", async () => {
    const page = await conversation(desktop);
    await inPage(page, "document.activeElement.blur()");
    const reached = new Set<string>();
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press("Tab");
      const at = await inPage<{ name: string; outline: string } | null>(
        page,
        `(({ activeElement: at, body }) => at === body ? null : {
          name: at.id || at.textContent, outline: getComputedStyle(at).outlineWidth })(document)`,
      );
      if (at === null) continue;
      expect(Number.parseFloat(at.outline), at.name).toBeGreaterThanOrEqual(2);
      reached.add(at.name);
    }
    for (const name of ["about", "person", "understood", "scroll", "text", "发送", "帮我算一算"]) {
      expect([...reached]).toContain(name);
    }
    expect([...reached].filter((name) => name.includes("《")).length).toBe(2);
  });

  test("nothing moves for those who asked for that", async () => {
    const page = await visit({ ...desktop, reducedMotion: "reduce" });
    const moving = await inPage<number>(
      page,
      `[...document.querySelectorAll("*")].map((element) => getComputedStyle(element))
        .filter((style) => style.animationName !== "none" || style.transitionDuration !== "0s").length`,
    );
    expect(moving).toBe(0);
  });

  test("someone who reads further up is not pulled down, but told", async () => {
    const page = await visit({ viewport: { width: 800, height: 420 } });
    for (let i = 0; i < 8; i++) await write(page, `第${i}条`);
    await answered(page, "收到：第7条");
    const scroll = page.locator("#scroll");
    await scroll.evaluate((element) => element.scrollTo(0, 0));
    await page.waitForTimeout(50);
    served.port.say({ side: "staff", text: "新来的话" });
    const newest = page.getByRole("button", { name: "有新消息" });
    await newest.waitFor();
    expect(await scroll.evaluate((element) => element.scrollTop)).toBe(0);
    await newest.click();
    const left = await scroll.evaluate((e) => e.scrollHeight - e.scrollTop - e.clientHeight);
    expect(left).toBeLessThan(2);
    expect(await newest.isVisible()).toBe(false);
  });

  test("each file of the script is fetched once, under its hashed address", async () => {
    const context = await browser.newContext(desktop);
    const page = await context.newPage();
    const scripts: string[] = [];
    page.on("request", (request) => {
      if (request.resourceType() === "script") scripts.push(new URL(request.url()).pathname);
    });
    await page.goto(served.origin);
    await opened(page);
    expect(scripts.length).toBeGreaterThan(5);
    expect(scripts.filter((path) => !/^\/assets\/\w+\.[0-9a-f]{12}\.js$/.test(path))).toEqual([]);
    expect(new Set(scripts).size).toBe(scripts.length);
  });

  test("asks no other host for anything", async () => {
    const context = await browser.newContext(desktop);
    const page = await context.newPage();
    const hosts = new Set<string>();
    page.on("request", (request) => hosts.add(new URL(request.url()).origin));
    await page.goto(served.origin);
    await opened(page);
    expect([...hosts]).toEqual([served.origin]);
  });
});
