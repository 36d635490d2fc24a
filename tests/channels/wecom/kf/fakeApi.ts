import type { ApiResult, WecomApi } from "../../../../src/channels/wecom/api.ts";
import { refused } from "../../../../src/channels/wecom/refused.ts";

type Json = Readonly<Record<string, unknown>>;

export interface Asked {
  readonly path: string;
  readonly body: Json;
}

/** An API that answers as it is told; a number is an errcode. */
export interface FakeApi extends WecomApi {
  readonly asked: Asked[];
  of(path: string): readonly Json[];
}

export type Answered = Json | number | "cut" | "no connection";

export function fakeApi(
  answer: (path: string, body: Json, before: number) => Answered | Promise<Answered>,
): FakeApi {
  const asked: Asked[] = [];
  const of = (path: string) => asked.filter((call) => call.path === path).map(({ body }) => body);
  return {
    asked,
    of,
    async call(path, how = {}): Promise<ApiResult> {
      const body = (how.body ?? {}) as Json;
      const before = of(path).length;
      asked.push({ path, body });
      const given = await answer(path, body, before);
      if (typeof given === "number") return refused(given);
      if (given === "cut") return { kind: "unreached", certain: false, why: "no answer in time" };
      if (given === "no connection") {
        return { kind: "unreached", certain: true, why: "no connection: ECONNREFUSED" };
      }
      return { kind: "ok", body: given };
    },
  };
}

/** One KF account's log at WeCom; a cursor is the number of entries before it. */
export interface FakeLog {
  readonly items: unknown[];
  /** Entries of a page. */
  size: number;
  /** Answers to give in place of the next ones. */
  readonly instead: Answered[];
  /** Runs while a page is on its way: what is written there is not in it. */
  onTheWay: () => void | Promise<void>;
  answer(body: Json): Promise<Answered>;
}

export function fakeLog(items: unknown[] = []): FakeLog {
  const log: FakeLog = {
    items,
    size: 1_000,
    instead: [],
    onTheWay: () => {},
    async answer(body) {
      const instead = log.instead.shift();
      if (instead !== undefined) return instead;
      const from = Number(body["cursor"] ?? 0);
      const list = log.items.slice(from, from + log.size);
      const next = from + list.length;
      const more = next < log.items.length ? 1 : 0;
      await log.onTheWay();
      return { errcode: 0, next_cursor: String(next), has_more: more, msg_list: list };
    },
  };
  return log;
}
