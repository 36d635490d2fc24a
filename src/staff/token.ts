import { createHash, randomBytes } from "node:crypto";

/** 256 random bits, base64url. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

const shape = /^[A-Za-z0-9_-]{43}$/;

/** What the record keeps of a token; undefined for what cannot be one. */
export function hashOfToken(token: string): string | undefined {
  return shape.test(token) ? createHash("sha256").update(token).digest("base64url") : undefined;
}
