import { setTimeout as sleep } from "node:timers/promises";
import { ZhiwenError } from "../../../core/errors.ts";
import { type KeptLease, keptLease } from "./keptLease.ts";
import type { AibotPort } from "./port.ts";
import { type Frame, openSocket, type Socket, type SocketEnd } from "./socket.ts";

export interface ConnectionOptions {
  readonly botId: string;
  readonly secret: string;
  /** The platform's own address when undefined. */
  readonly url: string | undefined;
  readonly port: AibotPort;
  onFrame(frame: Frame, connection: string): void;
  readonly pace?: Partial<Pace>;
}

/** Milliseconds. */
export interface Pace {
  /** How long the right to connect is held without being renewed. */
  readonly lease: number;
  /** Between two looks whether the right is free. */
  readonly lookForLease: number;
  /** Before connecting again after somebody else's connection took ours; doubles to 16 times. */
  readonly afterKick: number;
  /** Before trying again with a secret that was refused. */
  readonly afterRefusal: number;
}

/** WeCom bars a bot that subscribes again and again; a kick every half minute is no fight. */
const usualPace: Pace = {
  lease: 30_000,
  lookForLease: 5_000,
  afterKick: 30_000,
  afterRefusal: 5 * 60_000,
};
const leaseName = "aibot-connection";
const where = "wecom-aibot connection";

export interface Connection {
  start(): void;
  stop(): Promise<void>;
  /** Undefined while another instance has the connection. */
  socket(): Socket | undefined;
}

/**
 * The one connection of a bot among all instances: WeCom closes the older of two (doc 101463), so
 * whoever connects holds a lease, and closes as soon as it may be another's.
 */
export function oneConnection(options: ConnectionOptions): Connection {
  const { port, onFrame } = options;
  const pace = { ...usualPace, ...options.pace };
  const count = (what: string) => port.count("wecom-aibot", what);
  const stopping = new AbortController();
  let socket: Socket | undefined;
  let running: Promise<void> | undefined;

  return {
    start() {
      running ??= run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
    socket: () => (socket?.live() === undefined ? undefined : socket),
  };

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const lease = await take();
      if (lease === undefined) {
        await pause(pace.lookForLease, stopping.signal);
        continue;
      }
      try {
        await hold(lease);
      } catch (error) {
        port.report(error, where);
      } finally {
        await lease.end();
      }
    }
  }

  async function take(): Promise<KeptLease | undefined> {
    try {
      const lease = await port.lease(leaseName, pace.lease);
      return lease && keptLease(lease, pace.lease, (error) => port.report(error, where));
    } catch (error) {
      port.report(error, where);
      return undefined;
    }
  }

  /** Until the lease is lost or the program stops. */
  async function hold(lease: KeptLease): Promise<void> {
    const over = AbortSignal.any([stopping.signal, lease.lost]);
    let kicks = 0;
    while (!over.aborted) {
      const since = performance.now();
      const end = await connected(over);
      if (end === "closed") return;
      if (end === "kicked") {
        // One of our own instances took over if the lease has gone; then there is nothing to say.
        if (!(await lease.sure()) && over.aborted) return;
        const most = pace.afterKick * 16;
        // A connection that lasted is no part of a fight.
        kicks = performance.now() - since > most ? 0 : kicks;
        count("kicked");
        port.report(stranger, where);
        await pause(Math.min(pace.afterKick * 2 ** kicks, most), over);
        kicks += 1;
      } else {
        count(end === "refused" ? "secret-refused" : "silent");
        port.report(end === "refused" ? wrongSecret : silent, where);
        await pause(end === "refused" ? pace.afterRefusal : pace.lookForLease, over);
      }
      // It may have been lost in the meantime without our knowing.
      if (!over.aborted && !(await lease.sure())) await pause(pace.lookForLease, over);
    }
  }

  async function connected(signal: AbortSignal): Promise<SocketEnd> {
    const { botId, secret, url } = options;
    socket = openSocket({ botId, secret, url, onFrame, count, signal });
    try {
      return await socket.ended;
    } finally {
      socket = undefined;
    }
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => {});
}

const stranger = new ZhiwenError(
  "wecom-aibot",
  "another program connected as this bot, so WeCom closed our connection",
  "stop the other program, or give it a bot of its own",
);
const wrongSecret = new ZhiwenError(
  "wecom-aibot",
  "WeCom refused the bot's id and secret",
  "check WECOM_BOT_ID and WECOM_BOT_SECRET",
);
const silent = new ZhiwenError(
  "wecom-aibot",
  "WeCom did not answer the bot's subscription in time",
  "check the network and WECOM_BOT_URL; it is tried again",
);
