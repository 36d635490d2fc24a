import type { StaffDue } from "../../../core/staffGroup.ts";
import { type Api, within } from "../api.ts";
import { holding, taken } from "../holding.ts";
import type { Pace } from "../pace.ts";
import { type Pauses, restFor } from "../pauses.ts";
import type { TelegramPort } from "../port.ts";
import { CallFailed, groupCalls } from "./calls.ts";
import { checkStaffGroup, groupError } from "./check.ts";
import { staffMenus } from "./commands.ts";
import type { StaffGroupConfig, StaffGroupPort } from "./port.ts";
import { showing } from "./show.ts";
import { TopicLost, topics } from "./topic.ts";

export interface FeedOptions {
  readonly pace: Pace;
  readonly pauses: Pauses;
  /** Milliseconds the right to write into the group is taken for at a time; 30,000 unless told. */
  readonly leaseFor?: number;
  /** How often the record is looked at without a call, in milliseconds; 5,000 unless told. */
  readonly lookEvery?: number;
}

type Port = Pick<TelegramPort, "lease" | "report" | "count"> & { readonly staff: StaffGroupPort };

/** Conversations looked for, and shown before it is looked again: a group takes few messages. */
const most = 500;
const round = 10;
/** A conversation that cannot be shown is left for so many milliseconds. */
const aside = 60_000;

/**
 * Shows the group what the record holds for it, in one instance at a time. Whatever fails is tried
 * again from where the record says: neither a crash nor an unreachable Telegram loses anything.
 */
export async function feed(
  port: Port,
  config: StaffGroupConfig,
  api: Api,
  signal: AbortSignal,
  options: FeedOptions,
): Promise<void> {
  const { leaseFor = 30_000, lookEvery = 5_000, pauses: rests } = options;
  const { record, desk } = port.staff;
  const resting = new Map<string, number>();
  /** When each was last shown: every one gets its next message before any gets its second. */
  const shownAt = new Map<string, number>();
  let woken = new AbortController();
  const unlisten = desk.onChange(() => woken.abort());

  const showAll = async (ended: AbortSignal): Promise<boolean> => {
    const calls = topics(groupCalls(api, options.pace, config.chat, ended));
    const show = showing(port.staff, config, calls);
    const now = Date.now();
    const may = ({ conversation }: Pick<StaffDue, "conversation">) =>
      (resting.get(conversation) ?? 0) < now;
    /** What is wrong with one conversation must not keep the others from being shown. */
    const leave = (conversation: string, error: CallFailed) => {
      resting.set(conversation, now + aside);
      port.count("call-failed");
      port.report(groupError(error));
    };
    for (const topic of (await record.erased(config.chat, most)).filter(may)) {
      try {
        await calls.remove(topic);
        await record.forget(topic);
      } catch (error) {
        if (error instanceof TopicLost) await record.forget(topic);
        else if (error instanceof CallFailed && isRefused(error)) leave(topic.conversation, error);
        else throw error;
      }
    }
    const due = (await record.due(config.chat, most)).filter(may);
    const since = ({ conversation }: StaffDue) => shownAt.get(conversation) ?? 0;
    due.sort((a, b) => Number(b.urgent) - Number(a.urgent) || since(a) - since(b));
    if (due.length < round) shownAt.clear();
    let busy = false;
    for (const { conversation } of due.slice(0, round)) {
      if (ended.aborted) return false;
      resting.delete(conversation);
      shownAt.set(conversation, Date.now());
      try {
        if (await show(conversation)) busy = true;
      } catch (error) {
        if (!(error instanceof CallFailed && isOfOne(error))) throw error;
        leave(conversation, error);
      }
    }
    return busy;
  };

  const work = async (ended: AbortSignal): Promise<void> => {
    let prepared = false;
    while (!ended.aborted) {
      try {
        if (!prepared) await prepare(port, config, api, ended);
        prepared = true;
        woken = new AbortController();
        const busy = await showAll(ended);
        rests.reset();
        if (!busy) await restFor(lookEvery, AbortSignal.any([ended, woken.signal]));
      } catch (error) {
        if (ended.aborted) return;
        if (!(error instanceof CallFailed)) {
          port.report(error);
          await rests.rest(undefined, ended);
          continue;
        }
        port.count("call-failed");
        port.report(groupError(error));
        await rests.rest(error.trouble, ended);
      }
    }
  };

  try {
    while (!signal.aborted) {
      const lease = await taken(port, `telegram-staff-group/${config.chat}`, leaseFor);
      if (lease === undefined) await restFor(leaseFor / 6, signal);
      else await holding(lease, leaseFor, signal, work);
    }
  } finally {
    unlisten();
  }
}

/** The commands in the group's menu; what is wrong with the group is logged once. */
async function prepare(
  port: Port,
  { chat, bot }: StaffGroupConfig,
  api: Api,
  ended: AbortSignal,
): Promise<void> {
  for (const problem of await checkStaffGroup(api, { chat, bot })) port.report(problem);
  for (const menu of staffMenus) {
    const language = "language" in menu ? { language_code: menu.language } : {};
    const scope = { type: "chat", chat_id: chat } as const;
    // The commands work without a menu too.
    await api
      .setMyCommands(menu.commands, { scope, ...language }, within(undefined, ended))
      .catch(() => port.count("call-failed"));
  }
}

/** Of one message or topic; everything else concerns the whole group, or Telegram. */
function isOfOne(error: CallFailed): boolean {
  const ofGroup = /chat not found|not a forum|not enough rights|CHAT_ADMIN_REQUIRED/i;
  return isRefused(error) && !error.says(ofGroup);
}

/** It will be refused again as long as nobody changes something. */
function isRefused({ trouble }: CallFailed): boolean {
  if (trouble.kind !== "refused" || trouble.code !== 400) return false;
  return trouble.retryAfter === undefined && trouble.movedTo === undefined;
}
