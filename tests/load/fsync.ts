/**
 * `npm run fsync`: proves, from what the kernel was asked for, that no webhook call is answered 200
 * before the message is on the disk. Ends by itself; fails when one was.
 */
import { spawnSync } from "node:child_process";
import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { forge } from "../emulators/wecom/forge.ts";
import { drawn } from "./questions.ts";
import { circumstances, table, writeSection } from "./results.ts";
import { startSink } from "./sink.ts";
import { type Subject, start } from "./subject.ts";
import { type Proof, prover, stepReader } from "./trace.ts";
import { people, updateBody } from "./update.ts";
import { caller } from "./webhook.ts";

export interface FsyncOptions {
  readonly telegram: number;
  readonly wecom: number;
  readonly inFlight: number;
  say(line: string): void;
}

export interface FsyncResults {
  readonly telegram: Proof;
  readonly wecom: Proof;
  /** Statuses as the callers saw them. */
  readonly seen: ReadonlyMap<number, number>;
  readonly traceBytes: number;
}

const corp = "ww6a112864f8022910";
const keys = { token: "loadtoken", aesKey: `${"L".repeat(42)}A`, receiveId: corp };
const agent = "1000002";

/** What the proof needs of the kernel's calls; what is sent on and on is not stopped at. */
const calls =
  "read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg,pwrite64,pwritev,fsync,fdatasync,close";

/** Why strace cannot be used here; undefined where it can. */
export function noStrace(): string | undefined {
  const tried = spawnSync("strace", ["-f", "--seccomp-bpf", "-e", "trace=fsync", "true"], {
    encoding: "utf8",
  });
  if (tried.error !== undefined) return "strace is not installed (apt-get install strace)";
  return tried.status === 0 ? undefined : `strace cannot attach here: ${tried.stderr.trim()}`;
}

