import {
  getSignature,
  decrypt as officialDecrypt,
  encrypt as officialEncrypt,
} from "@wecom/crypto";
import { describe, expect, test } from "vitest";
import { decrypt, encipher, encrypt, frame, keyBytes, pad, sign } from "./crypto.ts";

// The sample of the vendor's own SDKs, as reprinted by w7corp/easywechat (MIT).
const keys = {
  token: "QDG6eK",
  aesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
  receiveId: "wx5823bf96d3bd56c7",
};
const echo =
  "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==";

test("the published verification opens, and its signature is the published one", () => {
  const signature = "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3";
  expect(sign(keys.token, "1409659589", "263014780", echo)).toBe(signature);
  expect(decrypt(keys, echo)).toEqual({ ok: true, message: "1616140317555161061" });
});

test("with the random bytes given, the ciphertext is the known one", () => {
  const sealed = encipher(
    keys.aesKey,
    pad(frame("xxxxxxxxxxxxxxxxxxxxxxxxxx", "ww6a112864f8022910", Buffer.from("0123456789abcdef"))),
  );
  expect(sealed.toString("base64")).toBe(
    "sKqRbbiSUnDhFHOvPjtUMSs1k8K1CdhVATTBQNj5RGeFkDUvfYnT1c+lCht8DB6Jd8u23cdCS4R/cOU2brHYqpwKPN/urp3bJqUnBpLYteJjJ4/tnWp/QqiQfP2OYp2q",
  );
});

describe("against the vendor's package", () => {
  test.each(["", "短", "a".repeat(11), "a".repeat(12), "重庆🌶️ ]]> <xml>", "x".repeat(5000)])(
    "a message of its own length %#",
    (message) => {
      expect(officialDecrypt(keys.aesKey, encrypt(keys, message))).toMatchObject({
        message,
        id: keys.receiveId,
      });
      const theirs = officialEncrypt(keys.aesKey, message, keys.receiveId);
      expect(decrypt(keys, theirs)).toEqual({ ok: true, message });
      expect(sign(keys.token, "1760000000", "12", theirs)).toBe(
        getSignature(keys.token, "1760000000", "12", theirs),
      );
    },
  );
});

test("what a receiver must refuse is refused", () => {
  const of = (cipher: string) => decrypt(keys, cipher);
  const raw = (bytes: Buffer) => encipher(keys.aesKey, bytes).toString("base64");
  expect(of(encrypt({ ...keys, receiveId: "ww1" }, "x"))).toMatchObject({ problem: "receive id" });
  expect(of("")).toMatchObject({ problem: "length of the ciphertext" });
  expect(of("AAAA")).toMatchObject({ problem: "length of the ciphertext" });
  expect(of(raw(Buffer.alloc(64, 0)))).toMatchObject({ problem: "padding" });
  expect(of(raw(Buffer.alloc(64, 33)))).toMatchObject({ problem: "padding" });
  expect(of(raw(pad(Buffer.alloc(10))))).toMatchObject({ problem: "too short" });
  const long = frame("hi", keys.receiveId);
  long.writeUInt32BE(0x7fffffff, 16);
  expect(of(raw(pad(long)))).toMatchObject({ problem: "length of the message" });
  expect(() => keyBytes(`${keys.aesKey}\n`)).toThrow("43");
});
