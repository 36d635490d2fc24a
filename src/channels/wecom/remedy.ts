import type { ApiRefused, ApiUnreached } from "./api.ts";
import { untrustedIp } from "./errcodes.ts";

/** What an operator can do about a call that failed. */
export function remedy(result: ApiRefused | ApiUnreached): string {
  if (result.kind === "unreached") return "check the network and WECOM_API_ROOT";
  if (result.errcode === untrustedIp) {
    const { fromIp = "the address this server calls from" } = result;
    return `应用管理 → the app whose secret is WECOM_SECRET → 企业可信IP: add ${fromIp}`;
  }
  return `${result.meaning}; open.work.weixin.qq.com/devtool explains the code`;
}
