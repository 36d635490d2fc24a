import { afterAll, describe, expect, test } from "vitest";
import { removeFolders } from "../answering/smallKnowledge.ts";
import { smallEnvironment, zhiwen } from "./zhiwen.ts";

afterAll(removeFolders);

test("an unknown command is named, the commands are listed, the exit code is 2", async () => {
  for (const name of ["aks", "constructor", "__proto__", ""]) {
    const { code, stdout, stderr } = await zhiwen([name]);
    expect(code, name).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(`there is no command ${name}`);
    expect(stderr).toContain("zhiwen serve");
  }
});

test("help lists every command of the design", async () => {
  for (const args of [[], ["help"], ["--help"]]) {
    const { code, stdout } = await zhiwen(args);
    expect(code).toBe(0);
    for (const name of ["serve", "chat", "ask", "ingest", "eval", "bench", "knowledge"])
      expect(stdout).toContain(`zhiwen ${name}`);
  }
});

describe("a wrong setting stops the start, names the variable, and shows no trace", () => {
  test.each([
    ["PORT", { PORT: "eighty" }],
    ["LOG_LEVEL", { LOG_LEVEL: "loud" }],
    ["LLM_MODEL", { LLM_BASE_URL: "http://localhost:1", LLM_API_KEY: "sk-secret" }],
    ["REDIS_URL", { REDIS_URL: "http://localhost" }],
    ["TELEGRAM_WEBHOOK_SECRET", { TELEGRAM_WEBHOOK_SECRET: "sk-secret" }],
    ["WECOM_SECRET", { WECOM_CORP_ID: "ww0123456789" }],
  ])("%s", async (name, environment) => {
    const { code, stdout, stderr } = await zhiwen(["serve"], environment);
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain(name);
    expect(stderr).not.toMatch(/\n\s+at |sk-secret/);
  });

  test("a malformed entry stops it with file and line", async () => {
    const { code, stderr } = await zhiwen(
      ["ask", "x"],
      smallEnvironment({ "seeds/broken.yaml": "id: [" }),
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/broken\.yaml:\d+/);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
