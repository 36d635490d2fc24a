import type { Hono } from "hono";
import { callbackRoute } from "../callbackRoute.ts";
import { type CallbackCryptoOptions, callbackCrypto } from "../crypto.ts";
import { allOf, readXml, textOf, type XmlFields } from "../xml.ts";
import { isId } from "./contact.ts";
import { channel } from "./item.ts";
import type { KfPort } from "./port.ts";

/** What a callback of 微信客服 says (WeCom doc 94670). */
export type KfEvent =
  /** Something is there to be pulled; it never holds what. */
  | { readonly kind: "ring"; readonly openKfid: string; readonly token: string | undefined }
  /** Accounts the app may manage from now on, or no longer. */
  | {
      readonly kind: "accounts";
      readonly added: readonly string[];
      readonly removed: readonly string[];
    };

/** Undefined for what is not of 微信客服. */
export function readKfEvent(fields: XmlFields): KfEvent | undefined {
  if (textOf(fields, "MsgType")?.trim() !== "event") return undefined;
  switch (textOf(fields, "Event")?.trim()) {
    case "kf_msg_or_event": {
      const openKfid = textOf(fields, "OpenKfId")?.trim();
      const token = textOf(fields, "Token")?.trim();
      if (!isId(openKfid)) return undefined;
      return { kind: "ring", openKfid, token: token === "" ? undefined : token };
    }
    case "kf_account_auth_change": {
      const ids = (name: string) => allOf(fields, name).filter(isId);
      return {
        kind: "accounts",
        added: ids("AuthAddOpenKfId"),
        removed: ids("AuthDelOpenKfId"),
      };
    }
    default:
      return undefined;
  }
}

/**
 * The callback address of 微信客服, at `/`. It answers as soon as the event is taken: what was
 * announced stays at WeCom for three days, and the record knows how far it was pulled.
 */
export function kfRoute(
  keys: CallbackCryptoOptions,
  port: KfPort,
  onEvent: (fields: XmlFields) => boolean,
): Hono {
  return callbackRoute({
    channel,
    crypto: callbackCrypto(keys),
    envelope: "xml",
    port,
    async handle(text) {
      const read = readXml(text);
      const taken = read.ok && onEvent(read.value);
      if (!taken) port.count(channel, read.ok ? "ignored" : "unreadable");
      return undefined;
    },
  });
}
