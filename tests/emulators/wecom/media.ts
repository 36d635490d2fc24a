import { ok, refuse } from "./answer.ts";
import type { Chance } from "./chance.ts";
import { days } from "./platform.ts";
import { type Call, get, type Routes } from "./route.ts";

export interface Medium {
  readonly kind: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
  readonly until: number;
}

/** Temporary media of the corp, three days each (docs 90253, 90254). */
export interface Media {
  add(kind: string, name: string, bytes: Buffer): string;
  find(id: string): Medium | undefined;
  readonly routes: Routes;
}

const mebibyte = 1024 * 1024;
const largest: Readonly<Record<string, number>> = {
  image: 10 * mebibyte,
  voice: 2 * mebibyte,
  video: 10 * mebibyte,
  file: 20 * mebibyte,
};
const types: Readonly<Record<string, string>> = {
  image: "image/jpeg",
  voice: "audio/amr",
  video: "video/mp4",
  file: "application/octet-stream",
};

export function media(now: () => Date, chance: Chance): Media {
  const kept = new Map<string, Medium>();
  const time = () => now().getTime();

  function add(kind: string, name: string, bytes: Buffer): string {
    for (const [id, { until }] of kept) {
      if (until > time()) break;
      kept.delete(id);
    }
    const id = chance.id("MEDIA_");
    const type = types[kind] ?? "application/octet-stream";
    kept.set(id, { kind, name, type, bytes, until: time() + 3 * days });
    return id;
  }

  function find(id: string): Medium | undefined {
    const found = kept.get(id);
    return found !== undefined && found.until > time() ? found : undefined;
  }

  function upload({ query, raw, contentType }: Call) {
    const kind = query.get("type") ?? "";
    const most = largest[kind];
    if (most === undefined) return refuse(40004, "invalid media type");
    const part = filePart(raw, contentType);
    if (part === undefined) return refuse(41005, "media data missing");
    if (part.bytes.length <= 5) return refuse(40006, "invalid media size");
    if (part.bytes.length > most) return refuse(45001, "media size out of limit");
    const media_id = add(kind, part.name, part.bytes);
    // A string, unlike every other time of the API.
    return ok({ type: kind, media_id, created_at: String(Math.floor(time() / 1000)) });
  }

  return {
    add,
    find,
    routes: {
      "media/upload": { method: "POST", takes: "form", answer: upload },
      "media/get": get(({ query }) => {
        const found = find(query.get("media_id") ?? "");
        if (found === undefined) return refuse(40007, "invalid media_id");
        return { file: found.bytes, name: encodeURIComponent(found.name), type: found.type };
      }),
    },
  };
}

/** The part called `media` of a multipart body; it must carry a file name. */
function filePart(raw: Buffer, contentType: string): { name: string; bytes: Buffer } | undefined {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return undefined;
  const line = Buffer.from(`--${boundary}`);
  let at = raw.indexOf(line);
  while (at >= 0) {
    const from = at + line.length + 2;
    const next = raw.indexOf(line, from);
    if (next < 0) return undefined;
    const headEnd = raw.indexOf("\r\n\r\n", from);
    if (headEnd > 0 && headEnd < next) {
      const head = raw.subarray(from, headEnd).toString("utf8");
      const name = /[;\s]filename="([^"]*)"/i.exec(head)?.[1];
      if (/[;\s]name="?media"?/i.test(head) && name !== undefined && name !== "") {
        return { name, bytes: raw.subarray(headEnd + 4, next - 2) };
      }
    }
    at = next;
  }
  return undefined;
}
