/**
 * The environment, read once, doubted and frozen. Nothing else reads `process.env`.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { ZhiwenError } from "./core/errors.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

export interface Config {
  /** TCP port of the HTTP server; 0 lets the system choose. */
  readonly port: number;
  /** Folder of the durable record. */
  readonly dataDir: string;
  /** Folder of digests. */
  readonly seedsDir: string;
  /** Folder of faq/, programs/, products/, desks/ and glossary.yaml. */
  readonly knowledgeDir: string;
  /** Folder of intents/, for examples and replies. */
  readonly intentsDir: string;
  /** Address customers reach the server by; decides secure cookies. */
  readonly publicUrl: string | undefined;
  /** The durable record: a file in `dataDir`, or the address of a PostgreSQL database. */
  readonly record: string;
  /** Redis in front of the record: hot sessions, shared limits, tokens and wake-ups. */
  readonly redisUrl: string | undefined;
  /** What is kept in Redis is encrypted with it: a secret every instance has anyhow. */
  readonly redisSecret: string | undefined;
  readonly telegram: Telegram | undefined;
  readonly wecom: Wecom | undefined;
  readonly aibot: Aibot | undefined;
  /** Address of the WeCom API. */
  readonly wecomApiRoot: string;
  /** Optional model that may reword a verified answer. */
  readonly model: Model | undefined;
  readonly logLevel: string;
}

export interface Model {
  /** OpenAI-compatible endpoint. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly name: string;
}

export interface Telegram {
  readonly token: string;
  readonly apiRoot: string;
  /** Set: updates come to the webhook. Unset: they are polled. */
  readonly webhook: { readonly url: string; readonly secret: string } | undefined;
  /** Number of the group whose members serve conversations. */
  readonly staffChat: number | undefined;
}

/** Token and EncodingAESKey of one callback address. */
export interface CallbackKeys {
  readonly token: string;
  readonly aesKey: string;
}

export interface Wecom {
  readonly apiRoot: string;
  readonly corpId: string;
  /** Secret of the self-built app; 微信客服 is called with it too. */
  readonly secret: string;
  readonly app: (CallbackKeys & { readonly agentId: number }) | undefined;
  readonly kf: CallbackKeys | undefined;
  /** Who serves customers of 微信客服 that ask for a person: staff at our desk, or the WeCom client. */
  readonly kfHandoff: "desk" | "client";
}

/** 智能机器人: called back, or over a connection it opens itself. */
export type Aibot =
  | ({ readonly way: "callback" } & CallbackKeys)
  | {
      readonly way: "connection";
      readonly botId: string;
      readonly secret: string;
      /** Where it connects to; the platform's own address when undefined. */
      readonly url: string | undefined;
    };

/** Every variable, what it is for, and how it looks. `.env.example` is checked against this list. */
export const variables = {
  PORT: "port of the web chat, 3000 when unset",
  DATA_DIR: "folder of the durable record, ./data when unset",
  SEEDS_DIR: "folder of document digests, the repo's seeds/ when unset",
  KNOWLEDGE_DIR: "folder of entries, the repo's knowledge/ when unset",
  PUBLIC_URL:
    "https address customers reach the server by, without a path; secure cookies when it is https",
  DATABASE_URL: "postgres:// address of the durable record; the file in DATA_DIR when unset",
  REDIS_URL: "redis:// address of hot sessions, shared limits and tokens; none when unset",
  TELEGRAM_BOT_TOKEN: "token of the Telegram bot, from @BotFather; Telegram is off when unset",
  TELEGRAM_WEBHOOK_SECRET:
    "1 to 256 of A-Z a-z 0-9 _ -, needed with PUBLIC_URL: Telegram sends it back",
  TELEGRAM_STAFF_CHAT_ID:
    "number of the supergroup with topics where staff serve, such as -1001234567890; none when unset",
  TELEGRAM_API_ROOT: "address of the Bot API, https://api.telegram.org when unset",
  WECOM_CORP_ID: "企业ID; WeCom is off when it and WECOM_SECRET are unset",
  WECOM_SECRET: "Secret of the self-built app, which 微信客服 is called with too",
  WECOM_AGENT_ID: "AgentId of the self-built app",
  WECOM_TOKEN: "Token of the app's callback",
  WECOM_AES_KEY: "EncodingAESKey of the app's callback, 43 letters and digits",
  WECOM_KF: "on or off: off leaves 微信客服 out where a corp has only the app; on when unset",
  WECOM_KF_TOKEN: "Token of the 微信客服 callback; the app's when unset",
  WECOM_KF_AES_KEY: "EncodingAESKey of the 微信客服 callback; the app's when unset",
  WECOM_KF_HANDOFF:
    "desk or client: 微信客服 customers who ask for a person are served at our desk, or by servicers in the WeCom client; desk when unset",
  WECOM_BOT_TOKEN: "Token of the 智能机器人 callback",
  WECOM_BOT_AES_KEY: "EncodingAESKey of the 智能机器人 callback",
  WECOM_BOT_ID: "BotID of the 智能机器人 long connection, instead of a callback",
  WECOM_BOT_SECRET: "its Secret",
  WECOM_BOT_URL: "wss:// address of the long connection, the platform's own when unset",
  WECOM_API_ROOT: "address of the WeCom API, https://qyapi.weixin.qq.com when unset",
  LLM_BASE_URL: "OpenAI-compatible endpoint that may reword verified answers; off when unset",
  LLM_API_KEY: "its key",
  LLM_MODEL: "its model",
  LOG_LEVEL: "debug, info, warn or error; info when unset",
} as const;

