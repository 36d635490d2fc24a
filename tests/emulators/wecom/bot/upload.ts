import { createHash } from "node:crypto";
import { type Answer, ok, refuse } from "../answer.ts";
import type { Chance } from "../chance.ts";
import { type Json, numberOf, textOf } from "../json.ts";
import type { Media } from "../media.ts";
import { minutes } from "../platform.ts";

const largestChunk = 512 * 1024;
const mostChunks = 100;

interface Upload {
  readonly kind: string;
  readonly name: string;
  readonly size: number;
  readonly count: number;
  readonly md5: string;
  readonly until: number;
  readonly chunks: Map<number, Buffer>;
}

/** Uploads over the long connection, in pieces that may come in any order and twice (doc 101463). */
export function uploads(needs: {
  readonly media: Media;
  readonly chance: Chance;
  readonly now: () => Date;
}): (cmd: string, body: Json) => Answer | undefined {
  const { media, chance, now } = needs;
  const running = new Map<string, Upload>();
  const time = () => now().getTime();

  function begin(body: Json): Answer {
    const kind = textOf(body, "type") ?? "";
    const name = textOf(body, "filename") ?? "";
    const size = numberOf(body, "total_size") ?? 0;
    const count = numberOf(body, "total_chunks") ?? 0;
    if (!["image", "voice", "video", "file"].includes(kind))
      return refuse(40004, "invalid media type");
    if (name === "" || size <= 0 || count < 1 || count > mostChunks) {
      return refuse(40058, "invalid Request Parameter");
    }
    const id = chance.id("UP_");
    const md5 = textOf(body, "md5") ?? "";
    running.set(id, {
      kind,
      name,
      size,
      count,
      md5,
      until: time() + 30 * minutes,
      chunks: new Map(),
    });
    return ok({ body: { upload_id: id } });
  }

  function find(body: Json): Upload | undefined {
    const found = running.get(textOf(body, "upload_id") ?? "");
    return found !== undefined && found.until > time() ? found : undefined;
  }

  function chunk(body: Json): Answer {
    const found = find(body);
    if (found === undefined) return refuse(40058, "invalid upload_id");
    const index = numberOf(body, "chunk_index") ?? -1;
    const bytes = Buffer.from(textOf(body, "base64_data") ?? "", "base64");
    // Whether pieces count from 0 or from 1 is not documented.
    if (!Number.isInteger(index) || index < 0 || index > found.count)
      return refuse(40058, "chunk_index");
    if (bytes.length === 0 || bytes.length > largestChunk) return refuse(45001, "chunk size");
    found.chunks.set(index, bytes);
    return ok();
  }

  function finish(body: Json): Answer {
    const found = find(body);
    if (found === undefined) return refuse(40058, "invalid upload_id");
    const parts = [...found.chunks].sort(([a], [b]) => a - b).map(([, bytes]) => bytes);
    const whole = Buffer.concat(parts);
    if (parts.length !== found.count || whole.length !== found.size)
      return refuse(40058, "chunks missing");
    const md5 = createHash("md5").update(whole).digest("hex");
    if (found.md5 !== "" && found.md5 !== md5) return refuse(40058, "md5");
    running.delete(textOf(body, "upload_id") ?? "");
    const media_id = media.add(found.kind, found.name, whole);
    return ok({ body: { type: found.kind, media_id, created_at: Math.floor(time() / 1000) } });
  }

  return (cmd, body) => {
    if (cmd === "aibot_upload_media_init") return begin(body);
    if (cmd === "aibot_upload_media_chunk") return chunk(body);
    if (cmd === "aibot_upload_media_finish") return finish(body);
    return undefined;
  };
}
