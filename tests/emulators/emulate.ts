/**
 * `npm run emulate`: Telegram and WeCom on this machine, and one page to write to the bot as their
 * customers do. Nothing leaves the machine; the bot needs no account anywhere.
 */
import { parseArgs } from "node:util";
import { startEmulators } from "./page/emulators.ts";
import {
  defaultBase,
  defaultBot,
  environmentLines,
  portsFrom,
  startCommand,
} from "./page/environment.ts";

const usage = `npm run emulate -- [--port-base 4100] [--bot http://localhost:3000] [--env]
  --port-base  port of the page; Telegram and WeCom take the two after it
  --bot        where the bot runs
  --env        print what the bot's environment has to hold, and nothing else`;

function options(): { base: number; bot: URL; env: boolean } {
  const { values } = parseArgs({
    options: {
      "port-base": { type: "string", default: String(defaultBase) },
      bot: { type: "string", default: defaultBot },
      env: { type: "boolean", default: false },
    },
  });
  const base = Number(values["port-base"]);
  if (!Number.isInteger(base) || base < 1 || base > 65_533) {
    throw new Error(`--port-base ${values["port-base"]}: a number from 1 to 65533`);
  }
  if (!URL.canParse(values.bot) || new URL(values.bot).protocol !== "http:") {
    throw new Error(`--bot ${values.bot}: an address such as http://localhost:3000`);
  }
  return { base, bot: new URL(values.bot), env: values.env };
}

try {
  const { base, bot, env } = options();
  const ports = portsFrom(base);
  const lines = environmentLines(ports, bot).join("\n");
  if (env) console.log(lines);
  else {
    const emulators = await startEmulators(ports, bot);
    console.log(`Write to the bot as a customer: ${emulators.url}

What the bot's environment has to hold (all made up):

${lines}

Start the bot with it in another terminal, before or after:

${startCommand(ports, bot)}
`);
    const stop = () => void emulators.close().then(() => process.exit(0));
    process.once("SIGINT", stop);
    process.once("SIGTERM", stop);
  }
} catch (error) {
  const problem = error instanceof Error ? error.message : String(error);
  const taken = problem.includes("EADDRINUSE")
    ? ": stop what holds it, or choose another --port-base"
    : "";
  console.error(`[emulate] ${problem}${taken}\n\n${usage}`);
  process.exitCode = 1;
}
