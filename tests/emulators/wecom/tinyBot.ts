import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { decrypt, encrypt, type Keys, sign } from "./crypto.ts";
import type { Wecom } from "./emulator.ts";
import { type Json, readObject, textOf } from "./json.ts";
import { childText, readXml } from "./xml.ts";

/** One callback as the bot got it, decrypted. */
export interface Received {
  readonly message: string;
  readonly body: string;
  readonly url: URL;
  readonly nonce: string;
}

/** Status and body; undefined never answers. */
export type Answering = (
  received: Received,
) => { status?: number; body?: string } | undefined | Promise<{ status?: number; body?: string }>;

export interface TinyBot {
  readonly url: string;
  readonly received: readonly Received[];
  answer(how: Answering): void;
  /** Of a GET; the decrypted echo unless told. */
  echo(how: (echo: string) => string): void;
  close(): Promise<void>;
}

/** A bot just large enough to try the emulator on. */
export async function tinyBot(keys: Keys): Promise<TinyBot> {
  const received: Received[] = [];
  let answering: Answering = () => ({});
  let echoing = (echo: string) => echo;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString("utf8");
    const url = new URL(request.url ?? "/", "http://localhost");
    const part = (name: string) => url.searchParams.get(name) ?? "";
    const cipher = request.method === "GET" ? part("echostr") : cipherOf(body);
    const fits =
      sign(keys.token, part("timestamp"), part("nonce"), cipher) === part("msg_signature");
    const opened = decrypt(keys, cipher);
    if (!fits || !opened.ok) return void response.writeHead(403).end();
    if (request.method === "GET") return void response.end(echoing(opened.message));
    const got = { message: opened.message, body, url, nonce: part("nonce") };
    received.push(got);
    const answer = await answering(got);
    if (answer !== undefined) response.writeHead(answer.status ?? 200).end(answer.body ?? "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/callback`,
    received,
    answer: (how) => {
      answering = how;
    },
    echo: (how) => {
      echoing = how;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

function cipherOf(body: string): string {
  const json = readObject(body);
  if (json !== undefined) return textOf(json, "encrypt") ?? "";
  const xml = readXml(body);
  return (xml && childText(xml, "Encrypt")) ?? "";
}

/** An AI bot's answer to a callback, sealed as doc 101033 says. */
export function sealedJson(keys: Keys, nonce: string, body: Json, change: Json = {}): string {
  const timestamp = 1_760_000_000;
  const cipher = encrypt(keys, JSON.stringify(body));
  const msgsignature = sign(keys.token, String(timestamp), nonce, cipher);
  return JSON.stringify({ encrypt: cipher, msgsignature, timestamp, nonce, ...change });
}

export interface Client {
  (path: string, body?: Json, query?: Readonly<Record<string, string>>): Promise<Json>;
  fresh(): Promise<string>;
}

/** Calls the API of the emulator with a token of its own. */
export function client(wecom: Wecom, corpId: string, secret: string): Client {
  let token: string | undefined;
  const fresh = async () => {
    const query = new URLSearchParams({ corpid: corpId, corpsecret: secret });
    const answer = await fetch(`${wecom.url}/cgi-bin/gettoken?${query}`);
    const { access_token } = (await answer.json()) as { access_token: string };
    token = access_token;
    return access_token;
  };
  const call = async (
    path: string,
    body?: Json,
    further: Readonly<Record<string, string>> = {},
  ) => {
    const query = new URLSearchParams({ access_token: token ?? (await fresh()), ...further });
    const answer = await fetch(
      `${wecom.url}/cgi-bin/${path}?${query}`,
      body === undefined ? {} : { method: "POST", body: JSON.stringify(body) },
    );
    expectOk(answer.status);
    return (await answer.json()) as Json;
  };
  return Object.assign(call, { fresh });
}

function expectOk(status: number) {
  if (status !== 200) throw new Error(`HTTP ${status}: the API answers 200 in every case`);
}
