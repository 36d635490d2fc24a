import type { ServerResponse } from "node:http";
import type { BotWatch } from "./botWatch.ts";
import { type People, surfaceNames } from "./people.ts";

/** Milliseconds that changes are gathered for: a streamed answer changes many times a second. */
const gathering = 40;
const beat = 15_000;

/** Sends all a person sees, and each change of it, until the page goes away. */
export function sendEvents(
  response: ServerResponse,
  {
    people,
    person,
    bot,
    command,
  }: {
    readonly people: People;
    readonly person: number;
    readonly bot: BotWatch;
    readonly command: string;
  },
): void {
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  const send = (event: string, data: unknown) => {
    response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const tellBot = () => send("bot", { running: bot.running(), command });
  const timers = new Set<NodeJS.Timeout>();
  const ends = surfaceNames.map((name) => {
    const surface = people.of(name, person);
    let due = false;
    const tell = () => {
      const served = surface.servicing?.standing();
      send("shown", {
        surface: name,
        shown: surface.shown(),
        ...(served === undefined ? {} : { served }),
      });
    };
    tell();
    return surface.watch(() => {
      if (due) return;
      due = true;
      const timer = setTimeout(() => {
        timers.delete(timer);
        due = false;
        tell();
      }, gathering);
      timers.add(timer);
    });
  });
  ends.push(bot.watch(tellBot));
  tellBot();
  const heart = setInterval(() => response.write(": \n\n"), beat);
  response.once("close", () => {
    clearInterval(heart);
    for (const timer of timers) clearTimeout(timer);
    for (const end of ends) end();
  });
}
