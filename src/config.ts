/**
 * The environment, read once, doubted and frozen. Nothing else reads `process.env`.
 */
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

/** Every variable, what it is for, and how it looks. `.env.example` is checked against this list. */
export const variables = {
  PORT: "port of the web chat, 3000 when unset",
  DATA_DIR: "folder of the durable record, ./data when unset",
  SEEDS_DIR: "folder of document digests, the repo's seeds/ when unset",
  KNOWLEDGE_DIR: "folder of entries, the repo's knowledge/ when unset",
  PUBLIC_URL: "https address customers reach the server by; secure cookies when it is https",
  LLM_BASE_URL: "OpenAI-compatible endpoint that may reword verified answers; off when unset",
  LLM_API_KEY: "its key",
  LLM_MODEL: "its model",
  LOG_LEVEL: "debug, info, warn or error; info when unset",
} as const;

const together = [["LLM_BASE_URL", "LLM_API_KEY", "LLM_MODEL"]] as const;

/**
 * Variables of parts this version does not have. Set, they would promise what does not happen:
 * a store that is not written, a channel that does not answer, a search that does not run.
 */
export const later = [
  "DATABASE_URL",
  "REDIS_URL",
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
  "EMBEDDINGS_MODEL",
] as const;

const shape = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  DATA_DIR: z.string().default("data"),
  SEEDS_DIR: z.string().default(`${root}seeds`),
  KNOWLEDGE_DIR: z.string().default(`${root}knowledge`),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
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
    model,
    logLevel: value.LOG_LEVEL,
  });
}

/** The process's own environment. */
export function environmentConfig(): Config {
  return readConfig(process.env);
}
