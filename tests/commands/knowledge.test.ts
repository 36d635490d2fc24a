import { afterAll, expect, test } from "vitest";
import { removeFolders, smallFiles } from "../answering/smallKnowledge.ts";
import { smallEnvironment, zhiwen } from "./zhiwen.ts";

afterAll(removeFolders);

const check = (environment: Record<string, string>) => zhiwen(["knowledge", "check"], environment);

test("the repo's own knowledge has no error", async () => {
  const { code, stdout } = await check({});
  expect(stdout).toMatch(/: no error\n$/);
  expect(code).toBe(0);
});

test("a sound tree exits 0 and counts what it holds", async () => {
  const { code, stdout } = await check(smallEnvironment());
  expect(code).toBe(0);
  expect(stdout).toMatch(/4 digests with 8 passages, 1 faq, 1 programs/);
});

test("each error is a line of its own with file, line and field; the exit code is 1", async () => {
  const broken = {
    "knowledge/faq/broken.yaml": "- id: x\n  intent: subsidy\n  questions: [一个]\n",
  };
  const { code, stdout } = await check(smallEnvironment(broken));
  expect(code).toBe(1);
  expect(stdout).toMatch(/faq\/broken\.yaml:3 \[0\]\.questions: .+\n/);
  expect(stdout).toMatch(/\d+ errors\n$/);
});

test("a file that is no YAML at all is an error, not a crash", async () => {
  for (const content of ["id: [", "x: *none", "\u0000\u0001"]) {
    const { code, stdout, stderr } = await check(
      smallEnvironment({ "seeds/broken.yaml": content }),
    );
    expect(code, content).toBe(1);
    expect(stdout).toMatch(/broken\.yaml:\d+/);
    expect(stderr).toBe("");
  }
});

test("an entry of an intent that no folder has is an error", async () => {
  const entry = {
    ...(smallFiles["knowledge/faq/fees.yaml"] as object[])[0],
    id: "y",
    intent: "subsdy",
  };
  const { code, stdout } = await check(smallEnvironment({ "knowledge/faq/typo.yaml": [entry] }));
  expect(stdout).toMatch(/typo\.yaml:\d+ .*intent/);
  expect(code).toBe(1);
});

test("a folder without digests is an error that names the variable", async () => {
  const { code, stdout, stderr } = await check({ ...smallEnvironment(), SEEDS_DIR: "/nowhere" });
  expect(code).toBe(1);
  expect(stdout + stderr).toMatch(/SEEDS_DIR|\/nowhere/);
});

test("another word behind knowledge says what to write", async () => {
  for (const args of [["knowledge"], ["knowledge", "chek"]]) {
    const { code, stderr } = await zhiwen(args);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/zhiwen knowledge check/);
  }
});
