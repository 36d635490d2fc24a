import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

/** How what leaves for Redis is made unreadable there. */
export interface Seal {
  /** A name that does not show what it stands for; the same text gives the same name. */
  mark(text: string): string;
  /** `place` is where it is kept: a value moved to another place does not open. */
  close(text: string, place: string): string;
  /** Undefined for what was not closed with this secret at this place. */
  open(sealed: string, place: string): string | undefined;
}

const nonceBytes = 12;
const tagBytes = 16;

/** AES-256-GCM under a key drawn from the secret; without one, values are stored as they are. */
export function seal(secret?: string): Seal {
  const markKey = draw(secret ?? "", "mark");
  const mark = (text: string) =>
    createHmac("sha256", markKey).update(text).digest("base64url").slice(0, 22);
  if (secret === undefined) return { mark, close: (text) => text, open: (sealed) => sealed };
  const key = draw(secret, "seal");
  return {
    mark,
    close(text, place) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(place));
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64");
    },
    open(sealed, place) {
      const bytes = Buffer.from(sealed, "base64");
      const start = nonceBytes + tagBytes;
      if (bytes.length < start) return undefined;
      try {
        const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, nonceBytes), {
          authTagLength: tagBytes,
        })
          .setAAD(Buffer.from(place))
          .setAuthTag(bytes.subarray(nonceBytes, start));
        return decipher.update(bytes.subarray(start), undefined, "utf8") + decipher.final("utf8");
      } catch {
        return undefined;
      }
    },
  };
}

function draw(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "zhiwen", purpose, 32));
}
