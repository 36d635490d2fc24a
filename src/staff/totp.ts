import { generateSecret, generateURI, verifySync } from "otplib";

const period = 30;

/** A new key of 160 bits, in base32. */
export function newTotpSecret(): string {
  return generateSecret({ length: 20 });
}

/** What authenticator apps read from the picture. */
export function keyAddress(login: string, secret: string): string {
  return generateURI({ issuer: "Zhiwen", label: login, secret });
}

/**
 * The 30-second step a code belongs to; undefined for a wrong one. The step before and the one
 * after count too: telephones' clocks differ.
 */
export function stepOf(secret: string, code: string, now: Date): number | undefined {
  const token = code.normalize("NFKC").replace(/\s/g, "");
  if (!/^\d{6}$/.test(token)) return undefined;
  const epoch = Math.floor(now.getTime() / 1_000);
  const result = verifySync({ secret, token, epoch, period, epochTolerance: period });
  return result.valid && "timeStep" in result ? result.timeStep : undefined;
}
