import { expect, test } from "vitest";
import { hashOfRecovery, newRecoveryCodes } from "../../src/staff/recovery.ts";
import { hashOfToken, newToken } from "../../src/staff/token.ts";
import { keyAddress, newTotpSecret, stepOf } from "../../src/staff/totp.ts";

/** `12345678901234567890` in base32: the key of RFC 6238, appendix B. */
const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

test.each([
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_111_111_111, "050471"],
  [1_234_567_890, "005924"],
  [2_000_000_000, "279037"],
  [20_000_000_000, "353130"],
])("RFC 6238 at %i s is %s", (seconds, code) => {
  const step = Math.floor(seconds / 30);
  const at = (from: number) => stepOf(secret, code, new Date((seconds + from) * 1_000));
  expect(at(0)).toBe(step);
  expect(stepOf(secret, ` ${code.slice(0, 3)} ${code.slice(3)} `, new Date(seconds * 1_000))).toBe(
    step,
  );
  expect(at(29)).toBe(step);
  expect(at(-29)).toBe(step);
  expect(at(90)).toBeUndefined();
  if (seconds >= 90) expect(at(-90)).toBeUndefined();
});

test.each(["", "28708", "2870821", "28708a", "００００００", "-287082", "287 082 1"])(
  "「%s」 is no code",
  (code) => {
    expect(stepOf(secret, code, new Date(59_000))).toBeUndefined();
  },
);

test("a key is 160 random bits, and its address says whose it is", () => {
  const [one, other] = [newTotpSecret(), newTotpSecret()];
  expect(one).toMatch(/^[A-Z2-7]{32}$/);
  expect(one).not.toBe(other);
  expect(keyAddress("li", one)).toMatch(new RegExp(`^otpauth://totp/Zhiwen:li\\?.*secret=${one}`));
});

test("recovery codes are ten different ones, read however they are typed", () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  const [code = ""] = codes;
  expect(code).toMatch(/^(?:[2-9a-hj-km-np-z]{4}-){2}[2-9a-hj-km-np-z]{4}$/);
  const hash = hashOfRecovery(code);
  expect(hash).toMatch(/^[\w-]{43}$/);
  expect(hashOfRecovery(` ${code.toUpperCase().replaceAll("-", " ")} `)).toBe(hash);
  expect(hashOfRecovery("123456")).toBeUndefined();
});

test("what cannot be a token has no hash", () => {
  expect(hashOfToken(newToken())).toMatch(/^[\w-]{43}$/);
  for (const text of ["", "x".repeat(42), `${"x".repeat(42)}!`, `${newToken()}x`]) {
    expect(hashOfToken(text)).toBeUndefined();
  }
});
