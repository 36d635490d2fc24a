import { Bot } from "grammy";
import { afterEach, expect, test } from "vitest";
import { startTelegram, type Telegram } from "./emulator.ts";
import { malformed, unauthentic, wrongMethods } from "./forge.ts";

let telegram: Telegram | undefined;
afterEach(() => telegram?.close());

test("a bot of the library of the field runs against it", async () => {
  const emulator = await startTelegram({ token: "1000:test" });
  telegram = emulator;
  const bot = new Bot(emulator.token, { client: { apiRoot: emulator.url } });
  bot.command("start", (ctx) => ctx.reply("欢迎"));
  bot.on("callback_query:data", async (ctx) => {
    await ctx.answerCallbackQuery("好");
    await ctx.editMessageText(`选了 ${ctx.callbackQuery.data}`);
  });
  bot.on("message:text", (ctx) =>
    ctx.reply(`收到：${ctx.message.text}`, {
      reply_markup: { inline_keyboard: [[{ text: "要", callback_data: "yes" }]] },
    }),
  );
  const running = bot.start({ timeout: 1 });
  const person = emulator.person(7, { firstName: "李" });
  const answers = () => person.shown().filter(({ from }) => from === "bot");
  const next = (count: number) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (answers().length < count) return;
        stop();
        resolve();
      };
      const stop = person.watch(look);
      look();
    });

  await person.arrive();
  await next(1);
  await person.write("专利");
  await next(2);
  const offer = answers()[1];
  expect(offer?.choices).toEqual([{ id: "0.0", label: "要" }]);
  await person.press(offer?.id ?? "", "0.0");
  await new Promise<void>((resolve) => {
    const stop = person.watch(() => {
      if (!answers()[1]?.text.startsWith("选了")) return;
      stop();
      resolve();
    });
  });
  expect(answers().map(({ text }) => text)).toEqual(["欢迎", "选了 yes"]);
  expect(person.pressed()).toEqual([{ text: "好", alert: false }]);
  await bot.stop();
  await running;
});

test("forged requests are what they say", () => {
  const options = {
    secret: "aB_-9",
    update: { update_id: 1, message: { text: "您好", from: { id: 7 } } },
  };
  const none = unauthentic(options);
  expect(none.length).toBeGreaterThan(8);
  const header = "x-telegram-bot-api-secret-token";
  expect(none.filter(({ headers }) => headers[header] === "aB_-9")).toEqual([]);
  const broken = malformed(options);
  expect(broken.length).toBeGreaterThan(80);
  const good = JSON.stringify(options.update);
  expect(
    broken.filter(
      ({ body, headers }) =>
        Buffer.from(body).toString() === good && headers["content-type"] === "application/json",
    ),
  ).toEqual([]);
  expect(new Set(broken.map(({ name }) => name)).size).toBe(broken.length);
  expect(malformed(options)).toEqual(broken);
  expect(wrongMethods(options).map(({ method }) => method)).not.toContain("POST");
});
