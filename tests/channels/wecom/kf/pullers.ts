import { afterEach } from "vitest";
import {
  type Puller,
  type PullerOptions,
  puller,
} from "../../../../src/channels/wecom/kf/puller.ts";
import { type FakeLog, fakeApi } from "./fakeApi.ts";
import type { KfRecord } from "./record.ts";
import { now, written } from "./sample.ts";

/** Pullers of one test file, stopped after each test. */
export function pullers() {
  const started: Puller[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((each) => each.stop()));
  });
  /** One instance of the program that pulls from a log. */
  return (record: KfRecord, log: FakeLog, more: Partial<PullerOptions> = {}) => {
    const api = fakeApi((_, body) => log.answer(body));
    const port = record.port();
    const pulls = puller({
      api,
      port,
      historyMs: 10 * 60_000,
      now: () => now,
      leasePauseMs: 5,
      failurePauseMs: 5,
      ...more,
    });
    started.push(pulls);
    return { api, port, pulls };
  };
}

export function some(count: number, from = 1): unknown[] {
  return Array.from({ length: count }, (_, at) => written(`m${from + at}`));
}

export const names = (count: number) => Array.from({ length: count }, (_, at) => `m${at + 1}`);
