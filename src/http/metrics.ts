import { Hono } from "hono";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { asksFromInside } from "./inside.ts";
import { refusal } from "./refusal.ts";

/** What is counted. No label holds what a customer wrote or who they are. */
export interface Metrics {
  accepted(channel: string): void;
  /** A repeat of a message that was stored before. */
  repeated(channel: string): void;
  /** What a door did with something that is no message: `refused-signature`, `ignored-sticker`. */
  door(channel: string, event: string): void;
  turn(channel: string, outcome: string, seconds: number): void;
  /** Figures the guard stopped. */
  guarded(count: number): void;
  /** A delivery came to an end, so long after its message was accepted; undefined where it answers none. */
  delivered(channel: string, state: string, seconds: number | undefined): void;
  /** In Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** State of the record, asked for when the page is read. */
export interface Gauged {
  readonly waiting: number;
  readonly waitingSince?: Date;
  readonly setAside: number;
  readonly queued: number;
  readonly sending: number;
  readonly uncertain: number;
  readonly failed: number;
}

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function createMetrics(gauged: () => Promise<Gauged>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: "zhiwen_" });
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter({ name: `zhiwen_${name}`, help, labelNames: [...labelNames], registers });
  const timed = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Histogram({
      name: `zhiwen_${name}`,
      help,
      labelNames: [...labelNames],
      buckets: seconds,
      registers,
    });
  const accepted = counter("accepted_total", "Messages stored", ["channel"]);
  const repeats = counter("repeats_total", "Messages that came again", ["channel"]);
  const door = counter("door_events_total", "What doors refused or ignored", ["channel", "event"]);
  const turns = counter("turns_total", "Turns by outcome", ["channel", "outcome"]);
  const turnTime = timed("turn_seconds", "Time one turn took", ["channel"]);
  const guard = counter("guard_blocks_total", "Figures the guard stopped", []);
  const ends = counter("deliveries_total", "Deliveries by end", ["channel", "state"]);
  const answerTime = timed("answer_seconds", "From accepted to sent", ["channel"]);
  const state = new Gauge({
    name: "zhiwen_messages",
    help: "Messages and replies by state",
    labelNames: ["state"],
    registers,
  });
  const age = new Gauge({
    name: "zhiwen_queue_age_seconds",
    help: "How long the oldest unhandled message has waited",
    registers,
  });
  return {
    accepted: (channel) => accepted.inc({ channel }),
    repeated: (channel) => repeats.inc({ channel }),
    door: (channel, event) => door.inc({ channel, event }),
    turn(channel, outcome, took) {
      turns.inc({ channel, outcome });
      turnTime.observe({ channel }, took);
    },
    guarded: (count) => guard.inc(count),
    delivered(channel, end, took) {
      ends.inc({ channel, state: end });
      if (end === "sent" && took !== undefined) answerTime.observe({ channel }, took);
    },
    async text() {
      const { waiting, waitingSince, setAside, queued, sending, uncertain, failed } =
        await gauged();
      const counts = { waiting, "set-aside": setAside, queued, sending, uncertain, failed };
      for (const [name, value] of Object.entries(counts)) state.set({ state: name }, value);
      age.set(waitingSince === undefined ? 0 : (Date.now() - waitingSince.getTime()) / 1_000);
      return await registry.metrics();
    },
    contentType: registry.contentType,
  };
}

/** `/metrics` for whoever asks from inside; others are told that there is no such page. */
export function metricsRoute(metrics: Pick<Metrics, "text" | "contentType">): Hono {
  const app = new Hono();
  app.get("/metrics", async (c) => {
    if (!asksFromInside(c)) return refusal(c, 404, "not-found", "没有这个页面");
    c.header("Cache-Control", "no-store");
    return c.body(await metrics.text(), 200, { "Content-Type": metrics.contentType });
  });
  return app;
}
