import type { Redis } from "ioredis";
import { ZhiwenError } from "../core/errors.ts";
import { replyCode } from "./trouble.ts";

type Listener = (message: string) => void;

/** Milliseconds between pings: a subscriber sends nothing by itself and so would notice nothing. */
const pingMs = 10_000;

/** Channels of one connection, opened with the first of them. */
export function listening(connect: () => Redis, report: (error: unknown) => void) {
  const channels = new Map<string, Set<Listener>>();
  let client: Redis | undefined;
  let beat: NodeJS.Timeout | undefined;
  let refused = false;
  let closed = false;

  const subscribe = async (names: readonly string[]) => {
    if (client?.status !== "ready" || names.length === 0) return;
    try {
      await client.subscribe(...names);
    } catch (error) {
      const code = replyCode(error);
      // Of a connection that is lost, the one for requests tells; and `ready` comes again.
      if (code === undefined || refused) return;
      refused = true;
      report(
        new ZhiwenError(
          "redis",
          `Redis refuses to let us listen (${code})`,
          "give the user of REDIS_URL the channels &zhiwen:*",
        ),
      );
    }
  };
  const open = () => {
    const opened = connect();
    opened.on("error", () => undefined);
    opened.on("ready", () => void subscribe([...channels.keys()]));
    opened.on("message", (channel, message) => {
      for (const listener of channels.get(channel) ?? []) {
        try {
          listener(message);
        } catch (error) {
          report(error);
        }
      }
    });
    beat = setInterval(() => void opened.ping().catch(() => undefined), pingMs).unref();
    return opened;
  };

  return {
    listen(channel: string, listener: Listener): () => void {
      if (closed) return () => undefined;
      client ??= open();
      const listeners = channels.get(channel) ?? new Set();
      if (!channels.has(channel)) {
        channels.set(channel, listeners);
        void subscribe([channel]);
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0 || channels.get(channel) !== listeners) return;
        channels.delete(channel);
        if (client?.status === "ready") client.unsubscribe(channel).catch(() => undefined);
      };
    },
    close(): void {
      closed = true;
      clearInterval(beat);
      channels.clear();
      client?.disconnect();
    },
  };
}
