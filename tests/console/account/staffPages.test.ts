import { expect, test } from "vitest";
import { type Stage, stage } from "./stage.ts";

async function admins(on: Stage) {
  const boss = await on.person("boss", "admin");
  return { boss, ...(await on.signedIn(boss)) };
}

test("an admin adds somebody and gets a link that works once", async () => {
  const on = await stage();
  const { browser, csrf } = await admins(on);
  const typed = { csrf, login: "wang", name: "小王", role: "editor" };
  const added = await browser.post("/console/staff", typed);
  expect(added.status).toBe(200);
  const [, token = ""] =
    /https:\/\/desk\.example\/console\/set-up#([\w-]{43})/.exec(await added.text()) ?? [];
  expect((await on.browser().post("/console/set-up", { token })).status).toBe(200);
  expect(await on.ledger.accounts.byLogin("wang")).toMatchObject({ name: "小王", role: "editor" });
  expect((await browser.post("/console/staff", typed)).status).toBe(409);
  expect(await (await browser.get("/console/staff")).text()).toContain("未设置");
});

test("role, name, ids and desks are changed together; a new role ends the sessions", async () => {
  const on = await stage();
  const { browser, csrf } = await admins(on);
  const li = await on.person("li", "staff");
  const theirs = await on.signedIn(li);
  const body = new URLSearchParams({
    csrf,
    role: "editor",
    name: "李工",
    telegramId: "77",
    wecomUserid: "",
  });
  for (const [district, topic] of [
    ["渝北区", "financing"],
    ["江北区", ""],
    ["", ""],
  ] as const) {
    body.append("district", district);
    body.append("topic", topic);
  }
  const path = `/console/staff/${li.id}`;
  const saved = await browser.send(path, { method: "POST", body });
  expect(saved.status).toBe(200);
  expect(await on.ledger.accounts.account(li.id)).toMatchObject({
    role: "editor",
    name: "李工",
    telegramId: "77",
    desks: [{ district: "渝北区", topic: "financing" }, { district: "江北区" }],
  });
  expect((await theirs.browser.get("/console/account")).status).toBe(303);
  expect(await (await browser.get("/console/staff")).text()).toContain(
    "渝北区 · 知识产权融资；江北区",
  );
  body.set("district", "没有的区");
  expect((await browser.send(path, { method: "POST", body })).status).toBe(400);
});

test("deactivation ends sessions at once and closes every way in; activation opens the log-in again", async () => {
  const on = await stage();
  const { browser, csrf } = await admins(on);
  const li = await on.person("li", "staff");
  await on.ledger.accounts.change(li.id, { telegramId: "77" }, { actor: "t", address: "t" });
  const theirs = await on.signedIn(li);
  expect((await browser.post(`/console/staff/${li.id}/deactivate`, { csrf })).status).toBe(200);
  expect((await theirs.browser.get("/console/account")).status).toBe(303);
  expect(await on.ledger.accounts.byTelegram("77")).toBeUndefined();
  expect((await browser.post(`/console/staff/${li.id}/invite`, { csrf })).status).toBe(404);
  expect(on.changed).toContain(li.id);
  await browser.post(`/console/staff/${li.id}/activate`, { csrf });
  expect((await theirs.browser.get("/console/account")).status).toBe(303);
  expect(await on.ledger.accounts.byTelegram("77")).toMatchObject({ id: li.id });
});

test("the last admin cannot be lost, and is told why", async () => {
  const on = await stage();
  const { boss, browser, csrf } = await admins(on);
  const refused = await browser.post(`/console/staff/${boss.id}/deactivate`, { csrf });
  expect(refused.status).toBe(409);
  expect(await refused.text()).toContain("最后一位能登录的管理员");
  expect((await browser.get("/console/account")).status).toBe(200);
});

test("who does not exist is a page that does not exist", async () => {
  const on = await stage();
  const { browser, csrf } = await admins(on);
  expect((await browser.get("/console/staff/nobody")).status).toBe(404);
  for (const act of ["deactivate", "activate", "invite"]) {
    expect((await browser.post(`/console/staff/nobody/${act}`, { csrf })).status).toBe(404);
  }
});

test("the log names each act without quoting anyone, pages through, and says whether it is whole", async () => {
  const on = await stage();
  const { boss, browser, csrf } = await admins(on);
  await browser.post("/console/staff", { csrf, login: "wang", name: "秘密的名字", role: "staff" });
  for (let at = 0; at < 120; at += 1) {
    await on.ledger.accounts.audit({
      actor: boss.id,
      address: "10.0.0.9",
      action: "request.note",
      object: `R-${at}`,
    });
  }
  const page = await (await browser.get("/console/audit?check=1")).text();
  expect(page).toMatch(/完整：\d+ 条/);
  expect(page.match(/<tr>/g)).toHaveLength(101);
  const older = /\/console\/audit\?before=(\d+)/.exec(page)?.[0] ?? "";
  const rest = await (await browser.get(older)).text();
  expect(rest).toContain("添加人员");
  expect(rest).toContain("生成设置链接");
  expect(page + rest).not.toContain("秘密的名字");
  expect((await browser.get("/console/audit?before=x%27--")).status).toBe(200);
});
