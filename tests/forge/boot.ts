import { Hono } from "hono";
import { doorsOf, openChannels } from "../../src/app/channels.ts";
import { channelPorts, createNotices } from "../../src/app/ports.ts";
import { readConfig, variables } from "../../src/config.ts";
import { ZhiwenError } from "../../src/core/errors.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import { createHttp } from "../../src/http/server.ts";
import { openLedger } from "../../src/ledger/ledger.ts";
import { openShared } from "../../src/session/shared.ts";
import { sign } from "../emulators/wecom/crypto.ts";
import { agentId, keys, paths, secrets } from "./settings.ts";

export type Environment = Readonly<Record<string, string>>;

/** Everything on, the bot by callback. */
export const whole: Environment = {
  PUBLIC_URL: "http://127.0.0.1:3000",
  TELEGRAM_BOT_TOKEN: secrets.telegram,
  TELEGRAM_WEBHOOK_SECRET: secrets.webhook,
  TELEGRAM_API_ROOT: "http://127.0.0.1:9",
  WECOM_CORP_ID: keys.corpId,
  WECOM_SECRET: secrets.wecom,
  WECOM_AGENT_ID: String(agentId),
  WECOM_TOKEN: keys.token,
  WECOM_AES_KEY: keys.aesKey,
  WECOM_KF_TOKEN: keys.token,
  WECOM_KF_AES_KEY: keys.aesKey,
  WECOM_BOT_TOKEN: keys.token,
  WECOM_BOT_AES_KEY: keys.aesKey,
  WECOM_API_ROOT: "http://127.0.0.1:9",
};

/** The same with the bot on a connection of its own. */
const connected: Environment = {
  ...without(whole, ["WECOM_BOT_TOKEN", "WECOM_BOT_AES_KEY"]),
  WECOM_BOT_ID: "AIBOT1",
  WECOM_BOT_SECRET: "canary-secret-of-the-bot",
  WECOM_BOT_URL: "ws://127.0.0.1:9/",
};