/** Groups that make sense whole: one of them set asks for the others. */
const together = [
  ["LLM_BASE_URL", "LLM_API_KEY", "LLM_MODEL"],
  ["WECOM_CORP_ID", "WECOM_SECRET"],
  ["WECOM_AGENT_ID", "WECOM_TOKEN", "WECOM_AES_KEY"],
  ["WECOM_KF_TOKEN", "WECOM_KF_AES_KEY"],
  ["WECOM_BOT_TOKEN", "WECOM_BOT_AES_KEY"],
  ["WECOM_BOT_ID", "WECOM_BOT_SECRET"],
] as const;

/** Variables that mean nothing without another. */
const needs = [
  ["TELEGRAM_WEBHOOK_SECRET", "TELEGRAM_BOT_TOKEN"],
  ["TELEGRAM_API_ROOT", "TELEGRAM_BOT_TOKEN"],
  ["TELEGRAM_STAFF_CHAT_ID", "TELEGRAM_BOT_TOKEN"],
  ["WECOM_AGENT_ID", "WECOM_CORP_ID"],
  ["WECOM_KF", "WECOM_CORP_ID"],
  ["WECOM_KF_TOKEN", "WECOM_CORP_ID"],
  ["WECOM_KF_HANDOFF", "WECOM_CORP_ID"],
  ["WECOM_BOT_URL", "WECOM_BOT_ID"],
] as const;

/**
 * Variables of parts this version does not have. Set, they would promise what does not happen:
 * a desk nobody sits at, a search that does not run.
 */
export const later = ["EMBEDDINGS_MODEL"] as const;

const callbackToken = z.string().regex(/^[A-Za-z0-9]{1,32}$/, "1 to 32 letters and digits");
const aesKey = z.string().regex(/^[A-Za-z0-9]{43}$/, "43 letters and digits");
/** Paths are appended to it. */
const apiRoot = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ""));

/** Telegram's own Bot API, which calls webhooks by https and on these ports only. */
const publicBotApi = "https://api.telegram.org";
const webhookPorts = ["443", "80", "88", "8443"];

