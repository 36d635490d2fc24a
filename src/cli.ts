#!/usr/bin/env node
/** zhiwen: every command of the program. */
import { addEnvFile } from "./commands/envFile.ts";
import { ZhiwenError } from "./core/errors.ts";

interface Command {
  readonly usage: string;
  readonly does: string;
  run(args: readonly string[]): Promise<number>;
}

const commands: Readonly<Record<string, Command>> = {
  serve: {
    usage: "serve",
    does: "serve the web chat (what npm start does)",
    run: async () => (await import("./commands/serve.ts")).serve(),
  },
  chat: {
    usage: "chat",
    does: "talk to the bot in this terminal; the conversation is kept",
    run: async () => (await import("./commands/chat.ts")).chat(),
  },
  ask: {
    usage: "ask [--jsonl] [--now YYYY-MM-DD] [QUESTION]",
    does: "answer one question, or a JSON object a line from standard input",
    run: async (args) => (await import("./commands/ask.ts")).ask(args),
  },
  explain: {
    usage: "explain QUESTION",
    does: "show how a question is read, what was found and why it was chosen",
    run: async (args) => (await import("./commands/explain.ts")).explain(args),
  },
  ingest: {
    usage: "ingest FILE… [--out DIR] [--publish]",
    does: "turn txt, md, html, docx and pdf into draft passages; --publish puts them live",
    run: async (args) => (await import("./commands/ingest.ts")).ingestFiles(args),
  },
  knowledge: {
    usage: "knowledge check",
    does: "check every entry; names file, line and field of every error",
    run: async (args) => (await import("./commands/knowledge.ts")).knowledge(args),
  },
  deliveries: {
    usage: "deliveries [--state STATE] [--limit N] | deliveries retry ID…|--all [--channel C]",
    does: "list replies that did not arrive, and why; send some of them again",
    run: async (args) => (await import("./commands/deliveries.ts")).deliveries(args),
  },
  staff: {
    usage: "staff [list|invite|role|deactivate|activate|audit] [--login L] [--name N] [--role R]",
    does: "list staff; make a one-time set-up link; change who may log in; check the audit log",
    run: async (args) => (await import("./commands/staff.ts")).staff(args),
  },
  doctor: {
    usage: "doctor",
    does: "check keys, tokens, addresses, record and Redis; says what to mend",
    run: async () => (await import("./commands/doctor.ts")).doctor(),
  },
  eval: {
    usage: "eval [--write] [--misses]",
    does: "put the golden questions to the bot and print the quality card",
    run: async (args) => (await import("./commands/eval.ts")).evaluate(args),
  },
  bench: {
    usage: "bench --data FILE.json [--json]",
    does: "measure retrieval on a data set",
    run: async (args) => (await import("./commands/bench.ts")).bench(args),
  },
};

function help(): string {
  const lines = Object.values(commands).map(
    ({ usage, does }) => `  zhiwen ${usage}\n      ${does}`,
  );
  return `知问 Zhiwen\n\n${lines.join("\n")}\n`;
}

// `zhiwen … | head` closes the pipe early; that is no error of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

const [name = "help", ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command !== undefined && args.some((arg) => arg === "--help" || arg === "-h")) {
  process.stdout.write(`zhiwen ${command.usage}\n    ${command.does}\n`);
} else if (command === undefined) {
  const asked = ["help", "--help", "-h"].includes(name);
  process[asked ? "stdout" : "stderr"].write(
    asked ? help() : `zhiwen: there is no command ${name}\n\n${help()}`,
  );
  process.exitCode = asked ? 0 : 2;
} else {
  try {
    addEnvFile();
    process.exitCode = await command.run(args);
  } catch (error) {
    const usage =
      error instanceof TypeError &&
      "code" in error &&
      String(error.code).startsWith("ERR_PARSE_ARGS");
    if (error instanceof ZhiwenError) console.error(error.message);
    else if (usage)
      console.error(`zhiwen ${name}: ${error.message}\nusage: zhiwen ${command.usage}`);
    else console.error(error);
    process.exitCode = usage ? 2 : 1;
  }
}
