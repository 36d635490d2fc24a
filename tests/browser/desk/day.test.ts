import type { Browser, BrowserContext, Page } from "playwright-core";
import { readSheet } from "read-excel-file/node";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { invite } from "../../../src/staff/setUp.ts";
import type { Person } from "../../emulators/telegram/person.ts";
import type { Customer } from "../../emulators/wecom/kf/customer.ts";
import { launchChromium } from "../chromium.ts";
import { artefacts } from "../stage.ts";
import { type Office, openOffice } from "./office.ts";
import { asks, heard, hears } from "./sayings.ts";
import { code, entered, noTroubles, password, phone, terminal } from "./seat.ts";

/** One morning, told in order: each test goes on where the one before it ended. */
let browser: Browser;
let office: Office;
let li: Seat;
let chen: Seat;
let company: Customer;
let founder: Person;
let kf = "";
let telegram = "";

interface Seat {
  readonly context: BrowserContext;
  page: Page;
  readonly recovery: string[];
}

beforeAll(async () => {
  [browser, office] = await Promise.all([launchChromium(), openOffice()]);
  await office.open();
  company = office.wecom.customer("wmDay");
  founder = office.telegram.person(300_001);
});
afterEach(noTroubles);
afterAll(async () => {
  await browser?.close();
  await office?.close();
});

const said = (page: Page, text: string) => page.getByRole("log").getByText(text).first().waitFor();
const served = (page: Page, text: string) => page.locator("#standing", { hasText: text }).waitFor();

async function write(page: Page, text: string): Promise<void> {
  await page.locator("#answer").fill(text);
  await page.locator("#answer").press("Enter");
}

/** Sets an account up from its link, logs in, and stands in the inbox. */
async function joins(link: string, login: string): Promise<Seat> {
  const context = await entered(browser);
  const page = await context.newPage();
  await page.goto(link);
  await page.getByLabel("再输入一次").fill(password);
  await page.getByLabel("新密码").fill(password);
  const secret = (await page.locator("p > .code").innerText()).replaceAll(/\s/g, "");
  await page.getByLabel("验证码").fill(code(office, secret));
  await page.getByRole("button", { name: "完成" }).click();
  const recovery = await page.locator(".codes li").allInnerTexts();
  expect(new Set(recovery).size).toBe(10);
  await page.getByRole("link", { name: "去登录" }).click();
  await signsIn(page, login, code(office, secret, 1));
  return { context, page, recovery };
}

async function signsIn(page: Page, login: string, proof: string): Promise<void> {
  await page.getByLabel("账号").fill(login);
  await page.getByLabel("密码").fill(password);
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByLabel("验证码").fill(proof);
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByRole("heading", { name: "会话" }).waitFor();
}

test("two people are invited, set up and logged in", async () => {
  const { ledger, now, origin } = office;
  const first = await ledger.accounts.add({ login: "li", name: "李渝", role: "admin" }, terminal);
  const record = ledger.accounts;
  const { token } = await invite({ record, now }, first?.id ?? "", terminal);
  li = await joins(`${origin}/console/set-up#${token}`, "li");
  await li.page.goto(`${origin}/console/staff/new`);
  await li.page.getByLabel("账号").fill("chen");
  await li.page.getByLabel("名字").fill("陈曦");
  await li.page.getByRole("button", { name: "添加并生成链接" }).click();
  chen = await joins(await li.page.getByLabel("链接").inputValue(), "chen");
  await li.page.goto(`${origin}/console`);
});

test("customers who ask for a person appear on both desks by themselves", async () => {
  await asks(company, "专利质押贷款评估费多少", "转人工");
  await asks(founder, "海外知识产权纠纷怎么应对", "找个工作人员跟我聊");
  for (const { page } of [li, chen]) {
    const lines = page.locator("#lines li");
    await lines.nth(1).waitFor();
    const [one, other] = await lines.allInnerTexts();
    for (const told of ["知识产权质押融资", "微信客服", "客户要求人工", "已等"]) {
      expect(one).toContain(told);
    }
    for (const told of ["海外知识产权", "Telegram", "已等"]) expect(other).toContain(told);
    await page.locator("#queue", { hasText: "2 人排队" }).waitFor();
  }
  kf = (await li.page.locator("#lines li").nth(0).getAttribute("data-id")) ?? "";
  telegram = (await li.page.locator("#lines li").nth(1).getAttribute("data-id")) ?? "";
});

