import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { startForm } from "../../src/dialogue/form.ts";
import { complete, filed, orderForm, receipt, stepAfter } from "./orderForm.ts";

describe("consent comes first", () => {
  test("nothing is asked before it", () => {
    const step = stepAfter([]);
    expect(step.state?.at).toBe("consent");
    expect(step.text).toContain(orderForm.consent);
  });

  test("what was said before is kept, what does not fit is asked", () => {
    const { state } = startForm(orderForm, {
      company: "重庆知问科技有限公司",
      field: "别的",
      unknown: "x",
    });
    expect(state?.slots).toEqual({ company: "重庆知问科技有限公司" });
    expect(state?.at).toBe("consent");
  });

  test.each(["同意", "好的", "可以", "开始", "要得", "同意，开始", "同意开始", "我同意"])(
    "%s starts",
    (text) => {
      expect(stepAfter([text]).slot).toBe("company");
    },
  );

  test.each(["不同意", "不", "算了", "不要", "取消"])("%s ends it, and keeps nothing", (text) => {
    expect(stepAfter([text])).toMatchObject({ state: undefined, effects: [] });
  });

  test("anything else asks again", () => {
    expect(stepAfter(["评估费多少"])).toMatchObject({
      unread: true,
      state: { at: "consent", slots: {} },
    });
  });
});

describe("one slot after another", () => {
  test("each answer leads to the next, a slot that does not apply is not asked", () => {
    expect(stepAfter(complete.slice(0, 2)).slot).toBe("field");
    expect(stepAfter(complete.slice(0, 3)).slot).toBe("phone");
    expect(stepAfter(["同意", "重庆知问科技有限公司", "设备"]).slot).toBe("machine");
  });

  test("a choice may be named by its place", () => {
    for (const text of ["2", "第二个", "选2"])
      expect(stepAfter([...complete.slice(0, 2), text]).state?.slots["field"]).toBe("设备");
  });

  test("what does not fit is told and asked again; the third time offers the ways out", () => {
    const wrong = (times: number) =>
      stepAfter([...complete.slice(0, 3), ...Array<string>(times).fill("123")]);
    expect(wrong(1)).toMatchObject({ unread: true, slot: "phone" });
    expect(wrong(1).text).not.toBe("");
    expect(wrong(3).text).toMatch(/取消.*转人工/);
  });

  test("上一步 goes back one, at the start it stays", () => {
    expect(stepAfter([...complete.slice(0, 3), "上一步"])).toMatchObject({
      slot: "field",
      state: { slots: { company: complete[1] } },
    });
    expect(stepAfter(["同意", "上一步"]).slot).toBe("company");
  });

  test.each(["取消", "退出", "算了", "不填了"])("%s leaves at any step without filing", (text) => {
    for (let at = 0; at <= complete.length; at += 1) {
      expect(stepAfter([...complete.slice(0, at), text])).toMatchObject({
        state: undefined,
        effects: [],
      });
    }
  });
});

describe("confirmation", () => {
  test("everything is shown, with the verdict and its sources, before it is filed", () => {
    const step = stepAfter(complete);
    expect(step.state?.at).toBe("confirm");
    for (const value of complete.slice(1)) expect(step.text).toContain(value);
    expect(step.text).toContain("核对完毕。");
    expect(step.passages).toEqual(["document/clause"]);
    expect(step.effects).toEqual([]);
  });

  test.each(["确认", "是的", "提交", "好", "确认提交", "没问题"])(
    "%s files it once, with its receipt",
    (text) => {
      const step = stepAfter([...complete, text]);
      expect(step.state).toBeUndefined();
      expect(step.text).toContain(receipt);
      expect(step.effects).toMatchObject([
        {
          kind: "file-request",
          request: {
            receipt,
            status: "submitted",
            slots: { company: complete[1], field: "工艺", phone: complete[3] },
          },
        },
      ]);
    },
  );

  test.each(["不", "不提交"])("%s files nothing", (text) => {
    expect(stepAfter([...complete, text])).toMatchObject({ state: undefined, effects: [] });
  });

  test("typing a button's label does what pressing it does", () => {
    for (const steps of [[], complete]) {
      for (const { label, text } of stepAfter(steps).choices) {
        expect(stepAfter([...steps, label]).slot, label).toBe(stepAfter([...steps, text]).slot);
      }
    }
  });
});

describe("a duplicate", () => {
  test("is noticed, named, and filed only when wanted", () => {
    const step = stepAfter([...complete, "确认"], [filed]);
    expect(step).toMatchObject({ effects: [], state: { at: "duplicate" } });
    expect(step.text).toContain(filed.receipt);
    expect(stepAfter([...complete, "确认", "是"], [filed]).effects).toHaveLength(1);
    expect(stepAfter([...complete, "确认", "不"], [filed]).effects).toEqual([]);
  });

  test("a withdrawn request, another kind and another field are none", () => {
    for (const other of [
      { status: "withdrawn" as const },
      { kind: "financing" as const },
      { slots: { ...filed.slots, field: "设备" } },
    ]) {
      expect(stepAfter([...complete, "确认"], [{ ...filed, ...other }]).effects).toHaveLength(1);
    }
  });
});

test("whatever is said, in whatever order: nothing is filed without consent, every slot and a yes", () => {
  const message = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...complete, "确认", "设备", "型号甲") },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        "不",
        "取消",
        "上一步",
        "修改",
        "修改领域",
        "电话改成13900139000",
        "2",
        "好的",
      ),
    },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) },
  );
  fc.assert(
    fc.property(fc.array(message, { maxLength: 14 }), (messages) => {
      let consented = false;
      for (let at = 0; at < messages.length; at += 1) {
        const before = stepAfter(messages.slice(0, at));
        if (before.state === undefined) return;
        const step = stepAfter(messages.slice(0, at + 1));
        expect(step.text.trim()).not.toBe("");
        consented ||=
          before.state.at === "consent" && step.slot !== "consent" && step.state !== undefined;
        const [effect] = step.effects;
        if (effect?.kind !== "file-request") continue;
        expect(consented).toBe(true);
        expect(["confirm", "duplicate"]).toContain(before.state.at);
        const { slots } = effect.request;
        for (const slot of orderForm.slots(slots)) {
          if (slot.skip?.(slots) !== true) expect(slots[slot.name], slot.name).toBeDefined();
        }
      }
    }),
    { numRuns: 300 },
  );
});
