import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { bot } from "./update.ts";

/** Telegram's API, and a little of WeCom's, light enough to leave the cores to the bot. */
export interface Sink {
  /** What TELEGRAM_API_ROOT and WECOM_API_ROOT are set to. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Takes every sendMessage at once and without limits; tells of each to whom it went and what it
 * said, before it is answered.
 */
export async function startSink(
  onMessage: (chat: number, params: Readonly<Record<string, unknown>>) => void,
): Promise<Sink> {
  let hook = "";
  let messages = 0;
  const call = (method: string, params: Readonly<Record<string, unknown>>): unknown => {
    switch (method.toLowerCase()) {
      case "sendmessage": {
        const chat = Number(params["chat_id"]);
        onMessage(chat, params);
        messages += 1;
        return {
          message_id: 1_000_000 + messages,
          from: { id: bot.id, is_bot: true, first_name: "知问", username: bot.username },
          chat: { id: chat, first_name: `用户${chat}`, type: "private" },
          date: Math.floor(Date.now() / 1_000),
          text: params["text"],
        };
      }
      case "getme":
        return {
          id: bot.id,
          is_bot: true,
          first_name: "知问",
          username: bot.username,
          can_join_groups: true,
          can_read_all_group_messages: false,
          supports_inline_queries: false,
        };
      case "setwebhook":
        hook = String(params["url"] ?? "");
        return true;
      case "getwebhookinfo":
        return { url: hook, has_custom_certificate: false, pending_update_count: 0 };
      default:
        return true;
    }
  };

  const server = createServer((request, response) => {
    body(request).then(
      (text) => {
        if (request.url?.startsWith("/cgi-bin/") === true) return answer(response, 200, wecom);
        const [, token = "", method = ""] = /^\/bot([^/]+)\/(\w+)$/.exec(request.url ?? "") ?? [];
        if (token !== bot.token) return answer(response, 401, unauthorized);
        const params = text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
        answer(response, 200, { ok: true, result: call(method, params) });
      },
      () => response.destroy(),
    );
  });
  // A bot keeps its connections as long as it likes.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** What WeCom says to a call that succeeds, of gettoken and message/send alike. */
const wecom = { errcode: 0, errmsg: "ok", access_token: "load", expires_in: 7_200, msgid: "1" };
const unauthorized = { ok: false, error_code: 401, description: "Unauthorized" };

function body(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("error", reject);
    request.on("end", () => resolve(Buffer.concat(parts).toString("utf8")));
  });
}

function answer(response: ServerResponse, status: number, said: unknown): void {
  const bytes = Buffer.from(JSON.stringify(said));
  response.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": bytes.length,
  });
  response.end(bytes);
}
