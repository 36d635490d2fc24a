import { randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import { createInterface } from "node:readline/promises";
import { loadAssistant } from "../app.ts";
import { environmentConfig } from "../config.ts";
import { choiceLines, sourceLines } from "../core/plainReply.ts";
import { openLedger } from "../ledger/ledger.ts";

/** A conversation in the terminal, kept in DATA_DIR: quit or kill it, and it goes on where it was. */
export async function chat(): Promise<number> {
  const config = environmentConfig();
  const assistant = loadAssistant(config);
  const ledger = await openLedger(config.record);
  const contact = userInfo().username;
  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: "您：" });
  process.stdout.write("知问：您好，请直接问我。（输入 /quit 退出，对话会留着）\n");
  let closed = false;
  lines.once("close", () => {
    closed = true;
  });
  lines.prompt();
  try {
    for await (const text of lines) {
      if (/^\/(?:quit|exit|q)$/.test(text.trim())) break;
      const { conversation } = await ledger.accept({
        id: randomUUID(),
        channel: "terminal",
        contact,
        text,
        at: new Date(),
      });
      let said = "";
      // Messages an earlier run accepted and did not get to are answered first.
      while (
        (await ledger.turn(conversation, async ({ message, session, requests }) => {
          const turn = await assistant.turn({ message, session, requests, now: new Date() });
          const { outcome } = turn;
          const below = [...sourceLines(outcome.citations), ...choiceLines(outcome.choices)];
          said += `知问：${[outcome.text, ...below].join("\n　")}\n`;
          return turn;
        })) === "done"
      );
      process.stdout.write(said);
      // Lines piped in may all have been read by now, and the reader closed.
      if (!closed) lines.prompt();
    }
  } finally {
    lines.close();
    await ledger.close();
  }
  return 0;
}