test("both claim at the same moment: one has it, the other is told who", async () => {
  for (const { page } of [li, chen]) await page.locator(`#c-${kf} a`).click();
  for (const { page } of [li, chen]) await page.getByRole("button", { name: "接手" }).waitFor();
  // Not by the mouse: it looks twice whether the button still is there.
  const press = `document.querySelector('[data-act="claim"] button').click()`;
  await Promise.all([li, chen].map(({ page }) => page.evaluate(press)));
  await Promise.all([li, chen].map(({ page }) => page.locator("#standing .claimed").waitFor()));
  const mine = await Promise.all(
    [li, chen].map(({ page }) => page.locator("#standing").getAttribute("data-mine")),
  );
  expect(mine.toSorted()).toEqual(["no", "yes"]);
  const [winner, loser] = mine[0] === "yes" ? [li, chen] : [chen, li];
  const name = winner === li ? "李渝" : "陈曦";
  await served(winner.page, "您正在服务");
  await served(loser.page, `${name} 正在服务`);
  await loser.page.locator("#standing-problem", { hasText: `${name} 已接手这个会话` }).waitFor();
  await hears(company, `服务人员${name}已接入`);
  expect(heard(company).filter((line) => line.includes("已接入"))).toHaveLength(1);
  if (winner === chen) await transfers(chen.page, "李渝");
  await served(li.page, "您正在服务");
});

async function transfers(page: Page, to: string): Promise<void> {
  await page.locator('#standing [popovertarget="transfer"]').click();
  const sheet = page.locator("#transfer");
  await sheet.getByLabel("给同事").selectOption({ label: to });
  await sheet.getByRole("button", { name: "转接" }).first().click();
}

test("words go both ways, and each line tells what became of it", async () => {
  await write(li.page, "您好，评估费现在是0元。");
  await hears(company, "评估费现在是0元");
  const line = li.page.locator(".entry.staff", { hasText: "评估费现在是0元" });
  await line.locator(".receipt.sent", { hasText: "已送达" }).waitFor();
  await company.write("那办理要几天？");
  await said(li.page, "那办理要几天？");
  await said(chen.page, "那办理要几天？");
  expect(await li.page.locator("#answer").inputValue()).toBe("");
});

test("suggestions and canned replies help, notes stay in the house", async () => {
  const { page } = li;
  await page.getByRole("button", { name: "建议回答" }).click();
  const first = page.locator("#suggested li").first();
  await first.waitFor();
  expect(await first.locator("summary").count()).toBeGreaterThan(0);
  await first.getByRole("button", { name: "放进输入框" }).click();
  const suggested = await page.locator("#answer").inputValue();
  expect(suggested.length).toBeGreaterThan(8);
  await page.locator("#answer").press("Enter");
  await hears(company, suggested.slice(0, 20));

  const admin = await li.context.newPage();
  await admin.goto(`${office.origin}/console/canned/new`);
  await admin.getByLabel("标题").fill("先准备什么");
  await admin.getByLabel("内容").fill("请先准备营业执照和专利证书。");
  await admin.getByRole("button", { name: "保存" }).click();
  await admin.getByText("先准备什么").waitFor();
  await admin.close();
  await page.getByRole("button", { name: "常用语", exact: true }).click();
  await page.getByRole("button", { name: /先准备什么/ }).click();
  await page.locator("#answer").press("Enter");
  await hears(company, "请先准备营业执照");

  await page.locator("#note").fill("客户着急，周五前回电");
  await page.getByRole("button", { name: "添加备注" }).click();
  await chen.page.locator("#note-list", { hasText: "周五前回电" }).waitFor();
  expect(heard(company).join("\n")).not.toContain("周五前回电");
});

test("a colleague takes over, answers, and gives it back to the bot", async () => {
  await transfers(li.page, "陈曦");
  await served(li.page, "陈曦 正在服务");
  await served(chen.page, "您正在服务");
  await hears(company, "已转给服务人员陈曦");
  await company.write("好的");
  await said(chen.page, "好的");
  await write(chen.page, "我是陈曦，七天能办完。");
  await hears(company, "我是陈曦");
  await company.write("谢谢");
  await said(chen.page, "谢谢");
  await chen.page.locator('#standing [popovertarget="return"]').click();
  await chen.page.locator("#return button.main").click();
  await served(chen.page, "已交还机器人");
  await hears(company, "接下来由我继续回答");
  const before = heard(company).length;
  await asks(company, "地理标志能贷款吗");
  expect(heard(company).length).toBe(before + 1);
  expect(heard(company).at(-1)).toContain("地理标志");
});