const shape = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  DATA_DIR: z.string().default("data"),
  SEEDS_DIR: z.string().default(`${root}seeds`),
  KNOWLEDGE_DIR: z.string().default(`${root}knowledge`),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    // Our paths begin at the root: one in front of them would be lost.
    .regex(/^https?:\/\/[^/?#@]+\/?$/i, "more than scheme, host and port")
    .optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(?:ql)?$/ }).optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d+:[A-Za-z0-9_-]{20,}$/, "not a bot token")
    .optional(),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,256}$/, "1 to 256 of A-Z a-z 0-9 _ -")
    .optional(),
  TELEGRAM_STAFF_CHAT_ID: z
    .string()
    .regex(/^-100\d{6,13}$/, "not the number of a supergroup")
    .transform(Number)
    .optional(),
  TELEGRAM_API_ROOT: apiRoot.default(publicBotApi),
  WECOM_CORP_ID: z
    .string()
    .regex(/^[A-Za-z0-9_-]{4,64}$/, "not a corp id")
    .optional(),
  WECOM_SECRET: z.string().regex(/^\S+$/, "it holds white space").optional(),
  WECOM_AGENT_ID: z.coerce.number().int().positive().optional(),
  WECOM_TOKEN: callbackToken.optional(),
  WECOM_AES_KEY: aesKey.optional(),
  WECOM_KF: z.enum(["on", "off"]).default("on"),
  WECOM_KF_TOKEN: callbackToken.optional(),
  WECOM_KF_AES_KEY: aesKey.optional(),
  WECOM_KF_HANDOFF: z.enum(["desk", "client"]).default("desk"),
  WECOM_BOT_TOKEN: callbackToken.optional(),
  WECOM_BOT_AES_KEY: aesKey.optional(),
  WECOM_BOT_ID: z.string().optional(),
  WECOM_BOT_SECRET: z.string().optional(),
  WECOM_BOT_URL: z.url({ protocol: /^wss?$/ }).optional(),
  WECOM_API_ROOT: apiRoot.default("https://qyapi.weixin.qq.com"),
  LLM_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  LLM_API_KEY: z.string().optional(),
  LLM_MODEL: z.string().optional(),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
});

