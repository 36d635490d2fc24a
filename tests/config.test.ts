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
    expect(readConfig(empty)).toEqual(readConfig({}));
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
    ["PUBLIC_URL", "https://bot.example.com/zhiwen/"],
    ["PUBLIC_URL", "https://bot.example.com/?a=b"],
    ["PUBLIC_URL", "https://me:secret@bot.example.com"],
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

const telegram = { TELEGRAM_BOT_TOKEN: "1234567:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" };
const aesKey = "a".repeat(43);
const corp = { WECOM_CORP_ID: "ww1234567890abcdef", WECOM_SECRET: "corp-secret" };
const app = { WECOM_AGENT_ID: "1000002", WECOM_TOKEN: "apptoken", WECOM_AES_KEY: aesKey };
const kf = { WECOM_KF_TOKEN: "kftoken", WECOM_KF_AES_KEY: "b".repeat(43) };

test.each<[string, Record<string, string>]>([
  ["app", { ...corp, ...app }],
  ["telegram", telegram],
  ["a connecting 智能机器人", { WECOM_BOT_ID: "bot", WECOM_BOT_SECRET: "s" }],
  ["a called 智能机器人", { WECOM_BOT_TOKEN: "t", WECOM_BOT_AES_KEY: aesKey }],
])("%s alone gives a secret that Redis is encrypted with", (_, environment) => {
  const { redisSecret = "" } = readConfig(environment);
  expect(Object.values(environment)).toContain(redisSecret);
});

describe("telegram", () => {
  test("is polled without PUBLIC_URL", () => {
    expect(readConfig(telegram).telegram).toEqual({
      token: telegram.TELEGRAM_BOT_TOKEN,
      apiRoot: "https://api.telegram.org",
      webhook: undefined,
    });
  });

  test("is called back with PUBLIC_URL and a secret", () => {
    const config = readConfig({
      ...telegram,
      PUBLIC_URL: "https://bot.example.com",
      TELEGRAM_WEBHOOK_SECRET: "s3cret",
      TELEGRAM_API_ROOT: "http://127.0.0.1:4101/",
    });
    expect(config.telegram).toMatchObject({
      apiRoot: "http://127.0.0.1:4101",
      webhook: { url: "https://bot.example.com/channels/telegram", secret: "s3cret" },
    });
  });

  const secret = { TELEGRAM_WEBHOOK_SECRET: "s3cret" };

  test.each([
    "http://localhost:3000",
    "https://bot.example.com:3000",
    "http://bot.example.com:443",
  ])("%s is no address that Telegram calls: refused, with how to poll", (address) => {
    const { message, fix } = refusal({ ...telegram, ...secret, PUBLIC_URL: address });
    expect(message).toContain("PUBLIC_URL");
    expect(fix).toMatch(/8443.*to poll/);
  });

  test.each([
    ["https://bot.example.com:443/", {}],
    ["https://bot.example.com:8443", {}],
    ["http://localhost:3000", { TELEGRAM_API_ROOT: "http://127.0.0.1:8081" }],
  ])("%s can be called with %j", (address, root) => {
    const config = readConfig({ ...telegram, ...secret, ...root, PUBLIC_URL: address });
    expect(config.telegram?.webhook?.url).toBe(new URL("/channels/telegram", address).href);
  });

  test("never takes calls without a secret", () => {
    const { message } = refusal({ ...telegram, PUBLIC_URL: "https://bot.example.com" });
    expect(message).toContain("TELEGRAM_WEBHOOK_SECRET");
  });
});

