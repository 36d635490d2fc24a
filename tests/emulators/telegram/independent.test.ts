import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { Bot } from "grammy";
import { expect, test, vi } from "vitest";
import { result } from "./call.ts";
import { startIndependent } from "./independent.ts";

test("a bot polls the independent server and answers a press", async () => {
  const server = await startIndependent({ token: "1000:test" });
  const bot = new Bot(server.token, {
    client: { apiRoot: server.url },
    // Its getMe has no is_bot, which the library does not mind.
  });
  bot.command("start", (ctx) => ctx.reply("欢迎"));
  bot.on("callback_query:data", (ctx) => ctx.reply(`选了 ${ctx.callbackQuery.data}`));
  bot.on("message:text", (ctx) => ctx.reply(`收到：${ctx.message.text}`));
  const running = bot.start();
  await server.command(7, "/start");
  await server.write(7, "专利");
  await server.press(7, 1, "yes");
  await vi.waitFor(() => expect(server.answers(7)).toHaveLength(3), 10_000);
  expect(server.answers(7).map(({ text }) => text)).toEqual(["欢迎", "收到：专利", "选了 yes"]);
  await bot.stop();
  await running;
  await server.close();
});

test("its webhook goes through the relay, with the secret", async () => {
  const server = await startIndependent({ token: "1000:test" });
  const received: { update_id: number; secret: unknown }[] = [];
  const bot = createServer(async (request, response) => {
    const { update_id } = (await json(request)) as { update_id: number };
    received.push({ update_id, secret: request.headers["x-telegram-bot-api-secret-token"] });
    response.writeHead(received.length === 2 ? 500 : 200).end();
  });
  await new Promise<void>((resolve) => bot.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(bot.address() as AddressInfo).port}/hook`;
  await result(server, "setWebhook", { url, secret_token: "s3cret" });
  await Promise.all([server.write(7, "一"), server.write(8, "二"), server.write(9, "三")]);
  expect(server.statuses()).toEqual([200, 500, 200]);
  expect(new Set(received.map(({ update_id }) => update_id)).size).toBe(3);
  expect(received.map(({ secret }) => secret)).toEqual(["s3cret", "s3cret", "s3cret"]);
  bot.closeAllConnections();
  bot.close();
  await server.close();
});
