import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { redisProgram } from "./programs.ts";

export interface RedisOptions {
  /** None unless told. */
  readonly password?: string;
}

/** A real Redis that ends with the process that started it. */
export interface RedisServer {
  /** `redis://…`, with the password when there is one. */
  readonly url: string;
  readonly port: number;
  /** Ends it as a power cut would; nothing it held is kept. Resolves when it is gone. */
  kill(): Promise<void>;
  /** It keeps its connections and answers nothing. */
  pause(): void;
  resume(): void;
  /** Kills it if it lives and starts an empty one on the same port. */
  restart(): Promise<void>;
  /** Kills it and removes its folder. */
  stop(): Promise<void>;
}

const readyWithinMs = 10_000;

/** Starts `redis-server` on a free port of 127.0.0.1; rejects when it cannot. */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), "zhiwen-redis-"));
  const port = await freePort();
  const { password } = options;
  let child = await launch(folder, port, password);
  // A test run that is ended before its clean-up leaves no server behind.
  const atExit = () => child.kill("SIGKILL");
  process.once("exit", atExit);
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  };
  return {
    url: `redis://${password === undefined ? "" : `:${encodeURIComponent(password)}@`}127.0.0.1:${port}`,
    port,
    kill,
    pause: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
    restart: async () => {
      await kill();
      child = await launch(folder, port, password);
    },
    stop: async () => {
      await kill();
      process.off("exit", atExit);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A TCP port of 127.0.0.1 that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return address.port;
}

async function launch(folder: string, port: number, password?: string): Promise<ChildProcess> {
  const settings = [
    "bind 127.0.0.1",
    `port ${port}`,
    `dir "${folder}"`,
    'save ""',
    "appendonly no",
    "maxmemory-policy noeviction",
    ...(password === undefined ? [] : [`requirepass "${password}"`]),
  ];
  const program = redisProgram();
  if (program === undefined) {
    throw new Error('[tests] no Redis here: run "sudo apt-get install -y redis-server"');
  }
  const child = spawn(program, ["-"], { stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data: Buffer) => {
      said = `${said}${data.toString()}`.slice(-2_000);
    });
  }
  const failed = new Promise<never>((_, reject) => {
    child.once("error", reject);
    child.once("exit", (code) =>
      reject(new Error(`[tests] ${program} ended with ${code} before it was ready:\n${said}`)),
    );
  });
  failed.catch(() => undefined);
  child.stdin.on("error", () => undefined);
  // By standard input, so that the password is in no list of processes.
  child.stdin.end(`${settings.join("\n")}\n`);
  const ready = async () => {
    const until = Date.now() + readyWithinMs;
    while (!(await answers(port))) {
      if (Date.now() > until) throw new Error(`[tests] ${program} does not answer:\n${said}`);
      await sleep(10);
    }
  };
  try {
    await Promise.race([ready(), failed]);
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  return child;
}

/** Whether it speaks on the port; one that wants a password first says so, which will do. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, "127.0.0.1");
    const end = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(1_000, () => end(false));
    socket.once("error", () => end(false));
    socket.once("connect", () => socket.write("PING\r\n"));
    socket.once("data", (data) => end(/^(\+PONG|-NOAUTH)/.test(data.toString())));
  });
}
