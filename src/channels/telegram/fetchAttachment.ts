import { type Api, troubleOf, within } from "./api.ts";

/** A customer's file, or why staff cannot have it, for them to read. */
export type FetchedAttachment =
  | {
      readonly content: ReadableStream<Uint8Array>;
      /** Where Telegram told it. */
      readonly bytes?: number;
    }
  | { readonly reason: string };

/** What Telegram lets a bot download (Bot API, getFile). */
const largest = 20 * 1024 * 1024;
const longestMs = 60_000;
const notThere = "Telegram 里已经找不到这个文件";

/**
 * The file behind an attachment's reference, from Telegram alone. The address holds the token, so
 * nothing of it is told. Never rejects.
 */
export async function fetchAttachment(
  api: Api,
  { token, apiRoot }: { readonly token: string; readonly apiRoot: string },
  reference: string,
): Promise<FetchedAttachment> {
  if (!/^[\w-]{1,200}$/.test(reference)) return { reason: "这条消息没有可以打开的文件" };
  try {
    const { file_path: path, file_size: bytes } = await api.getFile(reference, within());
    if (bytes !== undefined && bytes > largest) return { reason: tooLarge };
    // Of its own folders only: what stands there is put into an address that holds the token.
    if (path === undefined || !/^[\w-]+(?:\/[\w-][\w.-]*)+$/.test(path)) {
      return { reason: notThere };
    }
    const root = apiRoot.replace(/\/+$/, "");
    const response = await fetch(`${root}/file/bot${token}/${path}`, {
      redirect: "error",
      signal: AbortSignal.timeout(longestMs),
    });
    if (!response.ok || response.body === null) return { reason: notThere };
    return {
      content: response.body.pipeThrough(atMost(largest)),
      ...(bytes === undefined ? {} : { bytes }),
    };
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble.kind !== "refused") return { reason: "暂时连不上 Telegram，请稍后再试" };
    return { reason: trouble.why.includes("too big") ? tooLarge : notThere };
  }
}

const tooLarge = "文件超过20 MB，Telegram 不让机器人下载，请在 Telegram 里查看";

/** Breaks off what turns out to be larger than was said. */
function atMost(limit: number): TransformStream<Uint8Array, Uint8Array> {
  let passed = 0;
  return new TransformStream({
    transform(chunk, controller) {
      passed += chunk.byteLength;
      if (passed > limit) controller.error(new Error("larger than Telegram lets a bot download"));
      else controller.enqueue(chunk);
    },
  });
}
