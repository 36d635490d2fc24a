/** A thread of its own that tries one door; what it saw goes to the one who started it. */
import { parentPort, workerData } from "node:worker_threads";
import { doorOf } from "./doors/doors.ts";
import { type DoorName, plaintext } from "./settings.ts";
import type { Known, Shot } from "./shot.ts";
import { type Answer, type Wire, wire } from "./wire.ts";

export interface Order {
  readonly door: DoorName;
  readonly port: number;
  readonly each: number;
  readonly seed: number;
  readonly known: Known;
  /** Connections at once. */
  readonly connections: number;
}

/** A request that got what it must not get. */
export interface Breach {
  readonly what: string;
  readonly shot: string;
  readonly status: number;
  /** To send it again: base64 of its first bytes. */
  readonly bytes: string;
}

export interface Sent {
  readonly total: number;
  /** By what is wrong with it, then by status. */
  readonly byName: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly byKind: Readonly<Record<string, number>>;
  readonly breaches: readonly Breach[];
  readonly breachCount: number;
  readonly slowest: { readonly name: string; readonly ms: number };
}

const order = workerData as Order;
const door = doorOf(order.door, order.seed, order.known);
const byName: Record<string, Record<string, number>> = {};
const byStatus: Record<string, number> = {};
const byKind: Record<string, number> = {};
const breaches: Breach[] = [];
let breachCount = 0;
let slowest = { name: "", ms: 0 };
let sent = 0;

const heavy = door.heavy();
const rounds = Math.max(1, Math.min(10, Math.floor(order.each / 5_000)));
const heavyEvery = Math.max(1, Math.floor(order.each / (heavy.length * rounds)));

/** Each connection comes from somewhere else; the first from where the platform itself does. */
function addressOf(number: number, life: number): string {
  if (number === 0) return "127.0.0.1";
  return `127.${1 + (number % 200)}.${1 + (Math.floor(life / 250) % 250)}.${1 + (life % 250)}`;
}

async function connection(number: number): Promise<void> {
  let life = number;
  const open = () => wire({ port: order.port, from: addressOf(number, life) });
  let line: Wire = open();
  for (let used = 0; sent < order.each; used += 1) {
    sent += 1;
    const shot = sent % heavyEvery === 0 ? heavy[(sent / heavyEvery) % heavy.length] : door.shot();
    if (shot === undefined) continue;
    note(shot, await line.send(shot.bytes, shot.leaves === true));
    // What a bent request leaves on the line would be taken for the next one.
    const spent =
      shot.name.startsWith("http ") || shot.name.startsWith("heavy") || used % 80 === 79;
    if (!spent) continue;
    line.close();
    life += 1;
    line = open();
  }
  line.close();
}

function note(shot: Shot, { status, body, ms }: Answer): void {
  const statuses = byName[shot.name] ?? {};
  byName[shot.name] = statuses;
  statuses[status] = (statuses[status] ?? 0) + 1;
  byStatus[status] = (byStatus[status] ?? 0) + 1;
  byKind[shot.kind] = (byKind[shot.kind] ?? 0) + 1;
  if (ms > slowest.ms) slowest = { name: shot.name, ms };
  const breach = breachOf(shot, status, body);
  if (breach === undefined) return;
  breachCount += 1;
  const like = breaches.filter(({ what, shot: name }) => what === breach && name === shot.name);
  if (like.length >= 3) return;
  const bytes = Buffer.from(shot.bytes.subarray(0, 3_000)).toString("base64");
  breaches.push({ what: breach, shot: shot.name, status, bytes });
}

function breachOf({ kind }: Shot, status: number, body: string): string | undefined {
  if (status >= 500) return "5xx";
  if (status === -1) return "no answer";
  if (kind === "forged" && status >= 200 && status < 400) return "forged and taken";
  return body.includes(plaintext) ? "plaintext given away" : undefined;
}

await Promise.all(Array.from({ length: order.connections }, (_, number) => connection(number)));
const result: Sent = { total: sent, byName, byStatus, byKind, breaches, breachCount, slowest };
parentPort?.postMessage(result);
