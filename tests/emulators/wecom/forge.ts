import { encipher, encrypt, frame, type Keys, pad, sign } from "./crypto.ts";
import { withQuery } from "./query.ts";
import { cdata } from "./xml.ts";

/** A request as anyone could send it to a callback address. */
export interface ForgedRequest {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** True where signature, padding, length and receive id all hold: the holder of the keys made it. */
  readonly genuine: boolean;
}

export interface ForgeFrom {
  /** The callback address. */
  readonly url: string;
  readonly keys: Keys;
  /** `xml` of app and KF, `json` of an AI bot. */
  readonly format: "xml" | "json";
  /** What is inside, before encryption. */
  readonly message: string;
  readonly at: Date;
  readonly nonce?: string;
}

/** What is wrong with the request. `none`, `old` and `reordered` are as good as WeCom's own. */
export const forgeries = [
  "none",
  "old",
  "reordered",
  "wrongSignature",
  "noSignature",
  "noQuery",
  "otherToken",
  "otherKey",
  "wrongReceiveId",
  "noReceiveId",
  "padZero",
  "padTooLong",
  "padUnequal",
  "lengthTooLong",
  "tooShort",
  "notABlock",
  "noCipher",
  "notBase64",
  "changedCipher",
  "changedNonce",
  "truncatedBody",
  "emptyBody",
  "notTheFormat",
  "plainMessage",
  "twoCiphers",
  "doctype",
  "externalEntity",
  "entityBomb",
  "wrongEndTag",
  "twoRoots",
  "deep",
  "huge",
  "controlCharacter",
] as const;
export type Forgery = (typeof forgeries)[number];

/** Builds a callback request with one fault. Pure but for the random bytes of the encryption. */
export function forge(kind: Forgery, from: ForgeFrom): ForgedRequest {
  const { keys, at } = from;
  const nonce = from.nonce ?? "1372623149";
  const age = kind === "old" ? 30 * 24 * 3600 : 0;
  const timestamp = String(Math.floor(at.getTime() / 1000) - age);
  const cipher = cipherOf(kind, from);
  const token = kind === "otherToken" ? `${keys.token}x` : keys.token;
  const signature = sign(token, timestamp, nonce, cipher);
  const sent = kind === "changedCipher" ? flipped(cipher) : cipher;
  const query: Record<string, string> = {
    msg_signature: kind === "wrongSignature" ? flippedHex(signature) : signature,
    timestamp,
    nonce: kind === "changedNonce" ? `${nonce}1` : nonce,
  };
  if (kind === "noSignature") delete query["msg_signature"];
  return {
    url: kind === "noQuery" ? from.url : withQuery(from.url, query),
    method: "POST",
    headers: { "Content-Type": from.format === "json" ? "application/json" : "text/xml" },
    body: bodyOf(kind, from, sent),
    genuine: kind === "none" || kind === "old" || kind === "reordered",
  };
}

/** The very same request once more: nothing in the protocol tells it from the first. */
export function replay(request: ForgedRequest): ForgedRequest {
  return { ...request };
}

export const verificationForgeries = [
  "none",
  "wrongSignature",
  "wrongReceiveId",
  "noEcho",
  "noQuery",
  "rawPlus",
] as const;

/** A GET verification with one fault; the plain echo is what a good one is answered with. */
export function forgeVerification(
  kind: (typeof verificationForgeries)[number],
  from: Omit<ForgeFrom, "message" | "format"> & { readonly echo: string },
): ForgedRequest {
  const { keys, at, echo, nonce = "1372623149" } = from;
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const receiveId = kind === "wrongReceiveId" ? "ww0000000000000000" : keys.receiveId;
  let echostr = encrypt({ ...keys, receiveId }, echo);
  // A plus sign that is not encoded becomes a space, so there has to be one.
  while (kind === "rawPlus" && !echostr.includes("+")) echostr = encrypt(keys, echo);
  const signature = sign(keys.token, timestamp, nonce, echostr);
  const query = {
    msg_signature: kind === "wrongSignature" ? flippedHex(signature) : signature,
    timestamp,
    nonce,
    ...(kind === "noEcho" ? {} : { echostr }),
  };
  const url = kind === "noQuery" ? from.url : withQuery(from.url, query);
  return {
    url: kind === "rawPlus" ? url.replaceAll("%2B", "+") : url,
    method: "GET",
    headers: {},
    body: "",
    genuine: kind === "none",
  };
}

/**
 * The request with a few bytes of its body or query changed; `roll` gives 0 up to 1. What stands
 * outside the signature may be what changed: then it is taken still, with the same message inside.
 */
export function mutated(
  request: ForgedRequest,
  roll: () => number,
): Omit<ForgedRequest, "genuine"> {
  const { url, method, headers, body } = request;
  const [address = "", query = ""] = url.split("?");
  if (body !== "" && roll() >= 0.2) return { url, method, headers, body: mangled(body, roll) };
  const changed = encodeURI(mangled(query, roll)).replaceAll("#", "%23");
  return { url: `${address}?${changed}`, method, headers, body };
}

function mangled(text: string, roll: () => number): string {
  const at = Math.floor(roll() * text.length);
  const length = 1 + Math.floor(roll() * 4);
  const letter = String.fromCodePoint(33 + Math.floor(roll() * 94));
  const choice = Math.floor(roll() * 4);
  if (choice === 0) return text.slice(0, at) + text.slice(at + length);
  if (choice === 1) return text.slice(0, at) + letter.repeat(length) + text.slice(at);
  if (choice === 2) return text.slice(0, at) + letter + text.slice(at + 1);
  return text.slice(0, at);
}

