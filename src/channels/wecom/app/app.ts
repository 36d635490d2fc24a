import type { Hono } from "hono";
import type { Sender } from "../../../core/delivery.ts";
import { ZhiwenError } from "../../../core/errors.ts";
import { againLater } from "../againLater.ts";
import type { ApiRefused, ApiResult, WecomApi } from "../api.ts";
import { callbackRoute } from "../callbackRoute.ts";
import { callbackCrypto } from "../crypto.ts";
import type { WecomPort } from "../port.ts";
import { remedy } from "../remedy.ts";
import type { XmlFields } from "../xml.ts";
import { appDoor } from "./door.ts";
import { menuBody } from "./menu.ts";
import { appSender } from "./sender.ts";

export interface AppOptions {
  readonly corpId: string;
  readonly agentId: number;
  /** Token of the app's callback. */
  readonly token: string;
  /** EncodingAESKey of the app's callback. */
  readonly aesKey: string;
  /** One client for everything called with the app's secret, 微信客服 too: they share its tokens. */
  readonly api: WecomApi;
  readonly port: WecomPort;
  /** Takes events of 微信客服, which come to the app's address; rejects when one cannot be kept. */
  readonly onKf?: (event: XmlFields) => Promise<void>;
  readonly now?: () => Date;
}

/** The self-built app (自建应用) as a channel, for members of the corp. */
export interface AppChannel {
  /** To be mounted at `/channels/wecom/app`. */
  readonly routes: Hono;
  readonly sender: Sender;
  /** Sets the app's menu; a failure is reported and changes nothing else. Never rejects. */
  start(): Promise<void>;
  /** Waits for what still runs. */
  stop(): Promise<void>;
  /** What keeps the app from working, for `zhiwen doctor`; empty when nothing does. Never rejects. */
  check(): Promise<readonly ZhiwenError[]>;
}

/** No menu has been set. */
const noMenu = 46_003;

/** @throws ZhiwenError when the EncodingAESKey cannot be one */
export function app(options: AppOptions): AppChannel {
  const { corpId, agentId, token, aesKey, api, port, now = () => new Date() } = options;
  const running = new Set<Promise<void>>();
  const later = (work: Promise<void>) => {
    const ended = work
      .catch((error: unknown) => port.report(error, "wecom-app"))
      .finally(() => running.delete(ended));
    running.add(ended);
  };
  const worthTelling = againLater(now);
  const misconfigured = (refusal: ApiRefused) => {
    if (worthTelling(String(refusal.errcode))) port.report(problem(refusal), "wecom-app sender");
  };
  const agentid = String(agentId);

  const take = appDoor({ agentId, api, port, onKf: options.onKf, later, now });

  return {
    routes: callbackRoute({
      channel: "wecom-app",
      crypto: callbackCrypto({ token, aesKey, receiveId: corpId }),
      envelope: "xml",
      port,
      async handle(text) {
        await take(text);
        return undefined;
      },
      now,
    }),
    sender: appSender({
      agentId,
      api,
      pace: (contact, at) => port.sends.take(`wecom-app/${contact}`, at),
      misconfigured,
      now,
    }),
    async start() {
      const result = await api.call("menu/create", { query: { agentid }, body: menuBody() });
      port.count("wecom-app", result.kind === "ok" ? "menu-set" : "menu-not-set");
      if (result.kind !== "ok") port.report(problem(result), "wecom-app menu");
    },
    async stop() {
      await Promise.all(running);
    },
    async check() {
      // Asks for a token, then needs the app's own id and a trusted address.
      const result = await api.call("menu/get", { query: { agentid } });
      const works =
        result.kind === "ok" || (result.kind === "refused" && result.errcode === noMenu);
      return works ? [] : [problem(result)];
    },
  };
}

/** A failed call as an error a person can act on. */
function problem(result: Exclude<ApiResult, { kind: "ok" }>): ZhiwenError {
  const what =
    result.kind === "refused"
      ? `WeCom refused with errcode ${result.errcode}`
      : `WeCom was not reached, ${result.why}`;
  return new ZhiwenError("wecom-app", what, remedy(result));
}
