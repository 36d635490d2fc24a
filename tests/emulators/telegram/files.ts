import type { Media } from "./types.ts";

export type MediaKind = "photo" | "voice" | "document" | "video" | "audio" | "sticker";

export interface StoredFile {
  readonly path: string;
  readonly type: string;
  readonly bytes: Buffer;
}

export interface Files {
  /** A file of that kind as the field of a message has it; it can be fetched afterwards. */
  make(kind: MediaKind, name?: string): Media;
  byId(id: string): StoredFile | undefined;
  byPath(path: string): StoredFile | undefined;
}

/** A picture of one dot: small, and still a picture to whoever opens it. */
const dot = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);
const contents: Readonly<
  Record<MediaKind, { folder: string; end: string; type: string; bytes: Buffer }>
> = {
  photo: { folder: "photos", end: "png", type: "image/png", bytes: dot },
  voice: { folder: "voice", end: "oga", type: "audio/ogg", bytes: Buffer.from("OggS\0\x02") },
  document: {
    folder: "documents",
    end: "pdf",
    type: "application/pdf",
    bytes: Buffer.from("%PDF-1.4\n%%EOF\n"),
  },
  video: {
    folder: "videos",
    end: "mp4",
    type: "video/mp4",
    bytes: Buffer.from("\0\0\0\x18ftypmp42"),
  },
  audio: { folder: "music", end: "mp3", type: "audio/mpeg", bytes: Buffer.from("ID3\x03") },
  sticker: {
    folder: "stickers",
    end: "webp",
    type: "image/webp",
    bytes: Buffer.from("RIFF\0\0\0\0WEBP"),
  },
};

export function files(chance: () => number): Files {
  const ids = new Map<string, StoredFile>();
  const paths = new Map<string, StoredFile>();
  let number = 0;

  const store = (kind: MediaKind) => {
    const { folder, end, type, bytes } = contents[kind];
    const path = `${folder}/file_${number++}.${end}`;
    const file = { path, type, bytes };
    const mark = Math.floor(chance() * 2 ** 52).toString(36);
    const id = `AgACAgUAAxkBAAI${mark}${number}`;
    ids.set(id, file);
    paths.set(path, file);
    return { file_id: id, file_unique_id: `AQAD${mark}${number}`, file_size: bytes.length };
  };

  return {
    make(kind, name) {
      if (kind === "photo") {
        return { photo: [90, 800].map((width) => ({ ...store(kind), width, height: width })) };
      }
      const file = store(kind);
      const mime_type = contents[kind].type;
      switch (kind) {
        case "voice":
          return { voice: { ...file, duration: 3, mime_type } };
        case "audio":
          return { audio: { ...file, duration: 60, mime_type } };
        case "video":
          return { video: { ...file, width: 640, height: 360, duration: 5, mime_type } };
        case "document":
          return { document: { ...file, file_name: name ?? "材料.pdf", mime_type } };
        case "sticker": {
          const shape = {
            type: "regular",
            width: 512,
            height: 512,
            is_animated: false,
            is_video: false,
          };
          return { sticker: { ...file, ...shape, emoji: "👍" } };
        }
      }
    },
    byId: (id) => ids.get(id),
    byPath: (path) => paths.get(path),
  };
}
