import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ok } from "./answer.ts";
import { type ApiCall, api } from "./api.ts";
import { appState } from "./app/app.ts";
import { type Member, member } from "./app/member.ts";
import { menu } from "./app/menu.ts";
import { callbackMode } from "./bot/callbackMode.ts";
import { chats } from "./bot/chats.ts";
import { botConnection } from "./bot/connection.ts";
import { botFiles } from "./bot/files.ts";
import { type BotUser, botUser } from "./bot/user.ts";
import { type Address, type CallbackSent, callbacks, type Target } from "./callbacks.ts";
import { chance } from "./chance.ts";
import { type Faults, faults } from "./faults.ts";
import { type Customer, customer } from "./kf/customer.ts";
import { directoryRoutes } from "./kf/directory.ts";
import { sendRoutes } from "./kf/send.ts";
import { type ServicerClient, servicer } from "./kf/servicer.ts";
import { kfState } from "./kf/state.ts";
import { syncRoutes } from "./kf/sync.ts";
import { transitionRoutes } from "./kf/transitions.ts";
import { media } from "./media.ts";
import type { Platform, Problem } from "./platform.ts";
import { ring } from "./ring.ts";
import { get, type Routes } from "./route.ts";
import { defaultSettings, type Settings, type WecomOptions } from "./settings.ts";
import { tokens } from "./tokens.ts";
import { type Verified, verify } from "./verification.ts";

export type {
  ApiCall,
  BotUser,
  CallbackSent,
  Customer,
  Faults,
  Member,
  Problem,
  ServicerClient,
  Settings,
  Target,
  WecomOptions,
};

