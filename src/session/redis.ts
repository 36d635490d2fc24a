import { Redis, type RedisOptions } from "ioredis";
import { ZhiwenError } from "../core/errors.ts";
import { type Address, readAddress } from "./address.ts";
import { circuit } from "./circuit.ts";
import { runScript, type Script, script } from "./script.ts";
import { type Seal, seal } from "./seal.ts";
import { listening } from "./subscriber.ts";
import { notPermitted, replyCode, type Trouble, troubleOf } from "./trouble.ts";
import { Late, within } from "./within.ts";

export interface RedisLineOptions {
  /** Told once when trouble begins, not for each command that fails of it. */
  report(error: unknown): void;
  /** Small letters, digits and `-`; keeps installations that share a Redis apart. */
  readonly namespace?: string;
  /** Known to every instance: what is stored is encrypted with it. In clear without. */
  readonly secret?: string;
  /** Milliseconds a command may take; 250 unless told. */
  readonly patience?: number;
}

/** What Redis gave; undefined when it could not be asked, was too slow or refused. */
export type Answer<T> = { readonly value: T } | undefined;

/** Redis as the rest of this folder sees it: it answers or it does not, and it never hangs. */
export interface RedisLine {
  readonly seal: Seal;
  /** `zhiwen:[namespace:]kind:…` with an id that does not show what it was made of. */
  name(kind: string, id?: string): string;
  /**
   * Runs a command once; never rejects, never takes longer than the patience, and no time at all
   * while Redis is known to be in trouble. `always` asks even then, if there is a connection.
   */
  ask<T>(command: (client: Redis) => Promise<T>, always?: "always"): Promise<Answer<T>>;
  run(
    lua: Script,
    key: string,
    args: readonly (string | number)[],
    always?: "always",
  ): Promise<Answer<unknown>>;
  /** Messages of a channel, from now on and after every reconnection; the result ends that. */
  listen(channel: string, listener: (message: string) => void): () => void;
  /** Called when Redis serves again after trouble. */
  onBack(listener: () => void): void;
  /** `ok`, or what is wrong. */
  state(): string;
  close(): Promise<void>;
}

/** Start is not held up longer than this by a Redis that does not answer. */
const startPatienceMs = 1_000;

/** Writes, so that a Redis which is full, a replica or without a disk is not taken for a healthy one. */
const probeScript = script(`return redis.call('SET', KEYS[1], '1', 'PX', 1000)`);

/**
 * Connects. A Redis that is down does not stop the start: it is tried again until it is there.
 * @throws ZhiwenError when REDIS_URL, the password or the user's rights are wrong.
 */
export async function openRedis(url: string, options: RedisLineOptions): Promise<RedisLine> {
  const { report, namespace, patience = 250 } = options;
  const address = readAddress(url);
  const prefix = prefixOf(namespace);
  const sealing = seal(options.secret);
  const client = new Redis(settings(address, "zhiwen"));
  const first = Promise.withResolvers<Trouble | undefined>();
  const reported = new Set<string>();
  let starting = true;
  let closed = false;

  const breaker = circuit({
    // Longer than commands are waited for: none begun before a recovery undoes it.
    interval: 500,
    async probe() {
      // What keeps it from being ready has been told by the connection's own events.
      if (client.status !== "ready") return breaker.trouble() ?? troubleOf(undefined);
      try {
        const key = `${prefix}probe`;
        await within(patience, runScript(client, probeScript, key, []));
        return undefined;
      } catch (error) {
        return troubleOf(error) ?? notPermitted;
      }
    },
    onTrouble(trouble) {
      first.resolve(trouble);
      // At the start, wrong settings are thrown instead.
      if (!(starting && trouble.kind === "settings")) report(told(trouble));
    },
  });
  breaker.onClosed(() => first.resolve(undefined));
  client.on("ready", breaker.probe);
  client.on("error", (error) => {
    const trouble = troubleOf(error);
    if (trouble !== undefined) breaker.trip(trouble);
  });
  client.on("close", () => {
    const lost = troubleOf(undefined);
    // Where there is trouble already, its cause is known better than this.
    if (breaker.closed() && lost !== undefined) breaker.trip(lost);
  });
  const ear = listening(() => new Redis(settings(address, "zhiwen-wakes")), report);

  const line: RedisLine = {
    seal: sealing,
    name(kind, id) {
      return id === undefined ? prefix + kind : `${prefix}${kind}:${sealing.mark(id)}`;
    },
    async ask(command, always) {
      if (closed || client.status !== "ready") return undefined;
      if (!breaker.closed() && always === undefined) return undefined;
      try {
        return { value: await within(patience, command(client)) };
      } catch (error) {
        const trouble = troubleOf(error);
        if (closed) return undefined;
        if (trouble === undefined) oddity(error);
        else if (breaker.closed()) breaker.trip(trouble);
        return undefined;
      }
    },
    run: (lua, key, args, always) => line.ask((asked) => runScript(asked, lua, key, args), always),
    listen: ear.listen,
    onBack: breaker.onClosed,
    state() {
      if (closed) return "closed";
      return breaker.closed() ? "ok" : (breaker.trouble()?.problem ?? "Redis is not there yet");
    },
    async close() {
      closed = true;
      breaker.stop();
      ear.close();
      client.disconnect();
    },
  };

  /** One command is refused while others work, by a missing right or a key of somebody else's. */
  function oddity(error: unknown): void {
    const code = replyCode(error) ?? "ERR";
    if (reported.has(code)) return;
    reported.add(code);
    report(
      new ZhiwenError(
        "redis",
        `Redis refuses a command (${code})`,
        "see the rights of the user in REDIS_URL, and whether others write keys under zhiwen:",
      ),
    );
  }

  const trouble = await within(startPatienceMs, first.promise).catch(() => {
    breaker.trip(troubleOf(new Late(startPatienceMs)) ?? notPermitted);
    return undefined;
  });
  starting = false;
  if (trouble?.kind === "settings") {
    await line.close();
    throw told(trouble);
  }
  return line;
}

function told({ problem, fix }: Trouble): ZhiwenError {
  return new ZhiwenError("redis", problem, fix);
}

function prefixOf(namespace: string | undefined): string {
  if (namespace === undefined) return "zhiwen:";
  if (!/^[a-z0-9-]{1,40}$/.test(namespace)) {
    throw new ZhiwenError(
      "redis",
      "the namespace is not usable in keys",
      "use 1 to 40 small letters, digits and -",
    );
  }
  return `zhiwen:${namespace}:`;
}

function settings(address: Address, connectionName: string) {
  const { host, port, db, tls, username, password } = address;
  return {
    host,
    port,
    db,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls ? { tls: {} } : {}),
    connectionName,
    disableClientInfo: true,
    // A command is sent once and now, or not at all: sent again it could happen twice.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    // Ours; ioredis would leave a failure to do so unhandled.
    autoResubscribe: false,
    // A name may have come to stand for another server, where this one became a replica.
    reconnectOnError: (error: Error) => replyCode(error) === "READONLY",
    connectTimeout: 2_000,
    // Ends a handshake nobody answers, and promises we no longer wait for.
    commandTimeout: 1_000,
    // A connection whose other end has vanished is noticed by silence only.
    socketTimeout: 5_000,
    disconnectTimeout: 200,
    retryStrategy: (times: number) =>
      Math.min(50 * 2 ** (times - 1), 1_000) * (0.75 + Math.random() / 2),
  } satisfies RedisOptions;
}
