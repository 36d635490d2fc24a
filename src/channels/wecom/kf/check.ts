import { ZhiwenError } from "../../../core/errors.ts";
import type { ApiRefused, ApiUnreached, WecomApi } from "../api.ts";
import { remedy } from "../remedy.ts";
import { listAccounts } from "./accounts.ts";
import { syncMsg } from "./syncMsg.ts";

/** What keeps 微信客服 from working, for `zhiwen doctor`; empty when nothing does. */
export async function check(api: WecomApi): Promise<readonly ZhiwenError[]> {
  const result = await listAccounts(api);
  if (result.kind !== "accounts") return [accountsError(result)];
  const managed = result.accounts.filter((account) => account.managed);
  if (managed.length === 0) {
    const found = result.accounts.length === 0 ? "no KF account" : "no KF account that we manage";
    return [
      new ZhiwenError(
        "wecom-kf",
        found,
        "微信客服 → 客服账号: create one and set it to 通过API管理微信客服账号 for this app",
      ),
    ];
  }
  const problems: ZhiwenError[] = [];
  for (const { openKfid } of managed) {
    // Reading changes nothing: how far we are is ours to know.
    const page = await syncMsg(api, { openKfid, cursor: undefined, token: undefined });
    if (page.kind === "page") continue;
    problems.push(
      new ZhiwenError("wecom-kf", `${openKfid} cannot be pulled: ${words(page)}`, remedyOf(page)),
    );
  }
  return problems;
}

export function accountsError(result: ApiRefused | ApiUnreached): ZhiwenError {
  return new ZhiwenError(
    "wecom-kf",
    `the KF accounts cannot be listed: ${words(result)}`,
    remedyOf(result),
  );
}

/** Errcodes of an app that 微信客服, or one of its accounts, has not been granted to. */
const notGranted = [48002, 95011, 95012, 95017, 95023];

function remedyOf(result: ApiRefused | ApiUnreached): string {
  return result.kind === "refused" && notGranted.includes(result.errcode)
    ? "微信客服 → 可调用接口的应用: add the app whose secret is WECOM_SECRET, and let it manage the account"
    : remedy(result);
}

function words(result: ApiRefused | ApiUnreached): string {
  return result.kind === "refused" ? `errcode ${result.errcode}, ${result.meaning}` : result.why;
}