const groups: readonly (readonly (keyof typeof variables)[])[] = [
  ["PUBLIC_URL", "TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "TELEGRAM_API_ROOT"],
  [
    "WECOM_CORP_ID",
    "WECOM_SECRET",
    "WECOM_AGENT_ID",
    "WECOM_TOKEN",
    "WECOM_AES_KEY",
    "WECOM_KF_TOKEN",
    "WECOM_KF_AES_KEY",
    "WECOM_API_ROOT",
  ],
  ["WECOM_BOT_TOKEN", "WECOM_BOT_AES_KEY", "WECOM_BOT_ID", "WECOM_BOT_SECRET", "WECOM_BOT_URL"],
  ["LLM_BASE_URL", "LLM_API_KEY", "LLM_MODEL"],
  ["PORT", "LOG_LEVEL", "DATABASE_URL", "REDIS_URL"],
];

const odd = ["", " \t", "garbage ✗", "0", "-1", "null", "http://", "a b", "x".repeat(10_000)];
const oddPairs = [undefined, "", " ", "garbage ✗"];

export interface Started {
  readonly tried: number;
  readonly stopped: number;
  readonly served: number;
  /** What was not as it must be. */
  readonly faults: readonly string[];
}

/** Every variable in turn, and every two of a group, unset, empty or odd: what becomes of the doors. */
export async function bootMatrix(): Promise<Started> {
  const ledger = await openLedger(":memory:");
  const shared = await openShared(undefined, { report() {} });
  const metrics = createMetrics(() => ledger.counts());
  const notices = createNotices(shared);
  const backlog = { admit() {}, release() {}, full: () => false, stop() {} };
  const ports = channelPorts({
    ledger,
    shared,
    metrics,
    notices,
    backlog,
    report() {},
    proxies: 0,
  });
  const faults: string[] = [];
  let [stopped, served] = [0, 0];
  const all = [...environments()];
  for (const { name, environment } of all) {
    try {
      const config = readConfig(environment);
      const doors = doorsOf(openChannels(config, ports));
      const health = async () => ({ ok: true, checks: {} });
      const http = createHttp({ web: new Hono(), doors, health, report() {} });
      served += 1;
      faults.push(
        ...(await openings(environment, async (path, init) => await http.request(path, init))).map(
          (fault) => `${name}: ${fault}`,
        ),
      );
    } catch (error) {
      stopped += 1;
      const fault = stopFault(error instanceof ZhiwenError ? error.message : undefined);
      if (fault !== undefined) faults.push(`${name}: ${fault}`);
    }
  }
  notices.close();
  await ledger.close();
  await shared.close();
  return { tried: all.length, stopped, served, faults };
}

/** What is wrong with the message a start ends with; undefined when nothing is. */
export function stopFault(message: string | undefined): string | undefined {
  if (message === undefined) return "ended with an error nobody can act on";
  if (!Object.keys(variables).some((name) => message.includes(name)))
    return `names no variable: ${message}`;
  // A folder that is not there is named: its name is no secret.
  const values = ["canary", keys.aesKey, ...(message.includes("_DIR") ? [] : ["garbage"])];
  const shown = values.find((text) => message.includes(text));
  return shown === undefined ? undefined : `shows a value: ${message.replaceAll(shown, "…")}`;
}

export type Ask = (path: string, init: RequestInit) => Promise<Response>;

/** Doors that are open though a variable they need is not there, or open to whoever has no secret. */
export async function openings(environment: Environment, ask: Ask): Promise<string[]> {
  const set = (name: string) => (environment[name] ?? "").trim() !== "";
  const corp = set("WECOM_CORP_ID") && set("WECOM_SECRET");
  const app = corp && set("WECOM_AGENT_ID") && set("WECOM_TOKEN") && set("WECOM_AES_KEY");
  const allowed = {
    telegram: set("TELEGRAM_BOT_TOKEN") && set("TELEGRAM_WEBHOOK_SECRET") && set("PUBLIC_URL"),
    "wecom-app": app,
    "wecom-kf": app || (corp && set("WECOM_KF_TOKEN") && set("WECOM_KF_AES_KEY")),
    "wecom-aibot": set("WECOM_BOT_TOKEN") && set("WECOM_BOT_AES_KEY"),
  } as const;
  const faults: string[] = [];
  for (const [name, may] of Object.entries(allowed) as [keyof typeof allowed, boolean][]) {
    for (const init of attempts(name)) {
      const { status } = await ask(`${paths[name]}${init.query}`, init.init);
      if (!may && status !== 404) faults.push(`${name} is open without its variables (${status})`);
      if (may && status === 404) faults.push(`${name} has its variables and is not there`);
      if (status < 400 || status >= 500)
        faults.push(`${name} let in what has no secret (${status})`);
    }
  }
  return faults;
}

/** With no secret, an empty one, and a signature made with an empty token. */
function attempts(name: string): { readonly query: string; readonly init: RequestInit }[] {
  const body = name === "wecom-aibot" ? '{"encrypt":"x"}' : "<xml><Encrypt>x</Encrypt></xml>";
  if (name === "telegram") {
    const update = JSON.stringify({ update_id: 1 });
    const secret = (value: string) => ({ "X-Telegram-Bot-Api-Secret-Token": value });
    return ["", "undefined", "x"]
      .map((value) => ({ method: "POST", body: update, headers: secret(value) }))
      .concat([{ method: "POST", body: update, headers: {} as ReturnType<typeof secret> }])
      .map((init) => ({ query: "", init }));
  }
  const queries = ["", "undefined"].map((token) => {
    const signature = sign(token, "1763700000", "1", "x");
    return `?msg_signature=${signature}&timestamp=1763700000&nonce=1`;
  });
  return [
    { query: "", init: { method: "POST", body } },
    ...queries.map((query) => ({ query, init: { method: "POST", body } })),
    ...queries.map((query) => ({ query: `${query}&echostr=x`, init: { method: "GET" } })),
  ];
}

function* environments(): Generator<{ readonly name: string; readonly environment: Environment }> {
  yield { name: "nothing", environment: {} };
  yield { name: "everything", environment: whole };
  for (const base of [whole, connected, {}]) {
    for (const name of Object.keys(variables)) {
      yield { name: `without ${name}`, environment: without(base, [name]) };
      for (const value of odd)
        yield { name: `${name}=${value.slice(0, 12)}`, environment: { ...base, [name]: value } };
    }
  }
  for (const base of [whole, connected]) {
    for (const group of groups) {
      for (const [at, one] of group.entries()) {
        for (const other of group.slice(at + 1)) {
          for (const a of oddPairs) {
            for (const b of oddPairs) {
              const name = `${one}=${a ?? "(unset)"} ${other}=${b ?? "(unset)"}`;
              yield { name, environment: changed(changed(base, one, a), other, b) };
            }
          }
        }
      }
    }
  }
}

function changed(base: Environment, name: string, value: string | undefined): Environment {
  return value === undefined ? without(base, [name]) : { ...base, [name]: value };
}

function without(base: Environment, names: readonly string[]): Environment {
  return Object.fromEntries(Object.entries(base).filter(([name]) => !names.includes(name)));
}
