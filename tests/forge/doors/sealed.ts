import { encipher, pad, sign } from "../../emulators/wecom/crypto.ts";
import { cdata } from "../../emulators/wecom/xml.ts";
import { bytesOf, noBody, type RawRequest, textBody } from "../http.ts";
import { keys } from "../settings.ts";
import type { Dice, Shot } from "../shot.ts";

/** How one WeCom door is written to. */
export interface Way {
  readonly path: string;
  readonly format: "xml" | "json";
  /** The corp's id, or empty for an AI bot. */
  readonly receiveId: string;
}

export interface Stamp {
  readonly timestamp: string;
  readonly nonce: string;
}

/** An encrypted text with its signature, before it is a request. */
export interface Signed extends Stamp {
  readonly encrypt: string;
  readonly signature: string;
}

const random16 = ({ bytes }: Dice) => bytes(16);

function lengthOf(count: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(count >>> 0);
  return bytes;
}

/** Encrypts bytes as WeCom encrypts text; the length and the receiver may be untrue. */
export function sealedBytes(
  dice: Dice,
  message: Uint8Array,
  inside: { readonly length?: number; readonly receiver: string | Uint8Array },
): string {
  const length = lengthOf(inside.length ?? message.length);
  const receiver =
    typeof inside.receiver === "string" ? textBody(inside.receiver) : inside.receiver;
  const plain = Buffer.concat([random16(dice), length, message, receiver]);
  return encipher(keys.aesKey, pad(plain)).toString("base64");
}

export function sealed(dice: Dice, way: Way, message: string | Uint8Array): string {
  const bytes = typeof message === "string" ? textBody(message) : message;
  return sealedBytes(dice, bytes, { receiver: way.receiveId });
}

export function stamp({ below }: Dice): Stamp {
  const nonce = String(1_000_000_000 + below(9_000_000_000));
  return { timestamp: String(Math.floor(Date.now() / 1_000)), nonce };
}

export function signed(encrypt: string, by: Stamp, token: string = keys.token): Signed {
  return { ...by, encrypt, signature: sign(token, by.timestamp, by.nonce, encrypt) };
}

export function envelope({ format, receiveId }: Way, encrypt: string): Uint8Array {
  if (format === "json") return textBody(JSON.stringify({ encrypt }));
  return textBody(
    `<xml><ToUserName>${cdata(receiveId)}</ToUserName><Encrypt>${cdata(encrypt)}</Encrypt></xml>`,
  );
}

export function query({ signature, timestamp, nonce }: Signed): string {
  return `msg_signature=${signature}&timestamp=${timestamp}&nonce=${encodeURIComponent(nonce)}`;
}

export function posted(way: Way, call: Signed, body = envelope(way, call.encrypt)): RawRequest {
  const type = way.format === "json" ? "application/json" : "text/xml";
  return {
    method: "POST",
    target: `${way.path}?${query(call)}`,
    headers: [["Content-Type", type]],
    body,
  };
}

export function asked(way: Way, call: Signed): RawRequest {
  const target = `${way.path}?${query(call)}&echostr=${encodeURIComponent(call.encrypt)}`;
  return { method: "GET", target, headers: [], body: noBody };
}

