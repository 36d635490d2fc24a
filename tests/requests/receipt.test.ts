import fc from "fast-check";
import { expect, test } from "vitest";
import { newReceipt, receiptIn } from "../../src/requests/receipt.ts";

const now = new Date("2026-11-21T12:00:00+08:00");

test("a receipt holds the day and six characters that cannot be confused on the telephone", () => {
  for (let count = 0; count < 200; count += 1) {
    expect(newReceipt(now)).toMatch(/^ZW-20261121-[2-9A-HJKMNP-Z]{6}$/);
  }
});

test("the day is the customer's: it turns at midnight in Chongqing", () => {
  expect(newReceipt(new Date("2026-11-21T07:30:00+08:00"))).toMatch(/^ZW-20261121-/);
  expect(newReceipt(new Date("2026-11-22T00:10:00+08:00"))).toMatch(/^ZW-20261122-/);
});

test("receipts of one day differ", () => {
  const many = new Set(Array.from({ length: 2_000 }, () => newReceipt(now)));
  expect(many.size).toBe(2_000);
});

test("every receipt is found again however it is typed, wherever it stands", () => {
  const around = fc.constantFrom("", "我的申请 ", "撤回", "（", "：");
  fc.assert(
    fc.property(fc.boolean(), fc.boolean(), around, around, (lower, bare, left, right) => {
      const receipt = newReceipt(now);
      const typed = bare ? receipt.replaceAll("-", "") : receipt;
      expect(receiptIn(`${left}${lower ? typed.toLowerCase() : typed}${right}`)).toBe(receipt);
    }),
  );
});

test.each(["", "ZW", "ZW-20261121", "ZW-20261121-ABC", "AB-20261121-ABC234", "13800138000"])(
  "%s holds no receipt",
  (text) => {
    expect(receiptIn(text)).toBeUndefined();
  },
);

test("what could not be a receipt is not read as one", () => {
  expect(receiptIn("ZW-20261121-ABC10L")).toBeUndefined();
  expect(receiptIn("ZW-20261121-ABC2345")).toBeUndefined();
});
