import {
  type AibotChannel,
  type AibotOptions,
  aibot,
} from "../../../../src/channels/wecom/aibot/aibot.ts";
import type { AibotPort } from "../../../../src/channels/wecom/aibot/port.ts";
import { callbackCrypto } from "../../../../src/channels/wecom/crypto.ts";
import type { Fetch } from "../../../../src/channels/wecom/exchange.ts";

export const keys = {
  token: "QDG6eK",
  aesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
} as const;
export const apiRoot = "https://wecom.test";
const crypto = callbackCrypto({ ...keys, receiveId: "" });

/** A bot that is called back, never over a network. */
export function calledBack(
  port: AibotPort,
  options: Partial<Pick<AibotOptions, "now" | "fetch">> & { readonly firstWait?: number } = {},
): AibotChannel {
  const rest = { apiRoot, port, fetch: offline, firstWait: 40, ...options };
  return aibot({ way: "callback", ...keys, ...rest });
}

const offline: Fetch = () => Promise.reject(new Error("no network in this test"));

export const nonce = "1372623149";

/** A callback as WeCom sends it; `body` is encrypted as it is when it is a text. */
export async function call(bot: AibotChannel, body: unknown): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const { encrypt, signature } = crypto.seal(text, { timestamp, nonce });
  const query = new URLSearchParams({ msg_signature: signature, timestamp, nonce });
  return await post(bot, `/?${query}`, JSON.stringify({ encrypt }));
}

export async function post(bot: AibotChannel, path: string, body: string): Promise<Response> {
  if (bot.routes === undefined) throw new Error("this bot is not called back");
  return await bot.routes.request(path, { method: "POST", body });
}

/** What a callback was answered with, decrypted; undefined for an empty 200. */
export async function answered(response: Response): Promise<Answer | undefined> {
  if (response.status !== 200) throw new Error(`answered ${response.status}`);
  const text = await response.text();
  if (text === "") return undefined;
  const envelope = JSON.parse(text) as Record<string, unknown>;
  const { encrypt, msgsignature, timestamp } = envelope;
  if (!Number.isInteger(timestamp) || envelope["nonce"] !== nonce) throw new Error("not sealed");
  const query = { signature: String(msgsignature), timestamp: String(timestamp), nonce };
  const opened = crypto.open(query, String(encrypt));
  if (!opened.ok) throw new Error(opened.why);
  return JSON.parse(opened.text) as Answer;
}

export interface Answer {
  readonly msgtype?: string;
  readonly stream?: {
    readonly id: string;
    readonly finish: boolean;
    readonly content: string;
    readonly feedback?: { readonly id: string };
  };
  readonly text?: { readonly content: string };
  readonly response_type?: string;
  readonly userids?: readonly string[];
  readonly template_card?: {
    readonly task_id: string;
    readonly main_title: { readonly title: string };
    readonly button_list: readonly { readonly text: string; readonly key: string }[];
  };
}

let numbers = 0;

/** A text message of one person, alone with the bot. */
export function textMessage(content: string, more: object = {}): Record<string, unknown> {
  numbers += 1;
  return {
    msgid: `CAIQz7/MjQYY/NGagIOAgAMgl8jK${numbers}=`,
    aibotid: "AIBOTID",
    chattype: "single",
    from: { userid: "zhang.san" },
    response_url: `${apiRoot}/cgi-bin/aibot/response?response_code=CODE${numbers}`,
    msgtype: "text",
    text: { content },
    ...more,
  };
}

/** The next poll of a stream, which names the same person. */
export function poll(stream: string, more: object = {}): Record<string, unknown> {
  return textMessage("", { msgtype: "stream", stream: { id: stream }, text: undefined, ...more });
}

export function eventOf(eventtype: string, data: object, more: object = {}) {
  const event = { eventtype, [eventtype]: data };
  return textMessage("", { msgtype: "event", text: undefined, event, ...more });
}