/** A WeCom on 127.0.0.1: its API, its callbacks, and the people behind them. */
export interface Wecom {
  /** The API root. */
  readonly url: string;
  /** Of the AI bot's long connection. */
  readonly botUrl: string;
  /** Sets callback addresses; those not named stay. */
  point(to: Partial<Readonly<Record<Target, string>>>): void;
  /** What saving the address in the admin console does: the GET verification. */
  verify(target: Target): Promise<Verified>;
  /** A WeChat user at a KF account; the first account unless named. */
  customer(externalUserId: string, openKfId?: string): Customer;
  /** A servicer of a KF account, on duty at first. */
  servicer(userId: string, openKfId?: string): ServicerClient;
  /** A member with the app; whoever was never asked for is unknown to message/send. */
  member(userId: string): Member;
  /** A member with the AI bot; by callbacks where an address was given, unless told. */
  botUser(
    userId: string,
    how?: { readonly via?: "callback" | "connection"; readonly group?: string },
  ): BotUser;
  readonly bot: {
    /** True while a bot holds the long connection. */
    live(): boolean;
    cut(): void;
  };
  readonly faults: Faults;
  /** API calls and frames of the long connection, newest kept, without secrets. */
  log(): readonly ApiCall[];
  /** How many calls of a path there were, those no longer in the log included. */
  calls(path: string): number;
  callbacks(): readonly CallbackSent[];
  /** What the bot did that the real service would pass over without a word. */
  problems(): readonly Problem[];
  /** Waits until no callback, repeat or stream is under way. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

export async function startWecom(options: WecomOptions): Promise<Wecom> {
  const { corpId, secret, clock: now = () => new Date(), app, kf, bot } = options;
  const settings: Settings = { ...defaultSettings, ...options.settings };
  const luck = chance(options.seed);
  const tokenStore = tokens({ corpId, secret, wrongSecrets: settings.wrongSecrets, now });
  const { set: faultSet, state: faultState } = faults({
    invalidateTokens: tokenStore.invalidate,
    expireTokens: tokenStore.expire,
  });
  const log = ring<ApiCall>(settings.keep);
  const problems = ring<Problem>(settings.keep);
  const counts = new Map<string, number>();
  const ended = new AbortController();
  const urls = new Map<Target, string>();
  const endpoints = { app, kf: kf ?? app, bot };
  for (const target of ["app", "kf", "bot"] as const) {
    const url = endpoints[target]?.callbackUrl;
    if (url !== undefined) urls.set(target, url);
  }

  function addressOf(target: Target): Address | undefined {
    const endpoint = endpoints[target];
    if (endpoint === undefined) return undefined;
    const { token, aesKey } = endpoint;
    const receiveId = target === "bot" ? "" : corpId;
    const url =
      urls.get(target) ?? (target === "kf" && kf === undefined ? urls.get("app") : undefined);
    const agent = target === "app" && app !== undefined ? { agentId: app.agentId } : {};
    return { keys: { token, aesKey, receiveId }, url, ...agent };
  }

  let root = "";
  const sender = callbacks({
    addressOf,
    settings,
    faults: faultState,
    chance: luck,
    now,
    ended: ended.signal,
  });
  const platform: Platform = {
    corpId,
    settings,
    now,
    chance: luck,
    callbacks: sender,
    faults: faultState,
    media: media(now, luck),
    url: () => root,
    note: (part, problem) => problems.add({ at: now(), part, problem }),
    ended: ended.signal,
  };

  const kfStore = kfState(platform, kf?.accounts ?? []);
  const appStore = appState(platform, app?.agentId ?? 0);
  const appMenu = menu(app?.agentId ?? 0);
  const botChats = chats(now, luck);
  const files = botFiles({ chance: luck, now, url: () => root });
  const byCallback = callbackMode(platform, botChats);
  const connection = botConnection(
    platform,
    botChats,
    options.botConnection ?? { botId: "", secret: "" },
    log,
  );
  const entered = new Map<string, number>();

  const routes: Routes = {
    gettoken: {
      method: "GET",
      open: true,
      answer: ({ query }) => tokenStore.give(query.get("corpid"), query.get("corpsecret")),
    },
    getcallbackip: get(() => ok({ ip_list: ["127.0.0.1"] })),
    ...platform.media.routes,
    ...(app === undefined ? {} : { ...appStore.routes, ...appMenu.routes }),
    ...syncRoutes(platform, kfStore),
    ...sendRoutes(platform, kfStore),
    ...transitionRoutes(platform, kfStore),
    ...directoryRoutes(platform, kfStore),
    ...byCallback.routes,
    ...files.routes,
  };
  const server = createServer(
    api({
      routes,
      refusal: tokenStore.refusal,
      faults: faultState,
      log,
      count: (path) => counts.set(path, (counts.get(path) ?? 0) + 1),
      now,
    }),
  );
  server.on("upgrade", (request, socket, head) => {
    if (options.botConnection === undefined) socket.destroy();
    else {
      connection.server.handleUpgrade(request, socket, head, (opened) =>
        connection.server.emit("connection", opened, request),
      );
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  root = `http://127.0.0.1:${port}`;

  return {
    url: root,
    botUrl: `ws://127.0.0.1:${port}/aibot`,
    point: (to) => {
      for (const target of ["app", "kf", "bot"] as const) {
        const url = to[target];
        if (url !== undefined) urls.set(target, url);
      }
    },
    verify: async (target) => {
      const address = addressOf(target);
      if (address?.url === undefined) return { ok: false, problem: "no callback address" };
      const on = { at: now(), within: settings.verifyWithin, chance: luck };
      return verify(address.url, address.keys, on);
    },
    customer: (externalUserId, openKfId) => customer(platform, kfStore, externalUserId, openKfId),
    servicer: (userId, openKfId) => servicer(kfStore, userId, openKfId),
    member: (userId) => member(platform, appStore, appMenu, userId),
    botUser: (userId, how = {}) => {
      const { via = bot === undefined ? "connection" : "callback", group } = how;
      const way = via === "callback" ? byCallback : connection;
      const identity =
        via === "callback"
          ? { botId: bot?.botId ?? "AIBOTEMULATED", aesKey: bot?.aesKey ?? "" }
          : { botId: options.botConnection?.botId ?? "" };
      return botUser({
        platform,
        chats: botChats,
        way,
        files,
        bot: { ...identity, name: bot?.name ?? "知问" },
        userId,
        ...(group === undefined ? {} : { group }),
        entered,
      });
    },
    bot: { live: connection.live, cut: connection.cut },
    faults: faultSet,
    log: log.all,
    calls: (path) => counts.get(path) ?? 0,
    callbacks: sender.sent,
    problems: problems.all,
    quiet: sender.quiet,
    close: async () => {
      ended.abort();
      sender.close();
      connection.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
