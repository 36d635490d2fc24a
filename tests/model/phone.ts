import type { Delivery } from "../../src/core/delivery.ts";
import { policy } from "./town.ts";

/** What the customers saw: how often each delivery came up on their screen. */
export class Phones {
  readonly #seen = new Map<string, number>();

  show({ id, channel }: Pick<Delivery, "id" | "channel">): void {
    // A platform that knows a message's id shows it once.
    const once = policy(channel) === "resend";
    this.#seen.set(id, once ? 1 : this.times(id) + 1);
  }

  times(delivery: string): number {
    return this.#seen.get(delivery) ?? 0;
  }
}
