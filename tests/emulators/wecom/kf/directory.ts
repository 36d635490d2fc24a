import { ok, refuse } from "../answer.ts";
import { bytes, numberOf, textOf, textsOf } from "../json.ts";
import type { Platform } from "../platform.ts";
import { get, post, type Routes } from "../route.ts";
import { namedAccount } from "./find.ts";
import { type KfState, window } from "./state.ts";

/** The calls that tell of accounts, servicers and customers. */
export function directoryRoutes(platform: Platform, kf: KfState): Routes {
  const time = () => platform.now().getTime();

  /** When the customer last came by any account, and by which scene. */
  function lastSeen(customer: string) {
    let at = 0;
    let scene: { scene: string; scene_param: string } | undefined;
    for (const account of kf.accounts.values()) {
      const session = account.sessions.get(customer);
      const seen = Math.max(session?.customerAt ?? 0, session?.enteredAt ?? 0);
      if (session === undefined || seen <= at) continue;
      at = seen;
      if (session.scene !== undefined) {
        scene = { scene: session.scene.scene, scene_param: session.scene.param };
      }
    }
    return { at, scene };
  }

  return {
    "kf/servicer/list": get(({ query }) => {
      const account = namedAccount(kf, query.get("open_kfid") ?? undefined);
      if (!account.ok) return account.answer;
      const { servicers, departments } = account.it;
      return ok({
        servicer_list: [
          ...departments.map((department_id) => ({ department_id })),
          // 0 takes sessions, 1 does not; the event of a change counts from 1.
          ...[...servicers.values()].map(({ userId, onDuty, stopType }) =>
            onDuty
              ? { userid: userId, status: 0 }
              : { userid: userId, status: 1, stop_type: stopType },
          ),
        ],
      });
    }),
    "kf/account/list": post(({ body }) => {
      const offset = numberOf(body, "offset") ?? 0;
      const limit = numberOf(body, "limit") ?? 100;
      if (limit < 1 || limit > 100 || offset < 0)
        return refuse(40058, "invalid Request Parameter: limit");
      return ok({
        account_list: [...kf.accounts.values()]
          .slice(offset, offset + limit)
          .map(({ id, name, managed }) => ({
            open_kfid: id,
            name,
            avatar: "https://example.invalid/avatar.png",
            manage_privilege: managed,
          })),
      });
    }),
    "kf/customer/batchget": post(({ body }) => {
      const asked = textsOf(body, "external_userid_list");
      if (asked.length < 1 || asked.length > 100) {
        return refuse(40058, "invalid Request Parameter: external_userid_list");
      }
      const withContext = body["need_enter_session_context"] === 1;
      const seen = asked.map((id) => ({ id, ...lastSeen(id) }));
      const recent = seen.filter(({ at }) => at > time() - window);
      return ok({
        customer_list: recent.map(({ id, scene }) => ({
          external_userid: id,
          nickname: `客户${id.slice(-4)}`,
          avatar: "https://example.invalid/customer.png",
          gender: 0,
          ...(withContext && scene !== undefined ? { enter_session_context: scene } : {}),
        })),
        invalid_external_userid: seen.filter((each) => !recent.includes(each)).map(({ id }) => id),
      });
    }),
    "kf/add_contact_way": post(({ body }) => {
      const account = namedAccount(kf, textOf(body, "open_kfid"));
      if (!account.ok) return account.answer;
      const scene = textOf(body, "scene") ?? "";
      if (bytes(scene) > 32 || !/^[0-9a-zA-Z_-]*$/.test(scene)) {
        return refuse(40058, "invalid Request Parameter: scene");
      }
      const query = scene === "" ? "" : `?enc_scene=${Buffer.from(scene).toString("base64url")}`;
      return ok({ url: `https://work.weixin.qq.com/kfid/${account.it.id}${query}` });
    }),
  };
}
