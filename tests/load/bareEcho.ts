/**
 * (a) A grammY echo bot as its makers show it: the update is answered while the webhook call is
 * held, nothing is stored. The same HTTP server as ours.
 */
import { Bot, webhookCallback } from "grammy";
import { Hono } from "hono";
import { listen } from "../../src/http/listen.ts";

const { TELEGRAM_BOT_TOKEN: token = "", TELEGRAM_API_ROOT: apiRoot = "" } = process.env;
const secretToken = process.env["TELEGRAM_WEBHOOK_SECRET"] ?? "";

const bot = new Bot(token, { client: { apiRoot } });
bot.on("message:text", async (context) => {
  await context.reply(context.message.text);
});
await bot.init();
const app = new Hono();
app.post("/channels/telegram", webhookCallback(bot, "hono", { secretToken }));
const server = await listen(app, 0);
console.log(JSON.stringify({ url: `http://localhost:${server.port}/` }));
process.once("SIGTERM", () => void server.close());
