import { ZhiwenError } from "../../../core/errors.ts";
import type { WecomApi } from "../api.ts";
import { pickedLabel } from "../card.ts";
import type { WecomPort } from "../port.ts";
import { readXml, type XmlFields } from "../xml.ts";
import { type PressedCard, readAppMessage } from "./read.ts";

export interface AppDoorOptions {
  readonly agentId: number;
  readonly api: WecomApi;
  readonly port: WecomPort;
  /** Takes an event of 微信客服; rejects when it cannot be kept. Undefined when that channel is off. */
  readonly onKf: ((event: XmlFields) => Promise<void>) | undefined;
  /** Runs what may outlive the callback's answer. */
  later(work: Promise<void>): void;
  readonly now?: () => Date;
}

/**
 * What becomes of a decrypted callback of the app. Resolves once it is stored or needs no storing,
 * and rejects when it could not be stored.
 */
export function appDoor(options: AppDoorOptions): (text: string) => Promise<void> {
  const { agentId, api, port, onKf, later, now = () => new Date() } = options;
  const count = (what: string) => port.count("wecom-app", what);

  return async (text) => {
    const xml = readXml(text);
    if (!xml.ok) {
      // It is WeCom's own, and sent again it would be the same.
      count("unreadable");
      port.report(
        new ZhiwenError(
          "wecom-app",
          `a callback with a right signature is not readable, ${xml.why}`,
          "nothing is lost but this one; tell the developers if it comes again",
        ),
        "wecom-app callback",
      );
      return;
    }
    const read = readAppMessage(xml.value, text, now());
    switch (read.kind) {
      case "message": {
        const { repeat } = await port.accept(read.message);
        count(repeat ? "repeat" : "accepted");
        break;
      }
      case "pressed":
        await pressed(read);
        break;
      case "kf":
        if (onKf === undefined) return count("ignored/kf-is-off");
        await onKf(read.event);
        count("kf");
        break;
      case "ignored":
        count(`ignored/${read.why}`);
        break;
      default:
        throw new Error(`unknown kind ${(read satisfies never as { kind: string }).kind}`);
    }
  };

  async function pressed(card: PressedCard): Promise<void> {
    const { contact, userid, delivery, choice, at, responseCode } = card;
    const picked = await port.choice("wecom-app", contact, delivery, choice);
    if (picked === undefined) return count("ignored/unknown-card");
    const { repeat } = await port.accept({
      // One press of a button, however often WeCom or an impatient finger says so.
      id: `card/${delivery}/${choice}`,
      channel: "wecom-app",
      contact,
      text: picked.text,
      at,
      handle: { userid },
    });
    count(repeat ? "repeat" : "accepted");
    if (!repeat && responseCode !== undefined && responseCode !== "") {
      later(showPicked(userid, responseCode, pickedLabel(picked)));
    }
  }

  /** Best effort: the message is accepted already (WeCom doc 94888). */
  async function showPicked(userid: string, code: string, label: string): Promise<void> {
    const result = await api.call("message/update_template_card", {
      body: {
        userids: [userid],
        agentid: agentId,
        response_code: code,
        button: { replace_name: label },
      },
    });
    count(result.kind === "ok" ? "card-updated" : "card-not-updated");
  }
}
