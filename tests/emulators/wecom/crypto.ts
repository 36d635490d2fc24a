import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

/** What one callback address is set up with. `receiveId` is the corp's id, or "" for an AI bot. */
export interface Keys {
  readonly token: string;
  readonly aesKey: string;
  readonly receiveId: string;
}

const block = 32;
const head = 20;

/** The 32 bytes of an EncodingAESKey. Its 43rd character may carry spare bits, so it is not canonical. */
export function keyBytes(aesKey: string): Buffer {
  if (!/^[A-Za-z0-9]{43}$/.test(aesKey)) {
    throw new Error("an EncodingAESKey is 43 letters and digits");
  }
  return Buffer.from(`${aesKey}=`, "base64");
}

/** Lower-case hex over the sorted parts (WeCom doc 91144). */
export function sign(token: string, timestamp: string, nonce: string, encrypt: string): string {
  return createHash("sha1")
    .update([token, timestamp, nonce, encrypt].sort().join(""))
    .digest("hex");
}

/** Random(16) | length(4, big-endian) | message | receive id, before padding. */
export function frame(
  message: string,
  receiveId: string,
  random: Buffer = randomBytes(16),
): Buffer {
  const body = Buffer.from(message, "utf8");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([random, length, body, Buffer.from(receiveId, "utf8")]);
}

/** PKCS#7 with blocks of 32 bytes: 1 to 32 bytes are added. */
export function pad(bytes: Buffer): Buffer {
  const count = block - (bytes.length % block);
  return Buffer.concat([bytes, Buffer.alloc(count, count)]);
}

/** AES-256-CBC without any padding of its own; the IV is the head of the key. */
export function encipher(aesKey: string, padded: Buffer): Buffer {
  const key = keyBytes(aesKey);
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(padded), cipher.final()]);
}

export function encrypt(keys: Keys, message: string, random?: Buffer): string {
  return encipher(keys.aesKey, pad(frame(message, keys.receiveId, random))).toString("base64");
}

export type Opened =
  | { readonly ok: true; readonly message: string }
  | { readonly ok: false; readonly problem: string };

/** Opens what the bot answered; strict at every step. */
export function decrypt(keys: Keys, text: string): Opened {
  const problem = (words: string): Opened => ({ ok: false, problem: words });
  const bytes = Buffer.from(text, "base64");
  if (bytes.length === 0 || bytes.length % 16 !== 0) return problem("length of the ciphertext");
  const key = keyBytes(keys.aesKey);
  const decipher = createDecipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(bytes), decipher.final()]);
  const count = padded.at(-1) ?? 0;
  if (count < 1 || count > block || count > padded.length) return problem("padding");
  const plain = padded.subarray(0, padded.length - count);
  if (padded.subarray(plain.length).some((byte) => byte !== count)) return problem("padding");
  if (plain.length < head) return problem("too short");
  const end = head + plain.readUInt32BE(16);
  if (end > plain.length) return problem("length of the message");
  if (plain.subarray(end).toString("utf8") !== keys.receiveId) return problem("receive id");
  return { ok: true, message: plain.subarray(head, end).toString("utf8") };
}
