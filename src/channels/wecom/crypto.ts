import { createDecipheriv, randomBytes, timingSafeEqual } from "node:crypto";
import { encrypt, getSignature } from "@wecom/crypto";
import { ZhiwenError } from "../../core/errors.ts";

export interface CallbackCryptoOptions {
  /** Token of the callback, as the admin console shows it. */
  readonly token: string;
  /** EncodingAESKey of the callback: 43 letters and digits. */
  readonly aesKey: string;
  /** Who the callbacks are for: the corp id; empty for an AI bot of the corp's own. */
  readonly receiveId: string;
}

/** What signs a callback, as it stands in the address. */
export interface CallbackQuery {
  /** `msg_signature`. */
  readonly signature: string | undefined;
  readonly timestamp: string | undefined;
  readonly nonce: string | undefined;
}

export type Opened =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly status: 400 | 403; readonly why: string };

export interface Sealed {
  readonly encrypt: string;
  readonly signature: string;
  /** Seconds since 1970. */
  readonly timestamp: string;
  readonly nonce: string;
}

export interface CallbackCrypto {
  /** The text WeCom encrypted for us; refuses whatever is not wholly right. Never throws. */
  open(query: CallbackQuery, encrypted: string): Opened;
  /** Encrypts and signs an answer; time and nonce are made where none is given. */
  seal(text: string, by?: { readonly timestamp?: string; readonly nonce?: string }): Sealed;
}

/**
 * Seconds; a Unix time has ten digits until the year 2286. Both are kept short: the signature is over
 * the joined parts, and 128 letters cut from the front of a text leave one that still decrypts.
 */
const timestampShape = /^\d{1,12}$/;
const nonceShape = /^[\x21-\x7e]{1,64}$/;
/** Random bytes in front, then the text's length. */
const randomBytesLength = 16;
const headLength = randomBytesLength + 4;
/** Of PKCS#7 as WeCom has it; the cipher's own block is 16. */
const block = 32;

const unsigned: Opened = { ok: false, status: 403, why: "the signature does not match" };
/** One refusal for all that can be wrong inside, so that an answer tells nothing of the plaintext. */
const unreadable: Opened = {
  ok: false,
  status: 403,
  why: "signed, but not readable with this key or meant for another receiver",
};

/**
 * Verifies, decrypts and encrypts callbacks (WeCom docs 90968, 91144, 101033).
 * @throws ZhiwenError when the key cannot be one
 */
export function callbackCrypto(options: CallbackCryptoOptions): CallbackCrypto {
  const { token, aesKey, receiveId } = options;
  // Not compared with its own re-encoding: published keys have stray bits in the last character.
  if (!/^[A-Za-z0-9]{43}$/.test(aesKey)) {
    throw new ZhiwenError(
      "wecom",
      "an EncodingAESKey is not 43 letters and digits",
      "copy it again from 接收消息 in the admin console",
    );
  }
  const key = Buffer.from(`${aesKey}=`, "base64");
  const receiver = Buffer.from(receiveId);

  return {
    open({ signature, timestamp, nonce }, encrypted) {
      if (signature === undefined || timestamp === undefined || nonce === undefined) {
        return { ok: false, status: 400, why: "msg_signature, timestamp or nonce is missing" };
      }
      if (!timestampShape.test(timestamp) || !nonceShape.test(nonce)) {
        return { ok: false, status: 400, why: "timestamp or nonce has a wrong shape" };
      }
      if (!sameText(getSignature(token, timestamp, nonce, encrypted), signature)) return unsigned;
      const plain = decrypted(key, encrypted);
      const text = plain === undefined ? undefined : textFor(receiver, plain);
      return text === undefined ? unreadable : { ok: true, text };
    },

    seal(text, by = {}) {
      const timestamp = by.timestamp ?? String(Math.floor(Date.now() / 1000));
      const nonce = by.nonce ?? randomBytes(8).toString("hex");
      const sealed = encrypt(aesKey, text.toWellFormed(), receiveId);
      const signature = getSignature(token, timestamp, nonce, sealed);
      return { encrypt: sealed, signature, timestamp, nonce };
    },
  };
}

function sameText(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * The plaintext without its padding, undefined when either is malformed. Not by the package's
 * `decrypt`: that removes the padding unseen, takes 0, 33 and unequal padding bytes and a length
 * beyond the end for good, and throws on short input.
 */
function decrypted(key: Buffer, encrypted: string): Buffer | undefined {
  const bytes = Buffer.from(encrypted, "base64");
  if (bytes.length === 0 || bytes.length % block !== 0) return undefined;
  if (bytes.toString("base64") !== encrypted) return undefined;
  const decipher = createDecipheriv("aes-256-cbc", key, key.subarray(0, 16));
  decipher.setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(bytes), decipher.final()]);
  const padding = padded.at(-1) ?? 0;
  if (padding < 1 || padding > block) return undefined;
  const end = padded.length - padding;
  return padded.subarray(end).every((byte) => byte === padding)
    ? padded.subarray(0, end)
    : undefined;
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** random(16) · length(4, big-endian, in bytes) · text · receiver. */
function textFor(receiver: Buffer, plain: Buffer): string | undefined {
  if (plain.length < headLength) return undefined;
  const end = headLength + plain.readUInt32BE(randomBytesLength);
  if (end > plain.length || !plain.subarray(end).equals(receiver)) return undefined;
  try {
    return strictUtf8.decode(plain.subarray(headLength, end));
  } catch {
    return undefined;
  }
}