/** Signed with the right token, with something wrong inside: never to be taken. */
export function wrongInside(way: Way, message: string, dice: Dice): Shot {
  const { below, one, bytes: some } = dice;
  const text = textBody(message);
  const { receiveId } = way;
  const plain = (length: number, receiver: string) =>
    Buffer.concat([some(16), lengthOf(length), text, textBody(receiver)]);
  const raw = (bytes: Buffer) => encipher(keys.aesKey, bytes).toString("base64");
  const filled = (fill: (count: number) => Buffer) => {
    const bytes = plain(text.length, receiveId);
    const missing = 32 - (bytes.length % 32);
    return raw(Buffer.concat([bytes, fill(missing < 2 ? missing + 32 : missing)]));
  };
  const right = () => sealed(dice, way, message);
  const receivers = [
    `${keys.corpId}x`,
    keys.corpId.slice(0, -1),
    keys.corpId.toUpperCase(),
    `${keys.corpId}\0`,
    ` ${keys.corpId}`,
    "ww0000000000000000",
    receiveId === "" ? keys.corpId : "",
    `${receiveId}${message.slice(0, 5)}`,
  ];
  const makers: Readonly<Record<string, () => string>> = {
    "wrong receiveid": () => sealedBytes(dice, text, { receiver: one(receivers) }),
    "length too small": () => raw(pad(plain(below(text.length), receiveId))),
    "length too large": () => raw(pad(plain(text.length + 1 + below(60), receiveId))),
    "length beyond": () => raw(pad(plain(one([0x7fffffff, 0x80000000, 0xffffffff]), receiveId))),
    "pad 0": () => filled((count) => Buffer.alloc(count, 0)),
    "pad 33 and more": () => filled((count) => Buffer.alloc(count, 33 + below(200))),
    "pad unequal": () =>
      filled((count) => {
        const pads = Buffer.alloc(count, count);
        pads[below(count - 1)] = (count + 1 + below(100)) % 256;
        return pads;
      }),
    "pad one too few": () => filled((count) => Buffer.alloc(count, count - 1)),
    "half a block": () =>
      raw(Buffer.concat([plain(text.length, receiveId), some(64)]).subarray(0, 48)),
    "too short": () => raw(pad(some(below(20)))),
    "one block of noise": () => some(32).toString("base64"),
    noise: () => some(32 * (1 + below(8))).toString("base64"),
    "url-safe base64": () => right().replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, ""),
    "base64 without its end": () => right().replace(/=+$/, "").slice(0, -1),
    "base64 with white space": () => right().replace(/.{20}/g, "$&\n "),
    "base64 with stray bits": () => strayBits(right()),
    "base64 twice": () => Buffer.from(right()).toString("base64"),
    "base64 and more": () => `${right()}====`,
    hex: () => Buffer.from(right(), "base64").toString("hex"),
    "not base64": () => one(["这不是base64！", "{}", "null", "%00", "=".repeat(44)]),
  };
  const name = one(Object.keys(makers));
  const encrypt = makers[name]?.() ?? "";
  const request = one([posted, posted, asked])(way, signed(encrypt, stamp(dice)));
  return { name: `inside: ${name}`, kind: "forged", bytes: bytesOf(request) };
}

/** The same bytes written another way: the bits that the last letter has to spare are set. */
function strayBits(text: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const end = text.indexOf("=");
  if (end < 1) return `${text}=`;
  const last = alphabet.indexOf(text[end - 1] ?? "A");
  return `${text.slice(0, end - 1)}${alphabet[last ^ 1] ?? "A"}${text.slice(end)}`;
}

/**
 * The signature is over the four parts sorted and joined, so it holds as well for parts cut
 * elsewhere: what stands in the middle of a captured text becomes the beginning of another one.
 */
export function resplit(way: Way, inner: string, dice: Dice): Shot {
  const hidden = textBody(inner);
  for (;;) {
    const outer = Buffer.concat([Buffer.alloc(92, 0x41), lengthOf(hidden.length), hidden]);
    const call = signed(sealed(dice, way, outer), stamp(dice));
    const moved = {
      signature: call.signature,
      encrypt: call.encrypt.slice(128),
      nonce: call.encrypt.slice(0, 128),
      timestamp: [call.timestamp, call.nonce].sort().join(""),
    };
    // Only some fall so that the parts sort the same way.
    if (signed(moved.encrypt, moved).signature !== call.signature) continue;
    return {
      name: "signature, parts cut elsewhere",
      kind: "forged",
      bytes: bytesOf(posted(way, moved)),
    };
  }
}
