import { setTimeout as sleep } from "node:timers/promises";
import { type Api, type Trouble, troubleOf, within } from "../api.ts";
import type { Pace } from "../pace.ts";

/** A call to the group that Telegram did not carry out, or of which nobody knows. */
export class CallFailed extends Error {
  readonly method: string;
  readonly trouble: Trouble;

  constructor(method: string, trouble: Trouble) {
    super(`${method}: ${trouble.why}`);
    this.name = "CallFailed";
    this.method = method;
    this.trouble = trouble;
  }

  /** True where Telegram refused it in these words. */
  says(words: RegExp): boolean {
    return this.trouble.kind === "refused" && words.test(this.trouble.why);
  }
}

/** The methods used on the group, each leaving no faster than a group takes messages. */
export type GroupCalls = <M extends Method>(
  method: M,
  call: (api: Api, signal: ReturnType<typeof within>) => Promise<Result<M>>,
) => Promise<Result<M>>;

type Method = {
  [M in keyof Api]: Api[M] extends (...args: never[]) => Promise<unknown> ? M : never;
}[keyof Api] &
  string;
type Result<M extends Method> = Api[M] extends (...args: never[]) => Promise<infer R> ? R : never;

/** Rejects with {@link CallFailed}. */
export function groupCalls(api: Api, turns: Pace, chat: number, ended: AbortSignal): GroupCalls {
  let calls = 0;
  return async (method, call) => {
    ended.throwIfAborted();
    calls += 1;
    const send = `staff-group/${calls}`;
    const wait = () => turns.turn(send, chat, Date.now()) - Date.now();
    try {
      // A hold may come while it waits.
      for (let left = wait(); left > 0; left = wait())
        await sleep(left, undefined, { signal: ended });
    } finally {
      turns.done(send);
    }
    try {
      // Not cut short at the end: what has left is recorded, or it would be shown twice.
      return await call(api, within());
    } catch (error) {
      const trouble = troubleOf(error);
      if (
        trouble.kind === "refused" &&
        (trouble.code === 429 || trouble.retryAfter !== undefined)
      ) {
        turns.hold(chat, Date.now() + (trouble.retryAfter ?? 1) * 1000);
      }
      throw new CallFailed(method, trouble);
    }
  };
}
