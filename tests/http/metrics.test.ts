import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import { createMetrics, metricsRoute } from "../../src/http/metrics.ts";

const calm = {
  waiting: 0,
  setAside: 0,
  queued: 0,
  sending: 0,
  uncertain: 0,
  failed: 0,
};

describe("metrics", () => {
  test("count what happened, by channel", async () => {
    const metrics = createMetrics(async () => ({
      ...calm,
      waiting: 3,
      failed: 2,
      waitingSince: new Date(Date.now() - 5_000),
    }));
    metrics.accepted("telegram");
    metrics.accepted("telegram");
    metrics.repeated("wecom-kf");
    metrics.door("telegram", "refused-secret");
    metrics.turn("telegram", "answer", 0.004);
    metrics.delivered("telegram", "sent", 0.02);
    metrics.delivered("telegram", "failed", 3);
    metrics.delivered("telegram", "sent", undefined);
    metrics.guarded(2);
    const text = await metrics.text();
    for (const line of [
      'zhiwen_accepted_total{channel="telegram"} 2',
      'zhiwen_repeats_total{channel="wecom-kf"} 1',
      'zhiwen_door_events_total{channel="telegram",event="refused-secret"} 1',
      'zhiwen_turns_total{channel="telegram",outcome="answer"} 1',
      'zhiwen_turn_seconds_bucket{le="0.005",channel="telegram"} 1',
      'zhiwen_deliveries_total{channel="telegram",state="failed"} 1',
      'zhiwen_answer_seconds_count{channel="telegram"} 1',
      "zhiwen_guard_blocks_total 2",
      'zhiwen_messages{state="waiting"} 3',
      'zhiwen_messages{state="failed"} 2',
    ]) {
      expect(text).toContain(line);
    }
    expect(Number(/^zhiwen_queue_age_seconds (.+)$/m.exec(text)?.[1])).toBeGreaterThanOrEqual(5);
    expect(text).toContain("zhiwen_process_resident_memory_bytes");
  });
});

describe("/metrics", () => {
  const app = new Hono().route("/", metricsRoute(createMetrics(async () => calm)));
  const from = (remoteAddress: string, headers: Record<string, string> = {}) =>
    app.request("/metrics", { headers }, { incoming: { socket: { remoteAddress } } });

  test.each(["127.0.0.1", "::1", "::ffff:10.0.0.7", "192.168.3.4", "172.18.0.2", "fd00::1"])(
    "answers %s",
    async (peer) => {
      const response = await from(peer);
      expect(response.status).toBe(200);
      expect(response.headers.get("Content-Type")).toContain("text/plain");
    },
  );

  test.each(["203.0.113.9", "2001:db8::1", "::ffff:8.8.8.8", "172.32.0.1"])(
    "is not there for %s",
    async (peer) => {
      expect((await from(peer)).status).toBe(404);
    },
  );

  test("is not there for what a proxy passes on", async () => {
    expect((await from("127.0.0.1", { "X-Forwarded-For": "10.0.0.1" })).status).toBe(404);
    expect((await from("127.0.0.1", { Forwarded: "for=10.0.0.1" })).status).toBe(404);
  });
});
