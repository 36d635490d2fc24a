import { expect, test } from "vitest";
import { passwordFault } from "../../src/staff/passwordRules.ts";

test.each([
  "Password1234!",
  "P@ssw0rd2024!!",
  "passwordpassword",
  "qwertyuiop123",
  "1qaz2wsx3edc4rfv",
  "123456789012",
  "012345678901234",
  "aaaaaaaaaaaa",
  "abcabcabcabcabc",
  "admin@123456",
  "Admin123!@#Admin",
  "administrator1",
  "woaini1314520",
  "Wangwei19900101",
  "zhiwen123456",
  "Chongqing2024!",
  "Welcome@2025!!",
  "iloveyou123456",
  "letmein-letmein",
  "xiaoli2024password",
  "correcthorsebatterystaple",
  "19900101 19900101",
])("%s is what everyone uses", (password) => {
  expect(passwordFault(password, "xiaoli")).toBe("common");
});

test.each([
  "trotz-mauer-78-kiwi",
  "lxd8#kQz20pp",
  "床前明月光疑是地上霜举头",
  "green lamps eat 7 rivers",
])("%s will do", (password) => {
  expect(passwordFault(password, "xiaoli")).toBeUndefined();
});

test("the length is counted in signs, after widths are made one", () => {
  expect(passwordFault("kq7-zvp-xm2", "li")).toBe("short");
  expect(passwordFault("kq7-zvp-xm2f", "li")).toBeUndefined();
  expect(passwordFault("Ｐassword1234!", "li")).toBe("common");
  expect(passwordFault(`kq7-zvp-xm2f${"é".repeat(250)}`, "li")).toBe("long");
});
