import { randomInt } from "node:crypto";
import { type Call, callLog } from "./calls.ts";
import { type FaultBoard, type Faults, faultBoard } from "./faults.ts";
import { type ChannelRoom, channel, type Group, type GroupOptions, group } from "./group.ts";
import { chatMethods } from "./methods/chats.ts";
import { deliveryMethods } from "./methods/delivery.ts";
import { messageMethods } from "./methods/messages.ts";
import type { Backend, Method } from "./methods/method.ts";
import { profileMethods } from "./methods/profile.ts";
import { queryMethods } from "./methods/queries.ts";
import { topicMethods } from "./methods/topics.ts";
import { type Person, type PersonOptions, person } from "./person.ts";
import { polling } from "./polling.ts";
import { random } from "./random.ts";
import { serve } from "./server.ts";
import type { UpdateKind } from "./types.ts";
import { updateQueue } from "./updates.ts";
import { type WebhookTiming, webhookSender } from "./webhook.ts";
import { world } from "./world.ts";

export interface TelegramOptions {
  /** `<bot id>:<anything>`. */
  readonly token: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** What dates, the life of updates and of pressed buttons go by; back-off and long polls do not. */
  readonly clock?: () => Date;
  /**
   * Numbers and luck. Without one each emulator counts from elsewhere, so that a ledger kept over
   * two of them sees no repeats.
   */
  readonly seed?: number;
  readonly username?: string;
  readonly firstName?: string;
  /** True when privacy mode is off: the bot sees all that is written in its groups. */
  readonly readsAllGroupMessages?: boolean;
  readonly webhook?: WebhookTiming;
  /** Where a public webhook address is served here, such as `https://bot.example` → `http://127.0.0.1:3000`. */
  readonly reach?: (url: string) => string;
  /** Seconds a pressed button waits for its answer; Telegram does not say, peers saw about 15. */
  readonly queryLife?: number;
}

export interface Telegram extends Faults {
  /** What TELEGRAM_API_ROOT is set to. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  readonly username: string;
  person(userId: number, options?: PersonOptions): Person;
  /** Group numbers are negative; those of supergroups start with -100. */
  group(chatId: number, options: GroupOptions): Group;
  channel(chatId: number, options: { readonly title: string }): ChannelRoom;
  /** The same faults, by themselves. */
  readonly faults: Faults;
  /** The last calls of the bot, oldest first. */
  log(): readonly Call[];
  /** Updates the bot has not confirmed yet. */
  pending(): number;
  /** Sends any update, for the kinds no person here makes. */
  tell(kind: UpdateKind, payload: Readonly<Record<string, unknown>>, chatId?: number): void;
  close(): Promise<void>;
}

/**
 * A Bot API server for one bot, after core.telegram.org/bots/api, on 127.0.0.1.
 *
 * @example
 * const telegram = await startTelegram({ token: "1000:test" });
 * const customer = telegram.person(7);
 * await customer.write("专利质押贷款评估费多少？");
 */
export async function startTelegram(options: TelegramOptions): Promise<Telegram> {
  const {
    token,
    clock = () => new Date(),
    seed = randomInt(2 ** 31),
    username = "zhiwen_test_bot",
  } = options;
  const { firstName = "知问", readsAllGroupMessages = false, queryLife = 15 } = options;
  const chance = random(seed);
  const faults: FaultBoard = faultBoard(chance);
  const log = callLog();
  const me = {
    id: Number(token.split(":")[0]),
    is_bot: true,
    first_name: firstName,
    username,
    can_join_groups: true,
    can_read_all_group_messages: readsAllGroupMessages,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
  };
  if (!Number.isSafeInteger(me.id)) throw new Error("[telegram] a token is <bot id>:<secret>");
  const place = world(me, clock, chance);
  const updates = updateQueue(place.now, chance);
  const methods = new Map<string, Method>();
  const webhook = webhookSender({
    updates,
    faults,
    timing: options.webhook ?? {},
    reach: options.reach ?? ((url) => url),
    now: place.now,
    chance,
    onReply(reply) {
      const { method, ...params } = (reply ?? {}) as { method?: unknown };
      const run = methods.get(String(method).toLowerCase());
      // As with the real server, nobody hears what became of it.
      if (run !== undefined) quietly(() => run(params, new AbortController().signal));
    },
  });
  const asked = polling(updates, faults, () => webhook.hook() !== undefined, chance);
  const backend: Backend = { world: place, updates, polling: asked, webhook, queryLife };
  const all = {
    ...chatMethods(backend),
    ...deliveryMethods(backend),
    ...messageMethods(backend),
    ...profileMethods(firstName),
    ...queryMethods(backend),
    ...topicMethods(backend),
  };
  // The real server does not mind how a method is capitalised.
  for (const [name, method] of Object.entries(all)) methods.set(name.toLowerCase(), method);

  const server = await serve(
    { token, methods, faults, log, files: place.files, now: clock },
    options.port ?? 0,
  );
  return {
    ...faults.controls,
    faults: faults.controls,
    url: `http://127.0.0.1:${server.port}`,
    port: server.port,
    token,
    username,
    person: (userId, more = {}) => person(place, updates, userId, more),
    group: (chatId, more) => group(place, updates, chatId, more),
    channel: (chatId, { title }) => channel(place, updates, chatId, title),
    log: log.all,
    pending: updates.count,
    tell: (kind, payload, chatId = 0) => updates.push(kind, payload, chatId),
    async close() {
      webhook.close();
      await server.close();
    },
  };
}

function quietly(deed: () => unknown): void {
  try {
    Promise.resolve(deed()).catch(() => {});
  } catch {
    // A reply that is refused is lost.
  }
}
