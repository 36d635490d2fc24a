import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { doorOf } from "./doors/doors.ts";
import { visitor } from "./doors/web.ts";
import type { Program } from "./program.ts";
import { type DoorName, doorNames, paths } from "./settings.ts";
import { wire } from "./wire.ts";

export interface Dripped {
  readonly sockets: number;
  /** Milliseconds a genuine request took meanwhile, at each door. */
  readonly genuine: Readonly<
    Record<string, { readonly sent: number; readonly refused: number; readonly p99: number }>
  >;
  /** How many the server had closed at the end, and after how many seconds the last of them. */
  readonly closed: number;
  readonly lastClosed: number;
  readonly crashed: boolean;
}

const everyMs = 500;

/** What a dripping client sends first; then it is one byte at a time. */
function beginnings(): readonly string[] {
  const query = `msg_signature=${"0".repeat(40)}&timestamp=1763700000&nonce=1`;
  const head = (path: string) => `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n`;
  const wecom = (["wecom-app", "wecom-kf", "wecom-aibot"] as const).map((name) => paths[name]);
  const page = `Origin: http://127.0.0.1\r\nCookie: zhiwen=${visitor("forged", 1).cookie}\r\n`;
  return [
    "",
    "POST /chan",
    ...Object.values(paths).map((path) => `${head(path)}X-Drip: `),
    ...wecom.map((path) => `${head(`${path}?${query}`)}Content-Length: 100000\r\n\r\n<`),
    ...wecom.map((path) => `${head(`${path}?${query}`)}Transfer-Encoding: chunked\r\n\r\n`),
    `${head(paths.web)}${page}Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n{`,
  ];
}

/**
 * Many connections that never finish their request, and the platforms writing meanwhile.
 *
 * @param seconds how long genuine requests are watched; @param until how long the drip goes on
 */
export async function drip(
  program: Program,
  options: {
    readonly sockets: number;
    readonly seconds: number;
    readonly until: number;
    readonly seed: number;
  },
): Promise<Dripped> {
  const { port } = program.child;
  const started = performance.now();
  const since = () => (performance.now() - started) / 1_000;
  const ways = beginnings();
  const open = new Set<Socket>();
  let lastClosed = 0;
  for (let n = 0; n < options.sockets; n += 1) {
    const socket = connect({ host: "127.0.0.1", port, localAddress: `127.77.0.${1 + (n % 250)}` });
    open.add(socket);
    socket.on("error", () => {});
    socket.on("data", () => {});
    socket.on("close", () => {
      open.delete(socket);
      lastClosed = since();
    });
    socket.write(ways[n % ways.length] ?? "");
  }
  const dripping = setInterval(() => {
    for (const socket of open) if (socket.writable) socket.write("1");
  }, everyMs);
  const genuine = Object.fromEntries(
    await Promise.all(
      doorNames.map(async (name) => [name, await watched(program, name, options)] as const),
    ),
  );
  while (open.size > 0 && since() < options.until) await sleep(200);
  clearInterval(dripping);
  const closed = options.sockets - open.size;
  const result = { sockets: options.sockets, genuine, closed, lastClosed };
  for (const socket of open) socket.destroy();
  return { ...result, crashed: program.child.ended() !== undefined };
}

async function watched(
  { child }: Program,
  name: DoorName,
  { seconds, seed }: { readonly seconds: number; readonly seed: number },
) {
  const door = doorOf(name, seed, { deliveries: [], replies: [], run: String(81 + (seed % 9)) });
  const line = wire({ port: child.port, from: "127.99.99.100" });
  const times: number[] = [];
  let refused = 0;
  for (let n = 0; n < seconds * 4; n += 1) {
    const { status, ms } = await line.send(door.genuine(n).bytes);
    times.push(ms);
    if (status !== 200 && status !== 202) refused += 1;
    await sleep(Math.max(0, 250 - ms));
  }
  line.close();
  const sorted = times.toSorted((a, b) => a - b);
  return { sent: times.length, refused, p99: sorted[Math.floor(times.length * 0.99)] ?? 0 };
}
