import { Agent, request } from "node:http";
import { bot } from "./update.ts";

/** Status of a webhook call; 0 where no answer came. */
export type Status = number;

export interface Caller {
  /** Opens all connections. Never rejects. */
  connect(): Promise<void>;
  /** Never rejects. */
  post(body: string): Promise<Status>;
  /** Calls that wait for their answer. */
  open(): number;
  close(): void;
}

/** Milliseconds after which a call counts as unanswered; Telegram waits about as long. */
const patience = 60_000;

/** Opened at once, within what a server lets wait to be accepted (511): beyond, they come seconds late. */
const burst = 400;

/**
 * Calls a bot's webhook as Telegram does, over connections that are kept. Calls beyond their number
 * wait here for a free one: who counts from when a call was due counts that too.
 */
export function caller(url: string, connections = 400): Caller {
  const { hostname, port } = new URL(url);
  const agents: Agent[] = [];
  for (let left = connections; left > 0; left -= burst) {
    const maxSockets = Math.min(burst, left);
    agents.push(new Agent({ keepAlive: true, maxSockets, maxFreeSockets: maxSockets }));
  }
  let open = 0;
  let calls = 0;

  const touch = (agent: Agent) =>
    new Promise<void>((resolve) => {
      const call = request({ agent, hostname, port, path: "/healthz" }, (response) => {
        response.resume();
        response.once("end", resolve);
      });
      call.once("error", () => resolve());
      call.end();
    });

  return {
    async connect() {
      for (const agent of agents) {
        await Promise.all(Array.from({ length: agent.maxSockets }, () => touch(agent)));
      }
    },
    post(text) {
      calls += 1;
      const agent = agents[calls % agents.length];
      const body = Buffer.from(text);
      open += 1;
      return new Promise<Status>((resolve) => {
        const end = (status: Status) => {
          open -= 1;
          resolve(status);
        };
        const send = () => {
          const call = request(
            {
              ...(agent === undefined ? {} : { agent }),
              hostname,
              port,
              path: bot.path,
              method: "POST",
              headers: {
                "Content-Type": "application/json",
                "Content-Length": body.length,
                "X-Telegram-Bot-Api-Secret-Token": bot.secret,
              },
              timeout: patience,
            },
            (response) => {
              const { statusCode = 0 } = response;
              response.resume();
              response.once("end", () => end(statusCode));
              response.once("error", () => end(0));
            },
          );
          call.once("timeout", () => call.destroy());
          call.once("error", (error: NodeJS.ErrnoException) => {
            // A connection that both kept may be closed by the server just as it is used again.
            if (call.reusedSocket && error.code === "ECONNRESET") send();
            else end(0);
          });
          call.end(body);
        };
        send();
      });
    },
    open: () => open,
    close() {
      for (const agent of agents) agent.destroy();
    },
  };
}
