/**
 * (b) An echo that loses nothing: our Telegram channel, our ledger on SQLite and its worker, and a
 * step that says what it was told. None of the program's answering, limits, metrics and log.
 */
import { join } from "node:path";
import { telegram } from "../../src/channels/telegram/telegram.ts";
import { listen } from "../../src/http/listen.ts";
import { openLedger, type Step } from "../../src/ledger/ledger.ts";
import { startWorker } from "../../src/ledger/worker.ts";

const { TELEGRAM_BOT_TOKEN: token = "", TELEGRAM_API_ROOT: apiRoot = "" } = process.env;
const { TELEGRAM_WEBHOOK_SECRET: secret = "", DATA_DIR: folder = "" } = process.env;

const echo: Step = async ({ message, session }) => ({
  session,
  outcome: { kind: "say", text: message.text, citations: [], choices: [], effects: [] },
  intent: "echo",
  confidence: 1,
});

const ledger = await openLedger(join(folder, "zhiwen.db"));
const report = (error: unknown) => console.error(error);
const channel = telegram(
  { token, apiRoot, webhook: { url: "https://bot.example/channels/telegram", secret } },
  {
    accept: (message) => ledger.accept(message),
    choice: ledger.choice,
    lease: ledger.lease,
    wrongSecrets: { take: async () => 0 },
    addressOf: () => "127.0.0.1",
    report,
    overloaded: () => false,
    count: () => undefined,
  },
);
if (channel.routes === undefined) throw new Error("[load] no webhook");
const server = await listen(channel.routes, 0);
await ledger.recover(() => "resend");
const senders = { telegram: channel.sender };
const worker = startWorker(ledger, echo, senders, { policy: () => "resend", onError: report });
channel.start();
console.log(JSON.stringify({ url: `http://localhost:${server.port}/` }));
process.once("SIGTERM", async () => {
  await server.close();
  await channel.stop();
  await worker.stop();
  await ledger.close();
});