test("by keyboard alone: claim, answer, close with a summary; the customer is content", async () => {
  const { page } = li;
  await page.goto(`${office.origin}/console`);
  await page.locator(`#c-${telegram} a`).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "接手" }).waitFor();
  await page.locator("#scroll").focus();
  await page.keyboard.press("c");
  await served(page, "您正在服务");
  expect(await page.evaluate("document.activeElement.id")).toBe("answer");
  await page.keyboard.type("您好，机构名单发您邮箱了。");
  await page.keyboard.press("Enter");
  await hears(founder, "机构名单发您邮箱了");
  await page.keyboard.press("Escape");
  await page.locator("#scroll").focus();
  await page.keyboard.press("e");
  await page.keyboard.type("海外维权，已给名单");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await served(page, "已结束");
  await hears(founder, "满意吗");
  const asked = founder.shown().findLast(({ choices }) => choices.length === 3);
  const content = asked?.choices.find(({ label }) => label === "满意");
  await founder.press(asked?.id ?? "", content?.id ?? "");
  await hears(founder, "谢谢您的评价");
  await page.locator("#history", { hasText: "客户评价 · 满意" }).waitFor();
});

test("what is written when the session ends is still there after the next log-in", async () => {
  const { page } = li;
  await asks(company, "转人工");
  await page.goto(`${office.origin}/console/conversations/${kf}`);
  await page.getByRole("button", { name: /接手/ }).click();
  await served(page, "您正在服务");
  await page.locator("#answer").fill("写到一半的话");
  const account = await office.ledger.accounts.byLogin("li");
  for (const { hash } of await office.ledger.accounts.sessions(account?.id ?? "")) {
    await office.ledger.accounts.endSession(account?.id ?? "", hash);
  }
  await page.locator("#answer").press("Enter");
  const again = page.getByRole("link", { name: "在新窗口登录" });
  await again.waitFor();
  expect(await page.locator("#answer").inputValue()).toBe("写到一半的话");
  const [other] = await Promise.all([li.context.waitForEvent("page"), again.click()]);
  await signsIn(other, "li", li.recovery.pop() ?? "");
  await other.close();
  await page.evaluate('window.dispatchEvent(new Event("focus"))');
  await page.waitForFunction('document.getElementById("connection").textContent === ""');
  expect(await page.locator("#answer").inputValue()).toBe("写到一半的话");
  await page.locator("#answer").press("Enter");
  await hears(company, "写到一半的话");
});

test("an answer to a conversation that was closed meanwhile is refused and kept", async () => {
  const { page } = li;
  const beside = await li.context.newPage();
  await beside.goto(`${office.origin}/console/conversations/${kf}`);
  await page.route("**/console/stream**", (route) => route.abort());
  await page.locator("#answer").fill("再补充一句");
  await beside.locator('#standing [popovertarget="close"]').click();
  await beside.locator("#close button.main").click();
  await served(beside, "已结束");
  await beside.close();
  await page.locator("#answer").press("Enter");
  await page.locator("#answer-form .problem", { hasText: "已经结束" }).waitFor();
  expect(await page.locator("#answer").inputValue()).toBe("再补充一句");
  expect(heard(company).join("\n")).not.toContain("再补充一句");
  await page.unroute("**/console/stream**");
});