/** Throws a {@link ZhiwenError} naming the variable and the fix. An empty variable counts as unset. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ""),
  );
  for (const name of later) {
    if (given[name] !== undefined) {
      throw new ZhiwenError(
        "config",
        `${name} is set, and this version has no such part`,
        `unset ${name}`,
      );
    }
  }
  for (const group of together) {
    const set = group.filter((name) => given[name] !== undefined);
    if (set.length > 0 && set.length < group.length) {
      const lacking = group.filter((name) => given[name] === undefined).join(", ");
      throw new ZhiwenError(
        "config",
        `${set.join(", ")} set without ${lacking}`,
        `set ${lacking} too, or unset all`,
      );
    }
  }
  for (const [name, other] of needs) {
    if (given[name] !== undefined && given[other] === undefined) {
      throw new ZhiwenError(
        "config",
        `${name} is set without ${other}`,
        `set ${other} too, or unset ${name}`,
      );
    }
  }
  const parsed = shape.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = String(issue?.path[0] ?? "environment") as keyof typeof variables;
    throw new ZhiwenError(
      "config",
      `${name} is not usable (${issue?.message})`,
      variables[name] ?? "correct it",
    );
  }
  const value = parsed.data;
  const model =
    value.LLM_BASE_URL === undefined ||
    value.LLM_API_KEY === undefined ||
    value.LLM_MODEL === undefined
      ? undefined
      : Object.freeze({
          baseUrl: value.LLM_BASE_URL,
          apiKey: value.LLM_API_KEY,
          name: value.LLM_MODEL,
        });
  return Object.freeze({
    port: value.PORT,
    dataDir: value.DATA_DIR,
    seedsDir: value.SEEDS_DIR,
    knowledgeDir: value.KNOWLEDGE_DIR,
    intentsDir: `${root}intents`,
    publicUrl: value.PUBLIC_URL,
    record: value.DATABASE_URL ?? join(value.DATA_DIR, "zhiwen.db"),
    redisUrl: value.REDIS_URL,
    redisSecret:
      value.WECOM_SECRET ??
      value.TELEGRAM_BOT_TOKEN ??
      value.WECOM_BOT_SECRET ??
      value.WECOM_BOT_AES_KEY,
    telegram: telegramOf(value),
    wecom: wecomOf(value),
    aibot: aibotOf(value),
    wecomApiRoot: value.WECOM_API_ROOT,
    model,
    logLevel: value.LOG_LEVEL,
  });
}

type Values = z.infer<typeof shape>;

function telegramOf(value: Values): Telegram | undefined {
  const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_WEBHOOK_SECRET: secret } = value;
  if (token === undefined) return undefined;
  const apiRoot = value.TELEGRAM_API_ROOT;
  const staffChat = value.TELEGRAM_STAFF_CHAT_ID;
  if (value.PUBLIC_URL === undefined) {
    if (secret === undefined)
      return Object.freeze({ token, apiRoot, webhook: undefined, staffChat });
    throw new ZhiwenError(
      "config",
      "TELEGRAM_WEBHOOK_SECRET is set without PUBLIC_URL",
      "set PUBLIC_URL to the https address Telegram reaches, or unset the secret to poll",
    );
  }
  if (secret === undefined) {
    throw new ZhiwenError(
      "config",
      "PUBLIC_URL and TELEGRAM_BOT_TOKEN are set without TELEGRAM_WEBHOOK_SECRET",
      "set TELEGRAM_WEBHOOK_SECRET to a long random word, so that only Telegram's calls are taken",
    );
  }
  const { protocol, port, href: url } = new URL("/channels/telegram", value.PUBLIC_URL);
  const called = protocol === "https:" && webhookPorts.includes(port || "443");
  if (new URL(apiRoot).host === new URL(publicBotApi).host && !called) {
    throw new ZhiwenError(
      "config",
      "PUBLIC_URL is no address that Telegram calls",
      `set it to an https address on port ${webhookPorts.join(", ")}, or unset it and TELEGRAM_WEBHOOK_SECRET to poll`,
    );
  }
  return Object.freeze({ token, apiRoot, webhook: Object.freeze({ url, secret }), staffChat });
}

function wecomOf(value: Values): Wecom | undefined {
  const { WECOM_CORP_ID: corpId, WECOM_SECRET: secret, WECOM_AGENT_ID: agentId } = value;
  if (corpId === undefined || secret === undefined) return undefined;
  const appKeys = keysOf(value.WECOM_TOKEN, value.WECOM_AES_KEY);
  const off = value.WECOM_KF === "off";
  const kf = off ? undefined : (keysOf(value.WECOM_KF_TOKEN, value.WECOM_KF_AES_KEY) ?? appKeys);
  if (off && value.WECOM_KF_TOKEN !== undefined) {
    throw new ZhiwenError(
      "config",
      "WECOM_KF is off and WECOM_KF_TOKEN is set",
      "unset WECOM_KF, or WECOM_KF_TOKEN and WECOM_KF_AES_KEY",
    );
  }
  if (kf === undefined && appKeys === undefined) {
    throw new ZhiwenError(
      "config",
      "WECOM_CORP_ID is set without the keys of a callback",
      "set WECOM_AGENT_ID, WECOM_TOKEN and WECOM_AES_KEY for the app, or WECOM_KF_TOKEN and WECOM_KF_AES_KEY for 微信客服 alone",
    );
  }
  return Object.freeze({
    apiRoot: value.WECOM_API_ROOT,
    corpId,
    secret,
    app:
      appKeys === undefined || agentId === undefined
        ? undefined
        : Object.freeze({ ...appKeys, agentId }),
    kf,
    kfHandoff: value.WECOM_KF_HANDOFF,
  });
}

function aibotOf(value: Values): Aibot | undefined {
  const keys = keysOf(value.WECOM_BOT_TOKEN, value.WECOM_BOT_AES_KEY);
  const { WECOM_BOT_ID: botId, WECOM_BOT_SECRET: secret, WECOM_BOT_URL: url } = value;
  if (botId === undefined || secret === undefined) {
    return keys === undefined ? undefined : Object.freeze({ way: "callback", ...keys });
  }
  if (keys !== undefined) {
    throw new ZhiwenError(
      "config",
      "WECOM_BOT_TOKEN and WECOM_BOT_ID are both set",
      "a bot is either called back or connects: unset one pair",
    );
  }
  return Object.freeze({ way: "connection", botId, secret, url });
}

function keysOf(token: string | undefined, aesKey: string | undefined): CallbackKeys | undefined {
  return token === undefined || aesKey === undefined ? undefined : Object.freeze({ token, aesKey });
}

/** The process's own environment. */
export function environmentConfig(): Config {
  return readConfig(process.env);
}
