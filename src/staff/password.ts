import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { atOnce } from "./atOnce.ts";

/** About 0.4 s and 32 MiB each: dear for who guesses, bearable for who logs in. */
const cost = { N: 2 ** 15, r: 8, p: 3 } as const;
const keyBytes = 32;
const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** Log-ins by the hundred must not become an attack on the memory. */
const oneOfTwo = atOnce(2);

/** `scrypt$N$r$p$salt$key`, so that the cost can grow and old ones still be read. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await keyOf(password, salt, cost);
  const { N, r, p } = cost;
  return ["scrypt", N, r, p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

/** Of nobody: an unknown log-in is compared with it, and so takes as long as a known one. */
const nobodys = hashPassword(randomBytes(32).toString("base64url"));

/** @param hash As {@link hashPassword} wrote it; undefined is never right. */
export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [name, N, r, p, salt = "", key = ""] = (hash ?? (await nobodys)).split("$");
  if (name !== "scrypt")
    throw new Error("[staff] the record holds a password hash of another kind");
  const options = { N: Number(N), r: Number(r), p: Number(p) };
  const derived = await keyOf(password, Buffer.from(salt, "base64url"), options);
  const right = timingSafeEqual(derived, Buffer.from(key, "base64url"));
  return right && hash !== undefined;
}

async function keyOf(
  password: string,
  salt: Buffer,
  options: { readonly N: number; readonly r: number; readonly p: number },
): Promise<Buffer> {
  // A letter typed as one sign or as two is the same password.
  const text = password.normalize("NFKC");
  const maxmem = 2 * 128 * options.N * options.r * options.p;
  return await oneOfTwo(() => derive(text, salt, keyBytes, { ...options, maxmem }));
}
