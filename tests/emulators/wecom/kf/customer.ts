import type { Surface } from "../../surface.ts";
import type { Json } from "../json.ts";
import type { Platform } from "../platform.ts";
import { sample } from "../sample.ts";
import { type KfState, type Session, type SessionState, window } from "./state.ts";

/** A WeChat user who talks to a KF account. */
export interface Customer extends Surface {
  readonly externalUserId: string;
  readonly openKfId: string;
  /** Comes in so that a welcome is due, whatever was before, and gives the welcome code. */
  enterWithWelcome(scene?: string, sceneParam?: string): Promise<string>;
  /** Takes back a message of the customer's own. */
  recall(message: string): Promise<void>;
  /** From now on refuses messages of the account, or takes them again. */
  reject(on?: boolean): void;
  /** Sends a message of any type: `merged_msg`, `channels`, one the bot cannot know. */
  sendRaw(type: string, content: Json): Promise<string>;
  /** The session's state as the platform has it. */
  state(): SessionState;
  servicer(): string | undefined;
}

export function customer(
  platform: Platform,
  kf: KfState,
  externalUserId: string,
  openKfId?: string,
): Customer {
  const { now, settings } = platform;
  const time = () => now().getTime();
  const { account, screen } = kf.session(externalUserId, openKfId);
  const current = (): Session => kf.session(externalUserId, account.id);

  function begin(session: Session) {
    const free = [...account.servicers.values()].find(({ onDuty }) => onDuty);
    if (settings.autoAssign && free !== undefined) kf.move(session, 3, free.userId);
    else kf.move(session, 0);
  }

  function say(type: string, content: Json, label: string): string {
    const session = current();
    if (session.refusedByServicer) {
      const id = platform.chance.id("REFUSED_");
      screen.add({ id, from: "platform", text: "消息已发出，但被对方拒收了" });
      return id;
    }
    if (session.state === 4) begin(session);
    session.customerAt = session.activeAt = time();
    session.sentSince = 0;
    const id = kf.message(session, 3, type, content);
    screen.add({ id, from: "person", text: label });
    return id;
  }

  function enter(scene = "", param = ""): string | undefined {
    const session = current();
    const recently = (at: number | undefined) => at !== undefined && time() - at < window;
    const due = !recently(session.welcomedAt) && !recently(session.customerAt);
    session.enteredAt = time();
    session.scene = { scene, param };
    const welcome_code = due ? kf.code(session, "welcome") : undefined;
    kf.event(account, "enter_session", {
      external_userid: externalUserId,
      scene,
      scene_param: param,
      ...(welcome_code === undefined ? {} : { welcome_code }),
    });
    return welcome_code;
  }

  return {
    name: "wecom-kf",
    title: "微信客服",
    externalUserId,
    openKfId: account.id,
    arrive: async () => {
      enter();
    },
    enterWithWelcome: async (scene, param) => {
      const session = current();
      session.welcomedAt = session.customerAt = undefined;
      return enter(scene, param) ?? "";
    },
    write: async (text) => {
      say("text", { content: text }, text);
    },
    send: async (kind) => {
      const { label, name, bytes } = sample(kind);
      const content =
        kind === "location"
          ? {
              latitude: 29.56301,
              longitude: 106.551557,
              name: "渝中区人民政府",
              address: "重庆市渝中区",
            }
          : { media_id: platform.media.add(kind, name, bytes) };
      say(kind, content, label);
    },
    sendRaw: async (type, content) => say(type, content, `[${type}]`),
    press: async (message, choice) => {
      const found = screen.find(message)?.choices.find(({ id }) => id === choice);
      if (found === undefined) throw new Error("no such choice is shown");
      say("text", { content: found.label, menu_id: found.id }, found.label);
    },
    recall: async (message) => {
      if (screen.find(message)?.from !== "person")
        throw new Error("no message of the customer's own");
      screen.change(message, { text: "[已撤回]" });
      kf.event(account, "user_recall_msg", {
        external_userid: externalUserId,
        recall_msgid: message,
      });
    },
    reject: (on = true) => {
      current().refusesBot = on;
    },
    state: () => current().state,
    servicer: () => current().servicer,
    shown: screen.shown,
    watch: screen.watch,
  };
}
