import { createCipheriv, createHash } from "node:crypto";
import { decrypt } from "@wecom/crypto";
import { assert, constantFrom, integer, nat, property, string, uint8Array } from "fast-check";
import { describe, expect, test } from "vitest";
import { callbackCrypto } from "../../../src/channels/wecom/crypto.ts";
import { ZhiwenError } from "../../../src/core/errors.ts";
import { deceptive, readable, signatures, type Vector, wrongKeys } from "./vectors.ts";

const keys = { token: "QDG6eK", aesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C" };
const corp = "ww6a112864f8022910";
const crypto = callbackCrypto({ ...keys, receiveId: corp });

const openOf = (vector: Vector) => callbackCrypto(vector).open(vector, vector.encrypt);

describe("published callbacks and their like", () => {
  test.each(readable)("$name opens", (vector) => {
    expect(openOf(vector)).toEqual({ ok: true, text: vector.text });
    expect(decrypt(vector.aesKey, vector.encrypt).message).toBe(vector.text);
  });

  test.each(deceptive)("$name does not", (vector) => {
    const { signature } = vector;
    expect(signature).toBe(sign(vector.token, vector.timestamp, vector.nonce, vector.encrypt));
    expect(openOf(vector)).toEqual({ ok: false, status: 403, why: refusedInside });
  });

  test.each(signatures)("$name is signed rightly: $right", ({ right, ...vector }) => {
    const opened = callbackCrypto({ ...keys, token: vector.token, receiveId: "" }).open(
      vector,
      vector.encrypt,
    );
    // Without the key it was encrypted with, a right signature gets as far as the inside.
    const why = right ? refusedInside : "the signature does not match";
    expect(opened).toEqual({ ok: false, status: 403, why });
  });

  test.each(wrongKeys)("%j is no key", (aesKey) => {
    expect(() => callbackCrypto({ ...keys, aesKey, receiveId: corp })).toThrow(ZhiwenError);
  });

  test("a wrong key is not shown in the error", () => {
    const aesKey = "secretsecretsecretsecretsecretsecretsecret$";
    expect(() => callbackCrypto({ ...keys, aesKey, receiveId: corp })).not.toThrow(/secretsecret/);
  });
});

describe("what is signed", () => {
  const text = "<xml><Content>hello</Content></xml>";

  test.each(["signature", "timestamp", "nonce"])("%s missing is malformed", (name) => {
    const sealed = crypto.seal(text);
    const opened = crypto.open({ ...sealed, [name]: undefined }, sealed.encrypt);
    expect(opened).toMatchObject({ ok: false, status: 400 });
  });

  test.each([
    { timestamp: "" },
    { timestamp: "-1" },
    { timestamp: "1e9" },
    { timestamp: "１７６" },
    { nonce: "" },
    { nonce: "a b" },
    { nonce: "x".repeat(129) },
  ])("%j is malformed", (wrong) => {
    const sealed = crypto.seal(text);
    const query = { ...sealed, ...wrong };
    const signature = sign(keys.token, query.timestamp, query.nonce, sealed.encrypt);
    expect(crypto.open({ ...query, signature }, sealed.encrypt)).toMatchObject({ status: 400 });
  });

  test("a signature in capitals, cut, or of other characters is wrong", () => {
    const sealed = crypto.seal(text);
    const { signature } = sealed;
    for (const wrong of [
      signature.toUpperCase().replace(/[0-9]/g, "A"),
      signature.slice(1),
      `${signature} `,
      "",
      "é".repeat(20),
      "é".repeat(40),
    ]) {
      const opened = crypto.open({ ...sealed, signature: wrong }, sealed.encrypt);
      expect(opened).toMatchObject({ ok: false, status: 403 });
    }
  });

  test("timestamps and nonces are strings: a leading zero counts", () => {
    const sealed = crypto.seal(text, { timestamp: "0123", nonce: "007" });
    expect(crypto.open(sealed, sealed.encrypt)).toEqual({ ok: true, text });
    expect(crypto.open({ ...sealed, timestamp: "123" }, sealed.encrypt).ok).toBe(false);
  });
});

describe("what is inside", () => {
  test("an empty receiver is met by an empty one only", () => {
    const bot = callbackCrypto({ ...keys, receiveId: "" });
    const forCorp = crypto.seal("{}");
    const forBot = bot.seal("{}");
    expect(bot.open(forBot, forBot.encrypt)).toEqual({ ok: true, text: "{}" });
    expect(bot.open(forCorp, forCorp.encrypt).ok).toBe(false);
    expect(crypto.open(forBot, forBot.encrypt).ok).toBe(false);
  });

  test("a length beyond the end does not pass for an empty receiver", () => {
    const bot = callbackCrypto({ ...keys, receiveId: "" });
    expect(open(bot, framed({ text: Buffer.from("hi"), length: 0x7fffffff })).ok).toBe(false);
    expect(open(bot, framed({ text: Buffer.from("hi"), length: 3 })).ok).toBe(false);
    expect(open(bot, framed({ text: Buffer.from("hi"), length: 1 })).ok).toBe(false);
    expect(open(bot, framed({ text: Buffer.from("hi") }))).toEqual({ ok: true, text: "hi" });
  });

  test.each([
    ["nothing", Buffer.alloc(0)],
    ["less than a head", Buffer.alloc(5)],
    ["a whole block of padding only", Buffer.alloc(32, 32)],
  ])("%s is refused", (_, plain) => {
    expect(open(crypto, plain.length === 32 ? raw(plain) : raw(padded(plain))).ok).toBe(false);
  });

  test("text that is not UTF-8 is refused, a byte order mark is kept", () => {
    const bot = callbackCrypto({ ...keys, receiveId: "" });
    expect(open(bot, framed({ text: Buffer.from([0xc3, 0x28]) })).ok).toBe(false);
    expect(open(bot, framed({ text: Buffer.from([0xed, 0xa0, 0x80]) })).ok).toBe(false);
    expect(open(bot, framed({ text: Buffer.from("\ufeffhi") }))).toMatchObject({
      text: "\ufeffhi",
    });
  });

  test("a padding of 0, 33 or 64 is none, however even", () => {
    const bot = callbackCrypto({ ...keys, receiveId: "" });
    const whole = framePlain({ text: Buffer.from(`${"x".repeat(11)}\0`) });
    expect(whole.length).toBe(32);
    expect(open(bot, raw(whole)).ok).toBe(false);
    for (const padding of [33, 64]) {
      const plain = framePlain({ text: Buffer.alloc((96 - 20 - padding) % 96, "x") });
      const all = Buffer.concat([plain, Buffer.alloc(padding, padding)]);
      expect(all.length).toBe(96);
      expect(open(bot, raw(all)).ok).toBe(false);
    }
  });

  test("base64 is taken in one spelling only", () => {
    const { encrypt, ...query } = crypto.seal("hello");
    for (const other of [` ${encrypt}`, `${encrypt}\n`, `${encrypt}=`, `${encrypt}AAAA`, ""]) {
      const signature = sign(keys.token, query.timestamp, query.nonce, other);
      expect(crypto.open({ ...query, signature }, other).ok).toBe(false);
    }
  });

  test("sealed again by every padding length, it opens to the same", () => {
    for (let length = 0; length <= 70; length += 1) {
      const text = "x".repeat(length);
      const sealed = crypto.seal(text);
      expect(crypto.open(sealed, sealed.encrypt)).toEqual({ ok: true, text });
    }
  });
});

describe("whatever is done to a callback", () => {
  const genuine = crypto.seal("<xml><Content><![CDATA[你好]]></Content></xml>", {
    timestamp: "1760000000",
    nonce: "1234567890",
  });

  test("any text goes there and back", () => {
    void assert(
      property(string({ unit: "binary", maxLength: 300 }), (text) => {
        const sealed = crypto.seal(text);
        const opened = crypto.open(sealed, sealed.encrypt);
        expect(opened).toEqual({ ok: true, text: text.toWellFormed() });
      }),
    );
  });

  test("a changed field is refused", () => {
    const fields = ["signature", "timestamp", "nonce", "encrypt"] as const;
    void assert(
      property(
        constantFrom(...fields),
        nat(500),
        string({ minLength: 1, maxLength: 1 }),
        (name, at, by) => {
          const value = genuine[name];
          const place = at % value.length;
          const changed = value.slice(0, place) + by + value.slice(place + 1);
          if (changed === value) return;
          const all = { ...genuine, [name]: changed };
          expect(crypto.open(all, all.encrypt).ok).toBe(false);
        },
      ),
    );
  });

  test("a flipped bit under a right signature never gives another receiver's or a broken text", () => {
    // CBC lets a bit of the text be flipped by one of the block before it; who can sign can do so.
    void assert(
      property(nat(), (seed) => {
        const bytes = Buffer.from(genuine.encrypt, "base64");
        const bit = seed % (bytes.length * 8);
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const opened = open(crypto, bytes.toString("base64"));
        if (opened.ok) expect(Buffer.from(opened.text).toString()).toBe(opened.text);
        else expect(opened).toEqual({ ok: false, status: 403, why: refusedInside });
      }),
    );
  });

  test("a cut or arbitrary ciphertext is refused, however signed", () => {
    void assert(
      property(uint8Array({ maxLength: 400 }), integer({ min: 0, max: 400 }), (bytes, keep) => {
        expect(open(crypto, Buffer.from(bytes).toString("base64")).ok).toBe(false);
        const whole = Buffer.from(genuine.encrypt, "base64");
        if (keep >= whole.length) return;
        expect(open(crypto, whole.subarray(0, keep).toString("base64")).ok).toBe(false);
      }),
    );
  });

  test("any padding but the right one is refused", () => {
    const plain = framePlain({ text: Buffer.from("hi"), receiver: corp });
    const missing = 32 - (plain.length % 32);
    void assert(
      property(uint8Array({ minLength: missing, maxLength: missing }), (padding) => {
        const right = padding.every((byte) => byte === missing);
        // A shorter right padding leaves garbage behind the receiver.
        expect(open(crypto, raw(Buffer.concat([plain, padding]))).ok).toBe(right);
      }),
    );
  });
});

const refusedInside = "signed, but not readable with this key or meant for another receiver";

/** Signed with the right token, as only WeCom or a leaked token could. */
function open(by: typeof crypto, encrypted: string) {
  const [timestamp, nonce] = ["1760000000", "n"];
  const signature = sign(keys.token, timestamp, nonce, encrypted);
  return by.open({ signature, timestamp, nonce }, encrypted);
}

function sign(...parts: readonly string[]): string {
  return createHash("sha1")
    .update([...parts].sort().join(""))
    .digest("hex");
}

interface Frame {
  readonly text: Buffer;
  readonly length?: number;
  readonly receiver?: string;
}

function framePlain({ text, length = text.length, receiver = "" }: Frame): Buffer {
  const head = Buffer.alloc(20, "r");
  head.writeUInt32BE(length, 16);
  return Buffer.concat([head, text, Buffer.from(receiver)]);
}

function framed(frame: Frame): string {
  return raw(padded(framePlain(frame)));
}

function padded(plain: Buffer): Buffer {
  const missing = 32 - (plain.length % 32);
  return Buffer.concat([plain, Buffer.alloc(missing, missing)]);
}

/** Encrypted as it is, without padding. */
function raw(plain: Buffer): string {
  const key = Buffer.from(`${keys.aesKey}=`, "base64");
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.final()]).toString("base64");
}
