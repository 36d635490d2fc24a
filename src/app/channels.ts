/** The channels that the settings turn on: their doors, their senders, a start and an end. */
import { Hono } from "hono";
import { type TelegramPort, telegram } from "../channels/telegram/telegram.ts";
import { type AibotPort, aibot } from "../channels/wecom/aibot/aibot.ts";
import { wecomApi } from "../channels/wecom/api.ts";
import { app } from "../channels/wecom/app/app.ts";
import { fetchAttachment } from "../channels/wecom/attachment.ts";
import { type KfPort, kf } from "../channels/wecom/kf/kf.ts";
import type { WecomPort } from "../channels/wecom/port.ts";
import type { Config } from "../config.ts";
import type { FetchedAttachment } from "../console/desk/port.ts";
import type { Channel } from "../core/channel.ts";
import type { Sender } from "../core/delivery.ts";
import type { ZhiwenError } from "../core/errors.ts";
import type { Attachment } from "../core/message.ts";
import type { TokenCache } from "../core/tokenCache.ts";
import type { Client } from "./handoffs.ts";

/** One channel at work. */
export interface OpenChannel {
  readonly name: Channel;
  /** Where its door stands, and the door; none where the channel calls out. */
  readonly door: { readonly path: string; readonly routes: Hono } | undefined;
  readonly sender: Sender;
  /** False while another instance is the one that can send. */
  canSend?(): boolean;
  /** Begins to receive; what a platform has kept for us meanwhile is fetched. */
  start(): Promise<void> | void;
  /** Takes nothing new and finishes what is under way. */
  stop(): Promise<void>;
  /** A customer's file as the platform gives it, or why it gives none. */
  attachment?(attachment: Attachment): Promise<FetchedAttachment>;
  /** The platform's own client, where people can serve the channel's conversations. */
  readonly client?: Client;
  /** What keeps it from working; empty when nothing does. */
  check(): Promise<readonly ZhiwenError[]>;
}

/** What the channels need of the program. */
export interface ChannelPorts {
  readonly telegram: TelegramPort;
  readonly wecom: WecomPort & KfPort;
  readonly aibot: AibotPort;
  /** Where instances share WeCom's access tokens. */
  readonly tokens: TokenCache;
  /** What the rules of 微信客服 on time, and pressed buttons, go by; the system's unless told. */
  readonly now?: () => Date;
}

export function openChannels(config: Config, ports: ChannelPorts): readonly OpenChannel[] {
  return [...openTelegram(config, ports), ...openWecom(config, ports), ...openAibot(config, ports)];
}

/** Their doors, each at its address. */
export function doorsOf(channels: readonly OpenChannel[]): Hono[] {
  return channels.flatMap(({ door }) =>
    door === undefined ? [] : [new Hono().route(door.path, door.routes)],
  );
}

function openTelegram({ telegram: settings }: Config, ports: ChannelPorts): OpenChannel[] {
  if (settings === undefined) return [];
  const clock = ports.now === undefined ? {} : { now: ports.now };
  const { routes, ...channel } = telegram(settings, ports.telegram, clock);
  return [{ name: "telegram", door: at("/", routes), ...channel }];
}

/** App and 微信客服 share a secret, and so a client and its tokens. */
function openWecom({ wecom }: Config, { wecom: port, tokens, now }: ChannelPorts): OpenChannel[] {
  if (wecom === undefined) return [];
  const { apiRoot, corpId, secret } = wecom;
  const api = wecomApi({ apiRoot, corpId, secret, tokens });
  const opened: OpenChannel[] = [];
  const clock = now === undefined ? {} : { now };
  const service =
    wecom.kf === undefined ? undefined : kf({ api, port, corpId, ...wecom.kf, ...clock });
  const attachment = async ({ reference = "" }: Attachment) =>
    asStream(await fetchAttachment(api, reference));
  if (service !== undefined) {
    const { routes, sender, start, stop, check } = service;
    const door = at("/channels/wecom/kf", routes);
    const { handOver, staffed } = service.client;
    const atOnce = wecom.kfHandoff === "client";
    const client: Client = { channel: "wecom-kf", atOnce, handOver, staffed };
    opened.push({ name: "wecom-kf", door, sender, start, stop, check, attachment, client });
  }
  if (wecom.app !== undefined) {
    const { routes, ...channel } = app({
      api,
      port,
      corpId,
      ...wecom.app,
      // One address of the app gets the events of 微信客服 too.
      onKf: async (event) => void service?.onKfEvent(event),
    });
    const door = at("/channels/wecom/app", routes);
    opened.push({ name: "wecom-app", door, ...channel, attachment });
  }
  return opened;
}

/** A platform's file as the desk hands it on. */
function asStream(file: Awaited<ReturnType<typeof fetchAttachment>>): FetchedAttachment {
  if ("reason" in file) return file;
  const { name, bytes } = file;
  return { name, bytes: bytes.length, content: new Blob([Uint8Array.from(bytes)]).stream() };
}

function openAibot(config: Config, { aibot: port }: ChannelPorts): OpenChannel[] {
  if (config.aibot === undefined) return [];
  const { routes, ...channel } = aibot({
    ...config.aibot,
    apiRoot: config.wecomApiRoot,
    port,
  });
  return [{ name: "wecom-aibot", door: at("/channels/wecom/aibot", routes), ...channel }];
}

function at(path: string, routes: Hono | undefined): OpenChannel["door"] {
  return routes === undefined ? undefined : { path, routes };
}
