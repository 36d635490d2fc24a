/**
 * Loaded before a subject (`node --expose-gc --import`): answers the measuring process over the
 * channel between them. Costs the subject nothing between questions.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";

export interface Inside {
  /** Bytes in use after a collection. */
  readonly heap: number;
  readonly outside: number;
  readonly rss: number;
  /** Milliseconds of processor time since the start. */
  readonly cpu: number;
  /** How late a timer came since the last question, in milliseconds. */
  readonly delay: { readonly p99: number; readonly most: number };
}

const { gc } = globalThis as { gc?: () => void };
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();

process.on("message", (asked: { readonly collect: boolean }) => {
  if (asked.collect) {
    gc?.();
    gc?.();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const inside: Inside = {
    heap: heapUsed,
    outside: external,
    rss,
    cpu: (user + system) / 1_000,
    delay: { p99: delay.percentile(99) / 1e6, most: delay.max / 1e6 },
  };
  delay.reset();
  process.send?.(inside);
});
// The channel alone keeps no subject alive.
process.channel?.unref();
