import { randomBytes } from "node:crypto";
import type { RedisLine } from "./redis.ts";

/**
 * Notices between instances. Best effort: one that is sent while Redis or a listener is away is
 * lost, so whoever listens also looks by itself from time to time.
 */
export interface Wakes {
  /** Tells the other instances, not this one. Never rejects. */
  publish(topic: string, payload: string): Promise<void>;
  /** What other instances publish; the result ends that. */
  subscribe(topic: string, listener: (payload: string) => void): () => void;
}

/** For an instance that is the only one. */
export const noWakes: Wakes = {
  publish: async () => undefined,
  subscribe: () => () => undefined,
};

export function sharedWakes(redis: RedisLine): Wakes {
  const self = randomBytes(8).toString("hex");
  const channelOf = (topic: string) => redis.name(`wake:${topic}`);
  return {
    async publish(topic, payload) {
      const channel = channelOf(topic);
      const message = `${self} ${redis.seal.close(payload, channel)}`;
      await redis.ask((client) => client.publish(channel, message));
    },
    subscribe(topic, listener) {
      const channel = channelOf(topic);
      return redis.listen(channel, (message) => {
        const end = message.indexOf(" ");
        if (end < 0 || message.slice(0, end) === self) return;
        const payload = redis.seal.open(message.slice(end + 1), channel);
        if (payload !== undefined) listener(payload);
      });
    },
  };
}
