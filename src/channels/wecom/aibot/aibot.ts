import type { Hono } from "hono";
import type { Sender } from "../../../core/delivery.ts";
import { ZhiwenError } from "../../../core/errors.ts";
import type { Fetch } from "../exchange.ts";
import { callbackDoor } from "./callbackDoor.ts";
import { oneConnection, type Pace } from "./connection.ts";
import { connectionDoor } from "./connectionDoor.ts";
import { connectionSender } from "./connectionSender.ts";
import type { AibotPort } from "./port.ts";
import { responseUrlSender } from "./responseUrlSender.ts";
import type { Frame } from "./socket.ts";

export type { AibotPort } from "./port.ts";

export interface CalledBack {
  readonly way: "callback";
  /** Token and EncodingAESKey of the bot's callback. */
  readonly token: string;
  readonly aesKey: string;
  /** Milliseconds a message's callback waits for the reply; 1500 unless told. */
  readonly firstWait?: number;
}

export interface Connects {
  readonly way: "connection";
  readonly botId: string;
  readonly secret: string;
  /** The platform's own address when undefined. */
  readonly url: string | undefined;
  readonly pace?: Partial<Pace>;
}

export type AibotOptions = (CalledBack | Connects) & {
  /** Address of the WeCom API, without `/` at its end. */
  readonly apiRoot: string;
  readonly port: AibotPort;
  readonly fetch?: Fetch;
  readonly now?: () => Date;
};

/** 智能机器人 as a channel, for members of the corp and their groups. */
export interface AibotChannel {
  /** To be mounted at `/channels/wecom/aibot`; undefined for a bot that connects itself. */
  readonly routes: Hono | undefined;
  readonly sender: Sender;
  /** False while a send could only end in a retry: another instance has the connection. */
  canSend(): boolean;
  /** Connects, where the bot does. Never rejects. */
  start(): Promise<void>;
  /** Waits for what still runs. */
  stop(): Promise<void>;
  /** What keeps the bot from working, for `zhiwen doctor`; empty when nothing does. Never rejects. */
  check(): Promise<readonly ZhiwenError[]>;
}

/** @throws ZhiwenError when the EncodingAESKey cannot be one */
export function aibot(options: AibotOptions): AibotChannel {
  return options.way === "callback" ? calledBack(options) : connects(options);
}

function calledBack(options: AibotOptions & CalledBack): AibotChannel {
  return {
    routes: callbackDoor(options),
    sender: responseUrlSender(options),
    canSend: () => true,
    async start() {},
    async stop() {},
    check: () => reachable(options.apiRoot, "check the network and WECOM_API_ROOT", options.fetch),
  };
}

function connects(options: AibotOptions & Connects): AibotChannel {
  const { port, url, fetch } = options;
  const connection = oneConnection({ ...options, onFrame: (frame, id) => take(frame, id) });
  const { socket } = connection;
  const sender = connectionSender({ ...options, socket });
  const door = connectionDoor({ ...options, port, socket, sender });
  const take = (frame: Frame, id: string) => door.take(frame, id);
  return {
    routes: undefined,
    sender,
    canSend: () => socket() !== undefined,
    async start() {
      connection.start();
    },
    async stop() {
      // The door first: what it is sending still needs the connection.
      await door.stop();
      await connection.stop();
      // What came in meanwhile is stored by then.
      await door.stop();
    },
    // Connecting to look would close the connection of the program that runs.
    check: () =>
      reachable(
        (url ?? "wss://openws.work.weixin.qq.com").replace(/^ws/, "http"),
        "check the network and WECOM_BOT_URL",
        fetch,
      ),
  };
}

/** Any answer will do: what is asked is whether the address can be reached from here. */
async function reachable(
  address: string,
  fix: string,
  fetch: Fetch = globalThis.fetch,
): Promise<readonly ZhiwenError[]> {
  try {
    const { origin } = new URL(address);
    const signal = AbortSignal.timeout(5_000);
    const answer = await fetch(origin, { redirect: "manual", signal });
    await answer.body?.cancel();
    return [];
  } catch {
    return [new ZhiwenError("wecom-aibot", "WeCom was not reached", fix)];
  }
}
