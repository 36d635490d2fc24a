import { reasonWords } from "../../core/reasonWords.ts";
import type { WecomFiles } from "./api.ts";

/** A file a customer or member sent, or why staff cannot have it. */
export type FetchedAttachment =
  | {
      readonly name: string;
      /** What the platform says it is: not to be believed, nor shown in a page as that. */
      readonly type: string;
      readonly bytes: Uint8Array;
    }
  /** For staff to read. */
  | { readonly reason: string };

const mediaShape = /^[\w.@=-]{1,512}$/;
/** The media id is wrong, or older than the three days WeCom keeps files (doc 90254). */
const gone = 40_007;

/**
 * The file behind an attachment's reference, for KF and the app alike. Only WeCom's own API is
 * asked, and what is no media id is not asked for. Never rejects.
 */
export async function fetchAttachment(
  api: WecomFiles,
  reference: string,
): Promise<FetchedAttachment> {
  if (!mediaShape.test(reference)) return { reason: "这条消息没有可以打开的文件" };
  const result = await api.file("media/get", { media_id: reference });
  switch (result.kind) {
    case "file": {
      const { name, type, bytes } = result;
      return { name, type, bytes };
    }
    case "too-large":
      return { reason: "文件超过20 MB，请在企业微信里查看" };
    case "refused":
      return {
        reason:
          result.errcode === gone
            ? "文件已失效：企业微信只保留3天"
            : reasonWords(`errcode ${result.errcode}, ${result.meaning}`),
      };
    case "unreached":
      return { reason: `${reasonWords(`WeCom was not reached, ${result.why}`)}，请稍后再试` };
    default:
      throw new Error(`unknown result ${(result satisfies never as { kind: string }).kind}`);
  }
}
