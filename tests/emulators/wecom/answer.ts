import type { Json } from "./json.ts";

/** What an API call answers with: HTTP 200 in every case, the outcome is `errcode`. */
export type Answer = Json & { readonly errcode: number; readonly errmsg: string };

export function ok(fields: Json = {}): Answer {
  return { errcode: 0, errmsg: "ok", ...fields };
}

/** The words of errmsg vary with each call in the real service, so nobody may match on them. */
export function refuse(errcode: number, problem: string): Answer {
  const hint = `${Math.floor(Math.random() * 1e12)}`;
  const more = `more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`;
  return { errcode, errmsg: `${problem}, hint: [${hint}], from ip: 127.0.0.1, ${more}` };
}

/** Codes the documents do not tie to the case at hand; a test may set others. */
export interface UnsureCodes {
  /** A repeated `msgid` of kf/send_msg. */
  readonly repeatedMessageId: number;
  /** A reply later than 48 h after the customer's last message: 95002 or 95018. */
  readonly tooLate: number;
  /** A send, and a change by API, in a session that has ended: the state's code, or 95013. */
  readonly sendWhenEnded: number;
  readonly changeWhenEnded: number;
  /** An event code that is unknown, used, expired, or whose state has passed. */
  readonly badEventCode: number;
  /** A sync_msg cursor that is not one of this account's. */
  readonly badCursor: number;
  /** A wrong secret, or a frame before subscribing, on the long connection. */
  readonly notSubscribed: number;
}

export const unsureCodes: UnsureCodes = {
  repeatedMessageId: 40058,
  tooLate: 95002,
  sendWhenEnded: 95018,
  changeWhenEnded: 95016,
  badEventCode: 40058,
  badCursor: 40058,
  notSubscribed: 40001,
};
