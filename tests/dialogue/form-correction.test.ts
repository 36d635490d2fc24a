import { describe, expect, test } from "vitest";
import { remind } from "../../src/dialogue/form.ts";
import { answer, complete, filed, orderForm, stepAfter } from "./orderForm.ts";

describe("one field is corrected without losing the rest", () => {
  test.each([
    "电话改成13900139000",
    "联系电话改为 13900139000",
    "把手机号换成13900139000",
    "我的电话应该是13900139000",
    "电话是13900139000",
    "电话：13900139000",
  ])("%s", (text) => {
    const step = stepAfter([...complete, text]);
    expect(step.state).toMatchObject({
      at: "confirm",
      slots: { company: complete[1], field: "工艺", phone: "13900139000" },
    });
    expect(step.text).toContain("13900139000");
  });

  test.each(["修改电话", "电话填错了", "电话不对", "改一下电话", "联系电话写错了"])(
    "%s asks it again",
    (text) => {
      const step = stepAfter([...complete, text]);
      expect(step.slot).toBe("phone");
      expect(step.state?.slots["company"]).toBe(complete[1]);
      expect(stepAfter([...complete, text, "13900139000"]).state).toMatchObject({
        at: "confirm",
        slots: { phone: "13900139000" },
      });
    },
  );

  test("in the middle of the form, too", () => {
    const step = stepAfter([...complete.slice(0, 3), "领域改成设备"]);
    expect(step.state?.slots["field"]).toBe("设备");
    expect(step.slot).toBe("machine");
  });

  test("a wrong value keeps the old one and says why", () => {
    const step = stepAfter([...complete, "电话改成123"]);
    expect(step.state?.slots["phone"]).toBe("13800138000");
    expect(step.unread).toBe(true);
  });

  test("修改 offers each field, and each offer asks it again", () => {
    const { choices } = stepAfter([...complete, "修改"]);
    expect(choices.map(({ text }) => text)).toEqual(["修改单位名称", "修改领域", "修改联系电话"]);
    for (const { text } of choices)
      expect(stepAfter([...complete, "修改", text]).slot, text).not.toBe("confirm");
  });

  test("a slot that no longer applies is not handed in", () => {
    const step = stepAfter([
      "同意",
      complete[1],
      "设备",
      "型号甲",
      "13800138000",
      "领域改成工艺",
      "确认",
    ]);
    expect(step.effects).toMatchObject([{ request: { slots: { field: "工艺" } } }]);
    const [effect] = step.effects;
    expect(effect?.kind === "file-request" && "machine" in effect.request.slots).toBe(false);
  });
});

describe("editing a filed request", () => {
  const state = {
    form: "order",
    slots: filed.slots,
    at: "confirm",
    misses: 0,
    receipt: filed.receipt,
  };

  test("changes that one under its own receipt", () => {
    const edited = answer(state, "电话改成13900139000", [], [filed]);
    const done = answer(edited.state ?? state, "确认", [], [filed]);
    expect(done.effects).toEqual([
      {
        kind: "edit-request",
        receipt: filed.receipt,
        slots: { ...filed.slots, phone: "13900139000" },
      },
    ]);
  });

  test("取消 leaves it as it was", () => {
    expect(answer(state, "取消", [], [filed])).toMatchObject({
      effects: [],
      state: undefined,
    });
  });
});

test("after a digression what is asked is said again", () => {
  for (let at = 0; at <= complete.length; at += 1) {
    const step = stepAfter(complete.slice(0, at));
    if (step.state === undefined) throw new Error("over");
    const again = remind(orderForm, step.state);
    expect(again.text).not.toBe("");
    expect(again.choices).toEqual(step.choices);
  }
});
