import { describe, expect, test } from "vitest";
import { readConfig, variables } from "../src/config.ts";
import { ZhiwenError } from "../src/core/errors.ts";

/** The error a setting gives; what gives none fails the test. */
function refusal(environment: Record<string, string>): ZhiwenError {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ZhiwenError) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(environment)} was accepted`);
}

describe("without any setting", () => {
  test("it runs whole: port 3000, the repo's folders, no model", () => {
    expect(readConfig({})).toMatchObject({
      port: 3000,
      publicUrl: undefined,
      model: undefined,
      logLevel: "info",
    });
    expect(readConfig({}).seedsDir).toMatch(/seeds$/);
  });

  test("an empty variable counts as unset", () => {
    const empty = Object.fromEntries(Object.keys(variables).map((name) => [name, " "]));
    expect(readConfig({ ...empty, REDIS_URL: "" })).toEqual(readConfig({}));
  });

  test("other variables of the machine are none of its business", () => {
    expect(readConfig({ HOME: "/root", PATH: "/bin", port: "x" })).toEqual(readConfig({}));
  });
});

test("what is set is taken", () => {
  const config = readConfig({
    PORT: "8080",
    DATA_DIR: "/var/zhiwen",
    PUBLIC_URL: "https://bot.example.com",
    LLM_BASE_URL: "http://localhost:11434/v1",
    LLM_API_KEY: "k",
    LLM_MODEL: "m",
  });
  expect(config).toMatchObject({
    port: 8080,
    dataDir: "/var/zhiwen",
    publicUrl: "https://bot.example.com",
    model: { name: "m" },
  });
});

test("the settings cannot be changed afterwards", () => {
  const config = readConfig({
    LLM_BASE_URL: "http://localhost/v1",
    LLM_API_KEY: "k",
    LLM_MODEL: "m",
  });
  expect(Object.isFrozen(config)).toBe(true);
  expect(Object.isFrozen(config.model)).toBe(true);
});

describe("a setting that is not usable is named, with the fix", () => {
  test.each([
    ["PORT", "eighty"],
    ["PORT", "65536"],
    ["PORT", "-1"],
    ["PORT", "80.5"],
    ["PUBLIC_URL", "bot.example.com"],
    ["PUBLIC_URL", "ftp://bot.example.com"],
    ["LOG_LEVEL", "loud"],
  ])("%s=%s", (name, value) => {
    const { message, fix, part } = refusal({ [name]: value });
    expect(part).toBe("config");
    expect(message).toContain(name);
    expect(fix).not.toBe("");
  });

  test("a group set in part names what is lacking, and never a value", () => {
    const { message } = refusal({ LLM_BASE_URL: "http://localhost/v1", LLM_API_KEY: "sk-secret" });
    expect(message).toContain("LLM_MODEL");
    expect(message).not.toContain("sk-secret");
  });
});

/** Every variable of the design; those this version does not read must not be taken in silence. */
const designed = [
  "PORT",
  "DATA_DIR",
  "SEEDS_DIR",
  "KNOWLEDGE_DIR",
  "DATABASE_URL",
  "REDIS_URL",
  "PUBLIC_URL",
  "TELEGRAM_BOT_TOKEN",
  "TELEGRAM_API_ROOT",
  "TELEGRAM_WEBHOOK_SECRET",
  "TELEGRAM_STAFF_CHAT_ID",
  "WECOM_API_ROOT",
  "WECOM_CORP_ID",
  "WECOM_AGENT_ID",
  "WECOM_SECRET",
  "WECOM_TOKEN",
  "WECOM_AES_KEY",
  "WECOM_KF_TOKEN",
  "WECOM_KF_AES_KEY",
  "WECOM_BOT_TOKEN",
  "WECOM_BOT_AES_KEY",
  "LLM_BASE_URL",
  "LLM_API_KEY",
  "LLM_MODEL",
  "EMBEDDINGS_MODEL",
];

test.each(designed.filter((name) => !(name in variables)))(
  "%s promises a part that is not there: it is refused",
  (name) => {
    expect(refusal({ [name]: "x" }).message).toContain(name);
  },
);