function cipherOf(kind: Forgery, { keys, message }: ForgeFrom): string {
  const plain = frame(message, keys.receiveId);
  const raw = (bytes: Buffer) => encipher(keys.aesKey, bytes).toString("base64");
  switch (kind) {
    case "otherKey":
      return encrypt({ ...keys, aesKey: "z".repeat(43) }, message);
    case "wrongReceiveId":
      return encrypt({ ...keys, receiveId: "ww0000000000000000" }, message);
    case "noReceiveId":
      // Of an AI bot none is right, so here it gets one.
      return encrypt({ ...keys, receiveId: keys.receiveId === "" ? "ww1" : "" }, message);
    case "padZero":
      return raw(filled(plain, (count) => Buffer.alloc(count, 0)));
    case "padTooLong":
      return raw(filled(plain, (count) => Buffer.alloc(count, 33)));
    case "padUnequal":
      return raw(
        filled(plain, (count) => {
          const bytes = Buffer.alloc(count, count);
          bytes[0] = count - 1;
          return bytes;
        }),
      );
    case "lengthTooLong": {
      plain.writeUInt32BE(0x7fffffff, 16);
      return raw(pad(plain));
    }
    case "tooShort":
      return raw(pad(Buffer.alloc(10, 1)));
    case "notABlock":
      return encipher(keys.aesKey, pad(plain)).subarray(0, 15).toString("base64");
    case "noCipher":
      return "";
    case "notBase64":
      return "这不是base64！";
    default:
      return encrypt(keys, message);
  }
}

/** Filled up to a whole block of 32 with at least two bytes, so that they can differ. */
function filled(plain: Buffer, filling: (count: number) => Buffer): Buffer {
  const count = 32 - (plain.length % 32);
  return Buffer.concat([plain, filling(count < 2 ? count + 32 : count)]);
}

function bodyOf(kind: Forgery, { format, keys, message }: ForgeFrom, cipher: string): string {
  if (kind === "emptyBody") return "";
  if (kind === "plainMessage") return message;
  if (kind === "notTheFormat") return format === "json" ? "<xml></xml>" : '{"encrypt":"x"}';
  const body = format === "json" ? jsonBody(kind, cipher) : xmlBody(kind, keys.receiveId, cipher);
  return kind === "truncatedBody" ? body.slice(0, Math.floor(body.length * 0.6)) : body;
}

/** What is XML only has its like in JSON: names that reach into every object. */
function jsonBody(kind: Forgery, encrypted: string): string {
  const inner = JSON.stringify(encrypted);
  if (kind === "huge") return `{"encrypt":${inner},"more":"${"x".repeat(2_000_000)}"}`;
  if (kind === "deep") return `{"encrypt":${"[".repeat(20_000)}${"]".repeat(20_000)}}`;
  if (kind === "twoRoots") return `{"encrypt":${inner}}{"encrypt":${inner}}`;
  if (kind === "twoCiphers") return `{"encrypt":[${inner},${inner}]}`;
  if (kind === "controlCharacter") return `{"encrypt":"\u0001${encrypted}"}`;
  if (kind === "wrongEndTag") return `{"encrypt":${inner}]`;
  if (kind === "doctype") return `{"__proto__":{"encrypt":${inner}}}`;
  if (kind === "externalEntity") return `{"constructor":{"prototype":{"encrypt":${inner}}}}`;
  if (kind === "entityBomb") return `{"encrypt":{"toString":${inner}}}`;
  return `{"encrypt":${inner}}`;
}

function xmlBody(kind: Forgery, receiveId: string, cipher: string): string {
  const to = `<ToUserName>${cdata(receiveId)}</ToUserName>`;
  const agent = `<AgentID>${cdata("1000002")}</AgentID>`;
  const encrypted = `<Encrypt>${cdata(cipher)}</Encrypt>`;
  const whole = `<xml>${to}${agent}${encrypted}</xml>`;
  switch (kind) {
    case "reordered":
      return `<xml>\n${encrypted}\n${agent}\n${to}\n</xml>`;
    case "twoCiphers":
      return `<xml>${to}${encrypted}${encrypted}</xml>`;
    case "doctype":
      return `<!DOCTYPE xml>${whole}`;
    case "externalEntity":
      return `<!DOCTYPE xml [<!ENTITY file SYSTEM "file:///etc/passwd">]><xml>${to}<Encrypt>&file;</Encrypt></xml>`;
    case "entityBomb": {
      const row = (name: string, of: string) => `<!ENTITY ${name} "${`&${of};`.repeat(10)}">`;
      const rows = ["b", "c", "d", "e", "f", "g"].map((name, at) => row(name, "abcdef"[at] ?? "a"));
      return `<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa">${rows.join("")}]><xml>${to}<Encrypt>&g;</Encrypt></xml>`;
    }
    case "wrongEndTag":
      return `<xml>${to}<Encrypt>${cdata(cipher)}</Encryp></xml>`;
    case "twoRoots":
      return `${whole}${whole}`;
    case "deep":
      return `<xml>${"<a>".repeat(20_000)}${encrypted}${"</a>".repeat(20_000)}</xml>`;
    case "huge":
      return `<xml>${to}${encrypted}<More>${"x".repeat(2_000_000)}</More></xml>`;
    case "controlCharacter":
      return `<xml>${to}<Encrypt>\u0001${cipher}</Encrypt></xml>`;
    default:
      return whole;
  }
}

function flipped(cipher: string): string {
  const letter = cipher[8] === "A" ? "B" : "A";
  return `${cipher.slice(0, 8)}${letter}${cipher.slice(9)}`;
}

function flippedHex(signature: string): string {
  return `${signature.startsWith("0") ? "1" : "0"}${signature.slice(1)}`;
}
