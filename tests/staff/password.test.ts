import { expect, test } from "vitest";
import { atOnce } from "../../src/staff/atOnce.ts";
import { hashPassword, isPassword } from "../../src/staff/password.ts";

test("only the password itself is right; each hash has a salt of its own", async () => {
  const [one, other] = [await hashPassword("trotz-mauer-78"), await hashPassword("trotz-mauer-78")];
  expect(one).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
  expect(one).not.toBe(other);
  expect(await isPassword("trotz-mauer-78", one)).toBe(true);
  expect(await isPassword("trotz-mauer-7８", one)).toBe(true);
  expect(await isPassword("trotz-mauer-79", one)).toBe(false);
  expect(await isPassword("", one)).toBe(false);
});

test("who does not exist is refused after as much work", async () => {
  const hash = await hashPassword("trotz-mauer-78");
  const took = async (of: string | undefined) => {
    const started = process.cpuUsage();
    expect(await isPassword("wrong", of)).toBe(false);
    return process.cpuUsage(started).user;
  };
  await took(undefined);
  const known = Math.min(await took(hash), await took(hash));
  const unknown = Math.min(await took(undefined), await took(undefined));
  expect(unknown / known).toBeGreaterThan(0.6);
  expect(unknown / known).toBeLessThan(1.7);
});

test("no more than so many jobs run at a time, and a failed one gives its place on", async () => {
  const limited = atOnce(2);
  let running = 0;
  let most = 0;
  const ended = await Promise.allSettled(
    Array.from({ length: 20 }, (_, at) =>
      limited(async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        if (at % 3 === 0) throw new Error("failed");
        return at;
      }),
    ),
  );
  expect(most).toBe(2);
  expect(ended.filter(({ status }) => status === "fulfilled")).toHaveLength(13);
});