export async function proveFsync(options: FsyncOptions): Promise<FsyncResults> {
  const folder = mkdtempSync(join(tmpdir(), "zhiwen-fsync-"));
  const trace = join(folder, "trace");
  const sink = await startSink(() => undefined);
  try {
    const subject = await start("zhiwen", {
      apiRoot: sink.url,
      // A page of the log is 4,096 bytes, each of them up to four characters in the trace.
      under: `strace -D -f --seccomp-bpf -yy -tt -s 20000 -o ${trace} -e trace=${calls}`.split(" "),
      env: {
        WECOM_API_ROOT: sink.url,
        WECOM_CORP_ID: corp,
        WECOM_SECRET: "load-secret",
        WECOM_AGENT_ID: agent,
        WECOM_TOKEN: keys.token,
        WECOM_AES_KEY: keys.aesKey,
      },
    });
    const seen = new Map<number, number>();
    try {
      options.say(`${options.telegram} calls of Telegram, ${options.wecom} of WeCom`);
      await send(subject, options, seen);
    } finally {
      await subject.stop();
    }
    const traceBytes = await ended(trace);
    options.say(`reading ${(traceBytes / 1e6).toFixed(0)} MB of trace`);
    return { ...(await read(trace)), seen, traceBytes };
  } finally {
    await sink.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** So many at a time, each under a mark of its own: some share a sync, and some do not. */
async function send(
  subject: Subject,
  { telegram, wecom, inFlight }: FsyncOptions,
  seen: Map<number, number>,
): Promise<void> {
  const calling = caller(subject.url);
  const write = people(200);
  const question = drawn("everyday");
  const count = (status: number) => seen.set(status, (seen.get(status) ?? 0) + 1);
  let next = 0;
  const one = async (): Promise<void> => {
    for (let at = next; at < telegram + wecom; at = next) {
      next += 1;
      const mark = `mark${String(at).padStart(7, "0")}`;
      const text = `${question()} ${mark}`;
      count(
        at < telegram
          ? await calling.post(updateBody(write(text)))
          : await post(wecomCall(subject.url, text, mark, at)),
      );
      // Alone now and then, so that not every sync has company.
      if (at % 7 === 0) await sleep(20);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, one));
  calling.close();
}

/** A member's text as WeCom sends it, the mark outside the cipher too. */
function wecomCall(url: string, text: string, mark: string, at: number) {
  const fields = [
    ["ToUserName", corp],
    ["FromUserName", `member${at % 200}`],
    ["CreateTime", String(Math.floor(Date.now() / 1_000))],
    ["MsgType", "text"],
    ["Content", text],
    ["MsgId", String(7_530_000_000_000_000 + at)],
    ["AgentID", agent],
  ];
  const message = `<xml>${fields.map(([name, value]) => `<${name}>${value}</${name}>`).join("")}</xml>`;
  return forge("none", {
    url: `${url}/channels/wecom/app`,
    keys,
    format: "xml",
    message,
    at: new Date(),
    nonce: mark,
  });
}

function post({ url, method, headers, body }: ReturnType<typeof wecomCall>): Promise<number> {
  return new Promise((resolve) => {
    const call = request(url, { method, headers }, (response) => {
      response.resume();
      response.once("end", () => resolve(response.statusCode ?? 0));
    });
    call.once("error", () => resolve(0));
    call.end(body);
  });
}

/** Waits until strace has written its last line; gives the size of the trace in bytes. */
async function ended(trace: string): Promise<number> {
  const file = await open(trace);
  try {
    for (let tries = 0; tries < 600; tries += 1) {
      const { size } = await file.stat();
      const tail = Buffer.alloc(200);
      await file.read(tail, 0, tail.length, Math.max(0, size - tail.length));
      if (/\+\+\+ (?:exited|killed)[^\n]*\n\0*$/.test(tail.toString())) return size;
      await sleep(100);
    }
  } finally {
    await file.close();
  }
  throw new Error("strace did not end its trace");
}

async function read(trace: string): Promise<{ telegram: Proof; wecom: Proof }> {
  const steps = stepReader(/\/zhiwen\.db-wal$/);
  const telegram = prover(/POST \/channels\/telegram .*?(mark\d{7})/);
  const wecom = prover(/POST \/channels\/wecom\/app\?.*?(mark\d{7})/);
  for await (const line of createInterface({ input: createReadStream(trace) })) {
    for (const step of steps(line)) {
      telegram.take(step);
      wecom.take(step);
    }
  }
  return { telegram: telegram.proof(), wecom: wecom.proof() };
}

/** What is wrong with the proof; empty when it holds. */
export function failures(results: FsyncResults, options: FsyncOptions): string[] {
  const { telegram, wecom, seen } = results;
  const wrong = [...telegram.violations, ...wecom.violations];
  // A proof over calls that the trace does not show would prove nothing.
  const accepted = seen.get(200) ?? 0;
  const traced = telegram.acknowledged + wecom.acknowledged;
  if (traced !== accepted)
    wrong.push(`${accepted} calls were answered 200, the trace shows ${traced}`);
  if (accepted !== options.telegram + options.wecom) {
    wrong.push(`of ${options.telegram + options.wecom} calls ${accepted} were answered 200`);
  }
  return wrong;
}

function report(results: FsyncResults, command: string, wrong: readonly string[]): string {
  const row = (name: string, proof: Proof) => [
    name,
    String(proof.acknowledged),
    [...proof.refused].map(([status, count]) => `${count} × ${status}`).join(", ") || "0",
    String(proof.mostAtOnce),
    String(proof.violations.length),
  ];
  return [
    "# Stored before acknowledged",
    "",
    "Written by `npm run fsync`; do not edit.",
    "",
    ...circumstances(command),
    "",
    "The real program under strace. Of each call that was answered 200 the trace shows, in this",
    "order: the call was read from its socket; its own mark was written to `zhiwen.db-wal`; an fsync",
    "of that file returned 0; the 200 was written to the same socket. Calls of the same moment share",
    "a sync.",
    "",
    table(
      ["door", "answered 200", "otherwise", "most 200s after one sync", "violations"],
      [row("Telegram", results.telegram), row("WeCom app", results.wecom)],
    ),
    "",
    `- Syncs of the log in all: ${results.telegram.syncs}; ${(results.traceBytes / 1e6).toFixed(0)} MB of trace.`,
    `- ${wrong.length === 0 ? "The proof holds." : `It does not hold: ${wrong.slice(0, 10).join("; ")}.`}`,
  ].join("\n");
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      telegram: { type: "string", default: "1500" },
      wecom: { type: "string", default: "500" },
      "in-flight": { type: "string", default: "16" },
      out: { type: "string", default: join(import.meta.dirname, "RESULTS.md") },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(
      "npm run fsync -- [--telegram 1500] [--wecom 500] [--in-flight 16] [--out RESULTS.md]",
    );
    return;
  }
  const why = noStrace();
  if (why !== undefined) throw new Error(why);
  const options: FsyncOptions = {
    telegram: Number(values.telegram),
    wecom: Number(values.wecom),
    inFlight: Number(values["in-flight"]),
    say: (line) => console.error(line),
  };
  const results = await proveFsync(options);
  const wrong = failures(results, options);
  const asked = process.argv.slice(2).join(" ");
  const text = report(results, `npm run fsync${asked === "" ? "" : ` -- ${asked}`}`, wrong);
  writeSection(values.out, "fsync", text);
  console.log(text);
  if (wrong.length > 0) process.exitCode = 1;
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    console.error(`fsync: ${(error as Error).message}`);
    process.exitCode = 1;
  });
}
