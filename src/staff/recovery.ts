import { createHash, randomInt } from "node:crypto";

/** Without letters and digits that look alike on paper. */
const alphabet = "23456789abcdefghjkmnpqrstuvwxyz";
const length = 12;

/** Ten codes for when the telephone is gone, 59 bits each, written `xxxx-xxxx-xxxx`. */
export function newRecoveryCodes(): readonly string[] {
  return Array.from({ length: 10 }, () => {
    const signs = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]);
    return [0, 4, 8].map((at) => signs.slice(at, at + 4).join("")).join("-");
  });
}

/** What the record keeps of one. Undefined for what cannot be one. */
export function hashOfRecovery(code: string): string | undefined {
  const signs = code.normalize("NFKC").toLowerCase().replace(/[\s-]/g, "");
  if (signs.length !== length) return undefined;
  // No salt and no slow hash: at 59 random bits there is nothing to guess.
  return createHash("sha256").update(signs).digest("base64url");
}
