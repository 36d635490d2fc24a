import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Order, Sent } from "./attacker.ts";
import { doorOf } from "./doors/doors.ts";
import type { Program } from "./program.ts";
import { type DoorName, openKfId } from "./settings.ts";
import type { Genuine, Known, Reply } from "./shot.ts";
import { type StoredMessage, storedDeliveries, storedMessages } from "./stored.ts";
import { type Answer, wire } from "./wire.ts";

export interface AssaultOptions {
  readonly door: DoorName;
  readonly each: number;
  readonly seed: number;
  /** Milliseconds between two genuine requests. */
  readonly every?: number;
  readonly connections?: number;
}

export interface Verdict {
  readonly door: DoorName;
  readonly sent: Sent;
  readonly seconds: number;
  readonly genuine: {
    readonly sent: number;
    /** Not answered 200 or 202. */
    readonly refused: readonly number[];
    readonly p50: number;
    readonly p99: number;
    readonly max: number;
    /** Of what is to be stored: not there, there more than once, there but not to be answered. */
    readonly missing: readonly string[];
    readonly twice: readonly string[];
    readonly kept: number;
  };
  /** Messages in the record that only a forged request can have made. */
  readonly accepted: readonly StoredMessage[];
  /** Messages of the rightly signed with anything inside. */
  readonly hostile: number;
  /** Megabytes: before, most, and a while after. */
  readonly memory: { readonly before: number; readonly most: number; readonly after: number };
  readonly crashed: boolean;
}

const fine = new Set([200, 202]);

/** Tries one door while the platform goes on writing to it, and compares the record with what was meant. */
export async function assault(program: Program, options: AssaultOptions): Promise<Verdict> {
  const { door: name, each, seed, every = 50, connections = 48 } = options;
  const { child, record } = program;
  const { port } = child;
  const run = String(1 + (seed % 80));
  const first: Known = { deliveries: [], replies: [], run };
  const genuine = doorOf(name, seed, first);
  // The platform's own address is also the attacker's first; a visitor of the web has another.
  const from = (at: number) => (name === "web" ? `127.99.99.${at + 1}` : "127.0.0.1");
  const lines = Array.from({ length: 8 }, (_, at) =>
    wire({ port, from: from(at), patience: 10_000 }),
  );
  const times: number[] = [];
  const refused: number[] = [];
  const expected: NonNullable<Genuine["key"]>[] = [];
  const replies: Reply[] = [];
  let number = 0;

  async function write(line: (typeof lines)[number]): Promise<void> {
    const { bytes, key } = genuine.genuine(number);
    if (name === "wecom-kf")
      await program.wecom.customer(`wmgenuine${number % 40}`).write(`问${number}`);
    number += 1;
    const answer: Answer = await line.send(bytes);
    times.push(answer.ms);
    if (!fine.has(answer.status)) refused.push(answer.status);
    if (key !== undefined) expected.push(key);
    const reply = name === "wecom-aibot" ? sealedReply(answer.body) : undefined;
    if (reply !== undefined && replies.length < 20) replies.push(reply);
  }

  const [line] = lines;
  if (line === undefined) throw new Error("[forge] no line");
  while (number < 20) await write(line);
  await sleep(500);
  times.length = 0;
  const before = child.memory();
  let most = before;
  const known: Known = { deliveries: storedDeliveries(record), replies, run };
  const order: Order = { door: name, port, each, seed: seed + 1, known, connections };
  const started = performance.now();
  let over = false;
  const worker = new Worker(new URL("./attacker.ts", import.meta.url), { workerData: order });
  const attack = new Promise<Sent>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  }).finally(() => {
    over = true;
  });
  const watch = setInterval(() => {
    most = Math.max(most, child.memory());
  }, 200);
  const writing = lines.map(async (one, at) => {
    await sleep(at * every);
    while (!over && child.ended() === undefined) {
      const began = performance.now();
      await write(one);
      await sleep(Math.max(0, every * lines.length - (performance.now() - began)));
    }
  });
  const sent = await attack;
  const seconds = (performance.now() - started) / 1_000;
  await Promise.all(writing);
  clearInterval(watch);
  await worker.terminate();
  // What was answered is stored; what is pulled may take a moment more.
  await sleep(1_000);
  for (const one of lines) one.close();

  const stored = storedMessages(record).filter(({ channel }) => channel === name);
  if (name === "wecom-kf") expected.push(...kfWritten(program));
  const sorted = times.toSorted((a, b) => a - b);
  return {
    door: name,
    sent,
    seconds,
    genuine: {
      sent: times.length,
      refused,
      p50: sorted[sorted.length >> 1] ?? 0,
      p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
      max: sorted.at(-1) ?? 0,
      ...compared(stored, expected),
    },
    accepted: stored
      .filter(({ contact, id }) => /forged|666000/i.test(`${contact} ${id}`))
      .concat(pulledForged(program)),
    hostile: stored.length - expected.length,
    memory: { before, most, after: child.memory() },
    crashed: child.ended() !== undefined,
  };
}

function compared(
  stored: readonly StoredMessage[],
  expected: readonly NonNullable<Genuine["key"]>[],
) {
  const found = new Map<string, StoredMessage[]>();
  for (const message of stored) {
    const key = `${message.contact} ${message.id}`;
    found.set(key, [...(found.get(key) ?? []), message]);
  }
  const wanted = new Set(expected.map(({ contact, id }) => `${contact} ${id}`));
  const at = (key: string) => found.get(key) ?? [];
  return {
    missing: [...wanted].filter((key) => at(key).length === 0),
    twice: [...wanted].filter((key) => at(key).length > 1),
    kept: [...wanted].filter((key) => at(key).some(({ kept }) => kept)).length,
  };
}

function kfWritten({ wecom }: Program): NonNullable<Genuine["key"]>[] {
  return Array.from({ length: 40 }, (_, n) => `wmgenuine${n}`).flatMap((who) =>
    wecom
      .customer(who)
      .shown()
      .filter((shown) => shown.from === "person")
      .map(({ id }) => ({ contact: `${openKfId}/${who}`, id })),
  );
}

/** A ring that was believed shows as a pull of the account it named. */
function pulledForged({ wecom }: Program): StoredMessage[] {
  return wecom
    .log()
    .filter(
      ({ path, body }) => path === "kf/sync_msg" && String(body["open_kfid"]).includes("forged"),
    )
    .map(() => ({ channel: "wecom-kf", contact: "wkforged", id: "pulled", kept: false }));
}

function sealedReply(body: string): Reply | undefined {
  try {
    const { encrypt, msgsignature, timestamp, nonce } = JSON.parse(body) as Record<string, unknown>;
    if (typeof encrypt !== "string" || typeof msgsignature !== "string") return undefined;
    return { encrypt, signature: msgsignature, timestamp: String(timestamp), nonce: String(nonce) };
  } catch {
    return undefined;
  }
}
