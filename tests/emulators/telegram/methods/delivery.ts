import { flag, integer, list, text } from "../params.ts";
import { bad } from "../refused.ts";
import type { Backend, Methods } from "./method.ts";

/** How the bot gets its updates: it asks, or it is told. */
export function deliveryMethods({ updates, polling, webhook }: Backend): Methods {
  const remove = () => {
    webhook.set(undefined);
    return true;
  };
  return {
    getUpdates: (params, gone) => polling.getUpdates(params, gone),
    setWebhook(params) {
      const url = text(params, "url") ?? "";
      const secret = text(params, "secret_token");
      const wanted = list(params, "allowed_updates");
      if (url !== "") checkAddress(url);
      if (secret !== undefined && !/^[\w-]{0,256}$/.test(secret)) {
        throw bad(
          secret.length > 256
            ? "secret token is too long"
            : "secret token contains unallowed characters",
        );
      }
      if (wanted !== undefined) updates.allow(wanted);
      if (flag(params, "drop_pending_updates")) updates.drop();
      if (url === "") return remove();
      polling.interrupt("setWebhook request");
      const maxConnections = Math.min(Math.max(integer(params, "max_connections") ?? 40, 1), 100);
      webhook.set({ url, secret: secret === "" ? undefined : secret, maxConnections });
      return true;
    },
    deleteWebhook(params) {
      if (flag(params, "drop_pending_updates")) updates.drop();
      return remove();
    },
    getWebhookInfo() {
      const hook = webhook.hook();
      const failed = webhook.lastError();
      const allowed = updates.allowed();
      return {
        url: hook?.url ?? "",
        has_custom_certificate: false,
        pending_update_count: updates.count(),
        ...(hook === undefined
          ? {}
          : { max_connections: hook.maxConnections, ip_address: "127.0.0.1" }),
        ...(failed === undefined
          ? {}
          : { last_error_date: failed.date, last_error_message: failed.message }),
        ...(allowed.length === 0 ? {} : { allowed_updates: allowed }),
      };
    },
    logOut: () => true,
    close: () => true,
  };
}

/** HTTPS on four ports; a server on this machine may be reached as it is, as with a local Bot API server. */
function checkAddress(url: string): void {
  if (!URL.canParse(url)) throw bad("bad webhook: invalid webhook URL specified");
  const { protocol, hostname, port } = new URL(url);
  if (/^(?:127\.|localhost$|\[::1\]$)/.test(hostname) && /^https?:$/.test(protocol)) return;
  if (protocol !== "https:") {
    throw bad("bad webhook: An HTTPS URL must be provided for webhook");
  }
  if (!["", "80", "88", "443", "8443"].includes(port)) {
    throw bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443");
  }
}