test("a request is taken on, the customer is told, and the list leaves as a workbook", async () => {
  const filing = ["我要登记专家服务需求", "同意", "重庆渝精机械有限公司", "渝中区", "技术创新"];
  await asks(company, ...filing, "数控加工的精度上不去，想请专家看看夹具", "上门指导");
  await asks(company, "王女士", "13800000001", "确认");
  const { page } = li;
  await page.goto(`${office.origin}/console/requests`);
  await page.locator("tbody tr a").first().click();
  await page.getByText("重庆渝精机械有限公司").waitFor();
  await page.getByLabel("给客户的话").fill("专家下周二到厂");
  await page.getByRole("button", { name: "受理" }).first().click();
  await page.getByText("通知正在发给客户").waitFor();
  await hears(company, "专家下周二到厂");

  // The proof of the log-in no longer holds.
  office.pass(11);
  await page.goto(`${office.origin}/console/requests`);
  await page.getByRole("link", { name: "导出 Excel" }).click();
  await page.getByLabel("密码或验证码").fill(password);
  await page.getByRole("button", { name: "确认" }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "下载 Excel 文件" }).click(),
  ]);
  expect(file.suggestedFilename()).toBe("zhiwen-requests-20261117.xlsx");
  const rows = await readSheet(await file.path());
  expect(rows).toHaveLength(2);
  for (const cell of ["专家服务需求", "已受理", "重庆渝精机械有限公司", "王女士"]) {
    expect(rows[1]).toContain(cell);
  }
});

test("the dashboard has the numbers of this very morning", async () => {
  const { page } = li;
  await page.goto(`${office.origin}/console/dashboard?days=1`);
  await page.locator('[data-card="handoffs"], main').first().waitFor();
  const text = await page.locator("main").innerText();
  // Two asked, one of them twice; all were claimed, one said they were content.
  expect(text).toMatch(/转人工\s*3\s*都有人接入/);
  expect(text).toMatch(/满意\s*100%\s*1 份评价/);
  expect(text).toMatch(/来自 2 个会话/);
  const pictures = page.locator("main img");
  for (const picture of await pictures.all()) {
    await picture.scrollIntoViewIfNeeded();
    expect(((await picture.getAttribute("alt")) ?? "").length).toBeGreaterThan(4);
    await page.waitForFunction(
      (each) => (each as { naturalWidth: number }).naturalWidth > 0,
      await picture.elementHandle(),
    );
  }
  await page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true');
  const volume = await page
    .locator("section", { has: page.locator("#chart-volume") })
    .locator("tbody tr")
    .allInnerTexts();
  const sums = volume
    .map((row) => row.split(/\s+/).slice(-3).map(Number))
    .reduce((sum, row) => sum.map((count, at) => count + (row[at] ?? 0)), [0, 0, 0]);
  const transcripts = [
    ...(await office.ledger.transcript(kf)),
    ...(await office.ledger.transcript(telegram)),
  ];
  for (const [at, side] of (["contact", "bot", "staff"] as const).entries()) {
    expect(sums[at], side).toBe(transcripts.filter((entry) => entry.side === side).length);
  }
});

test("a telephone shows the list, the conversation and its details as steps; English on demand", async () => {
  const { page } = li;
  await page.setViewportSize(phone.viewport);
  await page.goto(`${office.origin}/console?tab=ended`);
  await page.locator(`#c-${kf} a`).click();
  await page.getByRole("log").waitFor();
  expect(await page.locator(".inbox").isVisible()).toBe(false);
  await page.locator("#step").click();
  await page.locator("#capsule").waitFor();
  expect(await page.getByRole("log").isVisible()).toBe(false);
  await page.locator("#step").click();
  expect(await page.getByRole("log").isVisible()).toBe(true);
  await page.locator(".back").click();
  // The list is the one that was left.
  await page.locator('#tabs [aria-current="page"]', { hasText: "已结束" }).waitFor();
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { name: "Inbox" }).waitFor();
  await page.screenshot({ path: `${artefacts}desk-english.png` });
  await page.getByRole("button", { name: "中文" }).click();
  await page.getByRole("heading", { name: "会话" }).waitFor();
});

test("who is deactivated is out at once", async () => {
  await chen.page.goto(`${office.origin}/console`);
  await chen.page.locator("#lines").waitFor({ state: "attached" });
  const account = await office.ledger.accounts.byLogin("chen");
  const { page } = li;
  await page.goto(`${office.origin}/console/staff/${account?.id}`);
  await page.getByRole("button", { name: "停用" }).click();
  await page.getByText("已停用").waitFor();
  await chen.page.locator("#connection", { hasText: "登录已过期" }).waitFor({ timeout: 15_000 });
  await chen.page.getByRole("link", { name: "申请", exact: true }).click();
  await chen.page.waitForURL("**/console/login**");
  await page.goto(`${office.origin}/console/audit?check=1`);
  await page.getByText("记录都没有被改动").waitFor();
});
