import { ZhiwenError } from "../../../core/errors.ts";
import { type Api, type Trouble, troubleError, troubleOf, within } from "../api.ts";
import type { CallFailed } from "./calls.ts";
import type { StaffGroupConfig } from "./port.ts";

/** What keeps the bot from serving the group; empty when nothing does. Never rejects. */
export async function checkStaffGroup(
  api: Api,
  { chat, bot }: StaffGroupConfig,
): Promise<readonly ZhiwenError[]> {
  try {
    const group = await api.getChat(chat, within());
    if (group.type !== "supergroup" || group.is_forum !== true) {
      return [problem("the staff group has no topics", fixes.topics)];
    }
    const me = await api.getChatMember(chat, bot, within());
    if (me.status !== "administrator") return [membershipError(me.status) ?? noRights()];
    // A topic goes with its conversation when a customer has their data deleted.
    return me.can_manage_topics === true && me.can_delete_messages ? [] : [noRights()];
  } catch (error) {
    return [explained("getChat", troubleOf(error))];
  }
}

/** For the operator: why nothing can be shown in the group, and what to do. */
export function groupError({ method, trouble }: CallFailed): ZhiwenError {
  return explained(method, trouble);
}

/** The group has become another one. */
export function movedError(to: number): ZhiwenError {
  return problem("the staff group became a supergroup", `set TELEGRAM_STAFF_CHAT_ID to ${to}`);
}

/** The bot's own place in the group has changed for the worse; undefined where it has not. */
export function membershipError(status: string): ZhiwenError | undefined {
  if (status === "administrator") return undefined;
  return status === "left" || status === "kicked"
    ? problem("the bot was removed from the staff group", fixes.member)
    : noRights();
}

function noRights(): ZhiwenError {
  return problem(
    "the bot may not manage topics or delete messages in the staff group",
    fixes.rights,
  );
}

function explained(method: string, trouble: Trouble): ZhiwenError {
  if (trouble.kind !== "refused") return troubleError(method, trouble);
  if (trouble.movedTo !== undefined) return movedError(trouble.movedTo);
  for (const [words, what, fix] of known) {
    if (words.test(trouble.why)) return problem(what, fix);
  }
  return troubleError(method, trouble);
}

function problem(what: string, fix: string): ZhiwenError {
  return new ZhiwenError("telegram", what, `${fix}; until then the web desk serves alone`);
}

const fixes = {
  topics: "turn on Topics in the group's settings",
  rights:
    "make the bot an administrator of the group with the rights to manage topics and to delete messages",
  member: "add the bot to the group again, as an administrator who manages topics",
  number: "set TELEGRAM_STAFF_CHAT_ID to the number of a group the bot is in",
};

const known: readonly (readonly [RegExp, string, string])[] = [
  [/kicked|not a member/i, "the bot was removed from the staff group", fixes.member],
  [/chat not found/i, "Telegram does not know the staff group", fixes.number],
  [/not a forum/i, "the staff group has no topics", fixes.topics],
  [
    /not enough rights|CHAT_ADMIN_REQUIRED|need administrator/i,
    "the bot may not manage topics or delete messages in the staff group",
    fixes.rights,
  ],
];
