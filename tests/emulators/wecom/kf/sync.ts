import { ok, refuse } from "../answer.ts";
import { numberOf, textOf } from "../json.ts";
import { minutes, type Platform } from "../platform.ts";
import { post, type Routes } from "../route.ts";
import { namedAccount } from "./find.ts";
import type { Account, KfState } from "./state.ts";

const largestPage = 1000;

/** kf/sync_msg (doc 94670). Messages sent by API are in no page. */
export function syncRoutes(platform: Platform, kf: KfState): Routes {
  const { settings, faults, now } = platform;

  function tooOften(account: Account): boolean {
    const time = now().getTime();
    account.tokenless = account.tokenless.filter((at) => at > time - minutes);
    if (account.tokenless.length >= settings.tokenlessPerMinute) return true;
    account.tokenless.push(time);
    return false;
  }

  return {
    "kf/sync_msg": post(({ body }) => {
      const account = namedAccount(kf, textOf(body, "open_kfid"));
      if (!account.ok) return account.answer;
      const limit = numberOf(body, "limit") || largestPage;
      if (!Number.isInteger(limit) || limit < 0 || limit > largestPage) {
        return refuse(40058, "invalid Request Parameter: limit");
      }
      const format = body["voice_format"];
      if (format !== undefined && format !== 0 && format !== 1) {
        return refuse(40058, "invalid Request Parameter: voice_format");
      }
      const token = textOf(body, "token") || undefined;
      if (token !== undefined && !kf.isCallbackToken(account.it, token)) {
        return refuse(95007, "invalid msgtoken");
      }
      if (token === undefined && tooOften(account.it))
        return refuse(45009, "api freq out of limit");
      const cursor = textOf(body, "cursor") || undefined;
      const most = Math.min(limit, faults.maxPage() ?? largestPage);
      const empty = faults.takeEmptyPage();
      const page = account.it.log.page(cursor, empty ? 0 : most);
      if (page === undefined) return refuse(settings.codes.badCursor, "invalid cursor");
      return ok({
        next_cursor: page.next,
        has_more: page.more || empty ? 1 : 0,
        msg_list: page.messages,
      });
    }),
  };
}
