import { expect, test } from "vitest";
import { menu, menuBody, menuText } from "../../../../src/channels/wecom/app/menu.ts";
import { freshSession } from "../../../../src/core/session.ts";
import { assistant, now } from "../../../dialogue/realAssistant.ts";

const items = menu.flatMap((group) => group.items);
const bytes = (text: string) => Buffer.byteLength(text);

test("it is within what WeCom takes (doc 90231)", () => {
  expect(menu.length).toBeGreaterThanOrEqual(1);
  expect(menu.length).toBeLessThanOrEqual(3);
  for (const { name, items } of menu) {
    expect(bytes(name), name).toBeLessThanOrEqual(16);
    expect(items.length, name).toBeGreaterThanOrEqual(1);
    expect(items.length, name).toBeLessThanOrEqual(5);
  }
  for (const { name, key } of items) {
    expect(bytes(name), name).toBeLessThanOrEqual(40);
    expect(key).toMatch(/^[a-z-]{1,128}$/);
  }
  expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
});

test("what is sent is the menu", () => {
  expect(menuBody().button[1]).toEqual({
    name: "办事项",
    sub_button: expect.arrayContaining([
      { type: "click", name: "我的申请", key: "my-requests" },
    ]) as unknown,
  });
  expect(menuText("my-requests")).toBe("我的申请");
  expect(menuText("__proto__")).toBeUndefined();
});

test.each(items)("$name: the bot knows $text", async ({ text, key }) => {
  const message = { id: "m", channel: "wecom-app" as const, contact: "c", text, at: now };
  const { intent, outcome } = await assistant.turn({
    message,
    session: freshSession,
    requests: [],
    now,
  });
  const intents: Readonly<Record<string, string>> = {
    "financing-consultation": "pledge-financing",
    "subsidy-check": "subsidy",
  };
  expect(intent).toBe(intents[key] ?? key);
  expect(outcome.kind).not.toBe("abstain");
});
