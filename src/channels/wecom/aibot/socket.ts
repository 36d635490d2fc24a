import { randomUUID } from "node:crypto";
import { generateReqId, WSClient } from "@wecom/aibot-node-sdk";
import type { ApiResult } from "../api.ts";
import { refused } from "../refused.ts";

/** A frame that brings a message or an event. */
export interface Frame {
  /** What an answer to it must name. */
  readonly requestId: string;
  readonly body: unknown;
}

/** How a socket ended: `kicked` by a newer connection, its secret `refused`, `closed` by us. */
export type SocketEnd = "kicked" | "refused" | "silent" | "closed";

export interface Socket {
  /** Of the connection there is now, another after each reconnection; undefined while there is none. */
  live(): string | undefined;
  /** Sends a frame and waits for WeCom's word on it. Without `requestId` it has one of its own. Never rejects. */
  send(
    command: Command,
    body: Readonly<Record<string, unknown>>,
    requestId?: string,
  ): Promise<ApiResult>;
  readonly ended: Promise<SocketEnd>;
}

export type Command =
  | "aibot_respond_msg"
  | "aibot_respond_welcome_msg"
  | "aibot_respond_update_msg"
  | "aibot_send_msg";

export interface SocketOptions {
  readonly botId: string;
  readonly secret: string;
  /** The platform's own address when undefined. */
  readonly url: string | undefined;
  onFrame(frame: Frame, connection: string): void;
  count(what: string): void;
  /** Closes it. */
  readonly signal: AbortSignal;
}

/** Milliseconds for the opening, and for the answer to our secret. */
const openMs = 10_000;

/**
 * The bot's long connection (doc 101463): open, subscribed and kept alive by WeCom's own client,
 * which also reconnects. What ends it for good is told by `ended`.
 */
export function openSocket(options: SocketOptions): Socket {
  const { botId, secret, url, onFrame, count, signal } = options;
  const end = Promise.withResolvers<SocketEnd>();
  let connection: string | undefined;
  let unanswered: NodeJS.Timeout | undefined;
  // Its messages quote what customers wrote, and WeCom's own words: none of them is kept.
  const told = (level: string) => () => count(`sdk-${level}`);
  const client = new WSClient({
    botId,
    secret,
    ...(url === undefined ? {} : { wsUrl: url }),
    // Without it the client gives up for ever after ten lost connections.
    maxReconnectAttempts: -1,
    maxAuthFailureAttempts: 1,
    wsOptions: { handshakeTimeout: openMs, maxPayload: 4 * 1024 * 1024 },
    logger: { debug() {}, info() {}, warn: told("warning"), error: told("error") },
  });

  const close = (how: SocketEnd) => {
    clearTimeout(unanswered);
    signal.removeEventListener("abort", closed);
    connection = undefined;
    client.removeAllListeners();
    client.disconnect();
    end.resolve(how);
  };
  const closed = () => close("closed");
  const take = (frame: { readonly headers?: { readonly req_id?: unknown }; body?: unknown }) => {
    const requestId = frame.headers?.req_id;
    if (connection === undefined || typeof requestId !== "string") return count("unreadable-frame");
    onFrame({ requestId, body: frame.body }, connection);
  };

  client.on("connected", () => {
    // The client itself would wait for ever.
    clearTimeout(unanswered);
    unanswered = setTimeout(() => close("silent"), openMs);
  });
  client.on("authenticated", () => {
    clearTimeout(unanswered);
    connection = randomUUID();
    count("connected");
  });
  client.on("disconnected", () => {
    clearTimeout(unanswered);
    if (connection !== undefined) count("disconnected");
    connection = undefined;
  });
  client.on("error", (error) => {
    if ("code" in error && error.code === "WS_AUTH_FAILURE_EXHAUSTED") close("refused");
  });
  client.on("message", take);
  client.on("event", (frame) => {
    // The client closes itself on this one, and calls back while it is at it.
    if (frame.body?.event?.eventtype === "disconnected_event") setImmediate(close, "kicked");
    else take(frame);
  });
  signal.addEventListener("abort", closed, { once: true });
  if (signal.aborted) close("closed");
  else client.connect();

  return {
    live: () => connection,
    ended: end.promise,
    async send(command, body, requestId = generateReqId(command)) {
      if (connection === undefined) return unconnected;
      try {
        await client.reply({ headers: { req_id: requestId } }, body, command);
        return { kind: "ok", body: {} };
      } catch (failure) {
        return failed(failure);
      }
    },
  };
}

const unconnected: ApiResult = { kind: "unreached", certain: true, why: "not connected" };

/** The client rejects with WeCom's own frame, or with an error whose words quote ids. */
function failed(failure: unknown): ApiResult {
  const code = (failure as { errcode?: unknown } | undefined)?.errcode;
  if (typeof code === "number") return refused(code);
  const words = failure instanceof Error ? failure.message : "";
  return words.startsWith("WebSocket not connected")
    ? unconnected
    : { kind: "unreached", certain: false, why: "no acknowledgement came" };
}
