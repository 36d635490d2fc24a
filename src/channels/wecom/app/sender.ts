import { createHash } from "node:crypto";
import type { Delivery, Progress, Sender, SendResult } from "../../../core/delivery.ts";
import { choiceLines, plainReply } from "../../../core/plainReply.ts";
import { splitText } from "../../../core/split.ts";
import type { ApiRefused, ApiResult, WecomApi } from "../api.ts";
import { choiceCard, fitCard } from "../card.ts";

export interface AppSenderOptions {
  readonly agentId: number;
  readonly api: WecomApi;
  /**
   * Takes one for each message to a member, giving the seconds to wait: WeCom silently drops what
   * goes beyond 30 a minute. Never rejects.
   */
  pace(contact: string, now: Date): Promise<number>;
  /** Told, once in a while for each cause, of what only an operator can mend. */
  misconfigured(refusal: ApiRefused): void;
  readonly now?: () => Date;
}

/** Bytes; WeCom cuts what is longer without a word (doc 90236). */
const longestText = 2_048;
/** An operator needs a while. */
const configPauseMs = 10 * 60_000;

type Part = Readonly<Record<string, unknown>> & { readonly msgtype: string };

/**
 * Takes replies to members by `message/send`. Text goes in parts; choices follow on a card, or stand
 * as numbered lines where a card would not take them.
 *
 * A send with an unknown end is tried again as the same bytes, with WeCom's check for repeated
 * requests on: the member does not get it twice. See {@link repeatWindow} for what that assumes.
 */
export function appSender(options: AppSenderOptions): Sender {
  const { now = () => new Date() } = options;

  return async (delivery, progress) => {
    const card = fitCard(delivery.choices);
    const parts = partsOf(delivery, card);
    if (parts.length === 0) return { state: "failed", reason: "there is nothing to say" };
    const result = await sendAll(delivery, parts, progress);
    if (result.refused !== true || !card || result.at !== parts.length - 1) return result.end;
    // A card that WeCom will not take still has its choices told.
    const lines = textParts(choiceLines(delivery.choices).join("\n"));
    const again = [...parts.slice(0, -1), ...lines];
    return (await sendAll({ ...delivery, partsSent: result.at }, again, progress)).end;
  };

  async function sendAll(
    delivery: Delivery,
    parts: readonly Part[],
    progress: Progress,
  ): Promise<{ end: SendResult; at: number; refused?: boolean }> {
    let at = Math.min(delivery.partsSent, parts.length);
    for (; at < parts.length; at += 1) {
      const wait = await options.pace(delivery.contact, now());
      // Recorded before the next leaves: what left is not sent again.
      if (at > 0) await progress(at);
      if (wait > 0) return { at, end: retry("many messages to this member", wait * 1_000) };
      const part = parts[at];
      if (part === undefined) break;
      const result = await options.api.call("message/send", { body: request(delivery, at, part) });
      const end = ending(result, delivery.contact);
      if (end !== undefined) {
        const refused = result.kind === "refused" && end.state === "failed";
        return { at, end, refused };
      }
    }
    return { at, end: { state: "sent", parts: parts.length } };
  }

  function request(delivery: Delivery, at: number, part: Part) {
    return {
      touser: delivery.handle["userid"] ?? delivery.contact,
      agentid: options.agentId,
      ...part,
      enable_duplicate_check: 1,
      duplicate_check_interval: repeatWindow(`${delivery.id}/${at}`),
    };
  }

  /** What a call's result means for the reply; undefined when this part left. */
  function ending(result: ApiResult, contact: string): SendResult | undefined {
    switch (result.kind) {
      case "ok":
        return unreachable(result.body, contact);
      case "unreached":
        return {
          state: "retry",
          reason: `WeCom was not reached, ${result.why}`,
          ...(result.certain ? { unsent: true } : {}),
        };
      case "refused": {
        const reason = `errcode ${result.errcode}: ${result.meaning}`;
        switch (result.action) {
          case "config":
            options.misconfigured(result);
            return retry(reason, configPauseMs);
          case "wait":
          case "retry":
          case "token":
            return retry(reason, result.retryAfterMs);
          case "permanent":
          case "stop":
            return { state: "failed", reason };
          default:
            throw new Error(`unknown action ${result.action satisfies never}`);
        }
      }
      default:
        throw new Error(`unknown result ${(result satisfies never as ApiResult).kind}`);
    }
  }

  function retry(reason: string, afterMs?: number): SendResult {
    const at = afterMs === undefined ? {} : { at: new Date(now().getTime() + afterMs) };
    return { state: "retry", reason, unsent: true, ...at };
  }
}

function partsOf(delivery: Delivery, card: boolean): Part[] {
  const lines = card ? [] : choiceLines(delivery.choices);
  const parts = textParts([plainReply(delivery), ...lines].join("\n"));
  return card
    ? [
        ...parts,
        {
          msgtype: "template_card",
          template_card: choiceCard(delivery.id, delivery.choices),
        },
      ]
    : parts;
}

function textParts(text: string): Part[] {
  return splitText(text, longestText).map((content) => ({ msgtype: "text", text: { content } }));
}

/** WeCom says "ok" also when it has left the only recipient out, and names them in small letters. */
function unreachable(
  body: Readonly<Record<string, unknown>>,
  contact: string,
): SendResult | undefined {
  const names = (field: string) => {
    const value = body[field];
    return typeof value === "string" ? value.toLowerCase().split("|") : [];
  };
  const member = contact.toLowerCase();
  if (names("invaliduser").includes(member)) {
    return { state: "failed", reason: "the member is not in the app's visible range" };
  }
  if (names("unlicenseduser").includes(member)) {
    return { state: "failed", reason: "the member has no interface licence" };
  }
  return undefined;
}

/**
 * Seconds in which WeCom takes a request for a repeat, 2 to 4 hours, by what is sent. WeCom compares
 * whole requests: this number makes one reply's request its own, so that the same words said twice
 * on purpose are not taken for a repeat. Assumed: the comparison covers this field too.
 */
function repeatWindow(of: string): number {
  const number = createHash("sha256").update(of).digest().readUInt32BE(0);
  return 7_200 + (number % 7_201);
}
