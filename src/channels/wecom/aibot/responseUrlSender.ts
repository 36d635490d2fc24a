import type { Delivery, Sender, SendResult } from "../../../core/delivery.ts";
import { unreachable } from "../../../core/reach.ts";
import type { ApiResult } from "../api.ts";
import { exchange, type Fetch } from "../exchange.ts";
import { contentOf } from "./content.ts";
import { pollGraceMs, streamAgeMs } from "./limits.ts";
import { markdown } from "./markdown.ts";
import { readResponseUrl } from "./responseUrl.ts";
import { readStreamId } from "./streamId.ts";

export interface ResponseUrlSenderOptions {
  /** Address of the WeCom API, without `/` at its end. */
  readonly apiRoot: string;
  readonly fetch?: Fetch;
  readonly now?: () => Date;
}

const timeoutMs = 10_000;

/**
 * Posts a reply that no poll of its stream came for to the message's `response_url`, which works
 * once and for an hour (doc 101138). There is no other way out of a bot that is called back.
 */
export function responseUrlSender(options: ResponseUrlSenderOptions): Sender {
  const { apiRoot, fetch = globalThis.fetch, now = () => new Date() } = options;
  return async (delivery) => {
    const { handle } = delivery;
    if (handle["welcome"] !== undefined) return failed("the welcome was not ready within 5 s");
    // Said by a person or the service of their own accord, it answers no message.
    if (delivery.speaker !== "bot") return failed(unreachable.onlyReplies);
    const url = readResponseUrl(handle["responseUrl"], apiRoot);
    if (url === undefined) return failed("the message came with no address to answer to");
    const at = now();
    if (!(at.getTime() < Date.parse(handle["until"] ?? ""))) {
      return failed("the address to answer to has run out after an hour");
    }
    const poll = pollUntil(delivery);
    if (at < poll) return { state: "retry", reason: "left to the polls of its stream", at: poll };
    return ending(
      await exchange({
        apiRoot: url.origin,
        path: url.path,
        query: url.query,
        body: markdown(delivery.id, contentOf(delivery)),
        timeoutMs,
        fetch,
      }),
    );
  };
}

/**
 * A reply found while its stream is polled is shown there by the next poll; posting it at once would
 * show it twice.
 */
function pollUntil({ handle, createdAt }: Delivery): Date {
  const stream = readStreamId(handle["stream"] ?? "");
  if (stream === undefined) return new Date(0);
  const end = stream.since.getTime() + streamAgeMs;
  return new Date(Math.min(createdAt.getTime() + pollGraceMs, end));
}

function ending(result: ApiResult): SendResult {
  if (result.kind === "ok") return { state: "sent" };
  if (result.kind === "unreached") {
    const reason = `WeCom was not reached, ${result.why}`;
    return { state: result.certain ? "retry" : "uncertain", reason };
  }
  const reason = `errcode ${result.errcode}: ${result.meaning}`;
  return result.action === "retry" || result.action === "wait"
    ? { state: "retry", reason }
    : failed(`${reason}; an address to answer to works once, for an hour`);
}

function failed(reason: string): SendResult {
  return { state: "failed", reason };
}