describe("wecom", () => {
  test("the app's keys serve 微信客服 too", () => {
    const { wecom } = readConfig({ ...corp, ...app });
    const keys = { token: "apptoken", aesKey };
    expect(wecom).toMatchObject({ app: { agentId: 1000002, ...keys }, kf: keys });
    expect(wecom?.apiRoot).toBe("https://qyapi.weixin.qq.com");
  });

  test("微信客服 works alone, and with keys of its own beside the app", () => {
    expect(readConfig({ ...corp, ...kf }).wecom).toMatchObject({
      app: undefined,
      kf: { token: "kftoken" },
    });
    expect(readConfig({ ...corp, ...app, ...kf }).wecom?.kf?.token).toBe("kftoken");
  });

  test("微信客服 can be off beside the app", () => {
    const { wecom } = readConfig({ ...corp, ...app, WECOM_KF: "off" });
    expect(wecom).toMatchObject({ app: { agentId: 1000002 }, kf: undefined });
    expect(readConfig({ ...corp, ...app, WECOM_KF: "on" }).wecom?.kf).toBeDefined();
    for (const wrong of [
      { ...corp, ...kf, WECOM_KF: "off" },
      { ...corp, ...app, ...kf, WECOM_KF: "off" },
      { ...corp, ...app, WECOM_KF: "no" },
      { WECOM_KF: "off" },
    ])
      expect(refusal(wrong).message).toContain("WECOM_KF");
  });

  test("微信客服 customers who ask for a person come to our desk, or go to the client", () => {
    expect(readConfig({ ...corp, ...kf }).wecom?.kfHandoff).toBe("desk");
    const client = readConfig({ ...corp, ...kf, WECOM_KF_HANDOFF: "client" });
    expect(client.wecom?.kfHandoff).toBe("client");
    expect(refusal({ ...corp, ...kf, WECOM_KF_HANDOFF: "both" }).message).toContain(
      "WECOM_KF_HANDOFF",
    );
  });

  test("the 智能机器人 is called back or connects, not both", () => {
    const called = { WECOM_BOT_TOKEN: "bottoken", WECOM_BOT_AES_KEY: aesKey };
    const connects = { WECOM_BOT_ID: "bot", WECOM_BOT_SECRET: "s" };
    expect(readConfig(called).aibot).toMatchObject({ way: "callback", token: "bottoken" });
    expect(readConfig(connects).aibot).toMatchObject({ way: "connection", url: undefined });
    expect(refusal({ ...called, ...connects }).message).toContain("WECOM_BOT_ID");
  });
});

test.each<[string, Record<string, string>, string]>([
  ["a webhook secret that nothing sends", { TELEGRAM_WEBHOOK_SECRET: "x" }, "TELEGRAM_BOT_TOKEN"],
  ["a webhook secret for polling", { ...telegram, TELEGRAM_WEBHOOK_SECRET: "x" }, "PUBLIC_URL"],
  ["a token that is none", { TELEGRAM_BOT_TOKEN: "abc" }, "TELEGRAM_BOT_TOKEN"],
  ["a corp without its secret", { WECOM_CORP_ID: "ww1234" }, "WECOM_SECRET"],
  ["a corp without any callback", corp, "WECOM_KF_TOKEN"],
  ["an app without its corp", app, "WECOM_CORP_ID"],
  ["half an app", { ...corp, ...kf, WECOM_AGENT_ID: "1" }, "WECOM_TOKEN"],
  ["half a 微信客服", { ...corp, WECOM_KF_TOKEN: "x" }, "WECOM_KF_AES_KEY"],
  ["a 微信客服 hand-over without a corp", { WECOM_KF_HANDOFF: "client" }, "WECOM_CORP_ID"],
  ["a key that is too short", { ...corp, ...app, WECOM_AES_KEY: "short" }, "WECOM_AES_KEY"],
  ["half a 智能机器人", { WECOM_BOT_TOKEN: "x" }, "WECOM_BOT_AES_KEY"],
  ["a connection to nobody", { WECOM_BOT_URL: "wss://x.example" }, "WECOM_BOT_ID"],
  ["a database of another kind", { DATABASE_URL: "mysql://x/y" }, "DATABASE_URL"],
  ["a Redis of another kind", { REDIS_URL: "http://x" }, "REDIS_URL"],
])("%s stops the start, and the message names what is missing", (_, environment, named) => {
  const { message, fix } = refusal(environment);
  expect(message).toContain(named);
  expect(fix).not.toBe("");
  for (const value of Object.values(environment)) {
    if (value.length > 4) expect(message).not.toContain(value);
  }
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
  "WECOM_KF_HANDOFF",
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
