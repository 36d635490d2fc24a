import type { ApiRefused, ApiUnreached, WecomApi } from "../api.ts";

export interface SyncedPage {
  readonly kind: "page";
  readonly list: readonly unknown[];
  /** Undefined when WeCom names none. */
  readonly next: string | undefined;
  readonly more: boolean;
}

/** Default and maximum (WeCom doc 94670). */
const limit = 1_000;
const longestCursor = 512;

/** One call of `kf/sync_msg`. Without a cursor it begins at the oldest of three days. */
export async function syncMsg(
  api: WecomApi,
  from: {
    readonly openKfid: string;
    readonly cursor: string | undefined;
    readonly token: string | undefined;
  },
): Promise<SyncedPage | ApiRefused | ApiUnreached> {
  const { openKfid, cursor, token } = from;
  const result = await api.call("kf/sync_msg", {
    body: {
      ...(cursor === undefined ? {} : { cursor }),
      ...(token === undefined ? {} : { token }),
      limit,
      voice_format: 0,
      open_kfid: openKfid,
    },
  });
  if (result.kind !== "ok") return result;
  const { msg_list: list = [], next_cursor: next, has_more: more } = result.body;
  const malformed =
    !Array.isArray(list) || (typeof next === "string" && next.length > longestCursor);
  if (malformed) return { kind: "unreached", certain: true, why: "a page of a wrong shape" };
  return {
    kind: "page",
    list,
    next: typeof next === "string" && next !== "" ? next : undefined,
    more: more === 1 || more === true,
  };
}
