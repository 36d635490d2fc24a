import { randomInt } from "node:crypto";
import { refuse } from "../answer.ts";
import type { Chance } from "../chance.ts";
import { encipher, pad } from "../crypto.ts";
import { minutes } from "../platform.ts";
import type { Routes } from "../route.ts";

/** Files users send to an AI bot: encrypted, behind an address that is good for five minutes. */
export interface BotFiles {
  /** The address of the file, encrypted with this key. */
  add(name: string, bytes: Buffer, aesKey: string): string;
  readonly routes: Routes;
}

export function botFiles(needs: {
  readonly chance: Chance;
  readonly now: () => Date;
  readonly url: () => string;
}): BotFiles {
  const { chance, now, url } = needs;
  const kept = new Map<
    string,
    { readonly name: string; readonly bytes: Buffer; readonly until: number }
  >();
  const time = () => now().getTime();
  return {
    add: (name, bytes, aesKey) => {
      for (const [id, { until }] of kept) {
        if (until > time()) break;
        kept.delete(id);
      }
      const id = chance.id("FILE_");
      // No random head and no length: the file alone, padded.
      kept.set(id, { name, bytes: encipher(aesKey, pad(bytes)), until: time() + 5 * minutes });
      return `${url()}/cgi-bin/aibot/file?id=${id}`;
    },
    routes: {
      "aibot/file": {
        method: "GET",
        open: true,
        answer: ({ query }) => {
          const found = kept.get(query.get("id") ?? "");
          if (found === undefined || found.until <= time()) return refuse(40007, "invalid file");
          const { bytes, name } = found;
          return { file: bytes, name: encodeURIComponent(name), type: "application/octet-stream" };
        },
      },
    },
  };
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export function newAesKey(): string {
  return Array.from({ length: 43 }, () => letters[randomInt(letters.length)]).join("");
}
