import { randomInt } from "node:crypto";
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { watchBacklog } from "../app/backlog.ts";
import { type OpenChannel, openChannels } from "../app/channels.ts";
import { channelPorts, createNotices } from "../app/ports.ts";
import { staffGroupPort } from "../app/staffGroup.ts";
import { callbackChallenge } from "../channels/wecom/challenge.ts";
import { type CallbackKeys, type Config, environmentConfig } from "../config.ts";
import { ZhiwenError } from "../core/errors.ts";
import { createMetrics } from "../http/metrics.ts";
import { openLedger } from "../ledger/ledger.ts";
import { NoRecord } from "../ledger/noRecord.ts";
import { openShared } from "../session/shared.ts";

type Say = (line: string) => void;

/** Looks at all that can be wrong outside the program, changes nothing, and says what to mend. */
export async function doctor(say: Say = console.log): Promise<number> {
  const config = environmentConfig();
  let wrong = 0;
  const tell = (part: string, problems: readonly ZhiwenError[]) => {
    wrong += problems.length;
    if (problems.length === 0) say(`ok    ${part}`);
    for (const { message } of problems) say(`WRONG ${part}: ${message}`);
  };

  const shared = await attempt(
    openShared(config.redisUrl, {
      report: () => undefined,
      ...(config.redisSecret === undefined ? {} : { secret: config.redisSecret }),
    }),
  );
  if (shared instanceof ZhiwenError) tell("redis", [shared]);
  else if (shared.state() === undefined)
    say("-     redis: REDIS_URL is not set, the record serves");
  else tell("redis", redisProblems(shared.state()));

  const record = await attempt(openLedger(config.record, { upgrade: "never" }));
  if (record instanceof NoRecord) tell("record, which the first start makes", roomFor(config));
  else tell("record", record instanceof ZhiwenError ? [record] : []);
  // The channels can be looked at without it.
  const ledger = record instanceof ZhiwenError ? await openLedger(":memory:") : record;

  if (!(shared instanceof ZhiwenError)) {
    const { failed, uncertain } = await ledger.counts();
    if (failed + uncertain > 0) {
      say(
        `note  ${failed} replies failed, ${uncertain} are uncertain: zhiwen deliveries lists them`,
      );
    }
    const metrics = createMetrics(() => ledger.counts());
    const notices = createNotices(shared);
    const backlog = watchBacklog(ledger);
    const ports = channelPorts({
      ledger,
      shared,
      metrics,
      notices,
      backlog,
      report: () => undefined,
      proxies: 0,
      staffGroup: staffGroupPort({
        ledger,
        desk: changesNothing,
        assistant: changesNothing,
        publicUrl: config.publicUrl,
      }),
    });
    const accounts = await ledger.accounts.accounts();
    const known = record === ledger || record instanceof NoRecord;
    if (known && !accounts.some(({ active, ready }) => active && ready)) {
      say("note  nobody of staff can log in, so nobody is handed over: zhiwen staff invite");
    }
    const channels = openChannels(config, ports);
    for (const channel of channels) tell(channel.name, await channel.check());
    backlog.stop();
    notices.close();
    const called = channels.filter(({ door }) => door !== undefined);
    if (config.publicUrl !== undefined) tell("callbacks", await reachability(config, called));
    else if (called.length > 0) {
      say("note  PUBLIC_URL is not set: whether WeCom reaches this server cannot be tried");
    }
    if (channels.length === 0)
      say("-     channels: no platform is set up; the web chat needs none");
  }
  await ledger.close();
  if (!(shared instanceof ZhiwenError)) await shared.close();
  say(wrong === 0 ? "all is well" : `${wrong} to mend`);
  return wrong === 0 ? 0 : 1;
}

/** The value, or the error a person can act on; any other error is thrown. */
async function attempt<T>(work: Promise<T>): Promise<T | ZhiwenError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ZhiwenError) return error;
    throw error;
  }
}

/** Why a record cannot be made in its folder. */
function roomFor({ dataDir, record }: Config): ZhiwenError[] {
  if (URL.canParse(record)) return [];
  let folder = resolve(dataDir);
  while (!existsSync(folder)) folder = dirname(folder);
  try {
    if (!statSync(folder).isDirectory()) throw new Error("a file is in its place");
    accessSync(folder, constants.W_OK);
    return [];
  } catch (cause) {
    const fix = "name another folder in DATA_DIR, or let this user write there";
    return [new ZhiwenError("ledger", `${folder} is no folder to write in`, fix, { cause })];
  }
}

function redisProblems(state: string | undefined): ZhiwenError[] {
  if (state === "ok") return [];
  return [new ZhiwenError("redis", `${state}`, "start Redis, or correct REDIS_URL")];
}

/** What is checked asks for neither desk nor knowledge. */
function changesNothing(): never {
  throw new Error("the doctor changes nothing");
}

/** Calls our own callback addresses from outside, as WeCom does when an address is entered. */
async function reachability(
  config: Config,
  channels: readonly OpenChannel[],
): Promise<ZhiwenError[]> {
  if (config.publicUrl === undefined) return [];
  const problems: ZhiwenError[] = [];
  for (const { name, door } of channels) {
    const keys = keysOf(config, name);
    if (door === undefined || keys === undefined) continue;
    const echo = String(randomInt(1e9, 1e12));
    const url = new URL(`${door.path}?${callbackChallenge(keys, echo)}`, config.publicUrl);
    const said = await answer(url);
    if (said !== echo) {
      problems.push(
        new ZhiwenError(
          name,
          `${config.publicUrl} does not answer for ${door.path}`,
          "start the server, let the proxy pass this path on unchanged, and open the port",
        ),
      );
    }
  }
  return problems;
}

async function answer(url: URL): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000), redirect: "manual" });
    return response.status === 200 ? await response.text() : undefined;
  } catch {
    return undefined;
  }
}

function keysOf(
  { wecom, aibot }: Config,
  name: string,
): (CallbackKeys & { readonly receiveId: string }) | undefined {
  if (name === "wecom-aibot") {
    return aibot?.way === "callback" ? { ...aibot, receiveId: "" } : undefined;
  }
  const keys = name === "wecom-kf" ? wecom?.kf : wecom?.app;
  return wecom === undefined || keys === undefined
    ? undefined
    : { ...keys, receiveId: wecom.corpId };
}
