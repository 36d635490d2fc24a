import { describe, expect, test } from "vitest";
import type { Delivery } from "../../../../src/core/delivery.ts";
import type { Answered } from "./fakeApi.ts";
import { now } from "./sample.ts";
import { delivery, long, send } from "./send.ts";

describe("a welcome", () => {
  const arrival = (more: Partial<Delivery> = {}) =>
    delivery({
      text: "您好，我是知问",
      kind: "say",
      handle: { code: "CODE1", until: new Date(now.getTime() + 15_000).toISOString() },
      ...more,
    });
  const onEvent = (...answers: Answered[]) => ({ "kf/send_msg_on_event": answers });

  test("goes by the code of the arrival", async () => {
    const { result, api } = await send(arrival());
    expect(result).toEqual({ state: "sent", parts: 1 });
    expect(api.asked).toEqual([
      {
        path: "kf/send_msg_on_event",
        body: { code: "CODE1", msgid: "d-1", msgtype: "text", text: { content: "您好，我是知问" } },
      },
    ]);
  });

  test("may be a menu, and is one message whatever its length", async () => {
    const menu = await send(arrival({ choices: [{ label: "质押", text: "专利质押" }] }));
    expect(menu.api.of("kf/send_msg_on_event")).toMatchObject([{ msgtype: "msgmenu" }]);
    const { api } = await send(arrival({ text: long }));
    expect(api.asked).toHaveLength(1);
  });

  test.each(["2026-11-21T08:59:59.000Z", "2026-11-21T09:00:00.000Z", "never", undefined])(
    "whose code ran out at %s goes like any answer",
    async (until) => {
      const handle = { code: "CODE1", ...(until === undefined ? {} : { until }) };
      const { api, result } = await send(arrival({ handle }));
      expect(api.asked.map(({ path }) => path)).toEqual(["kf/send_msg"]);
      expect(result.state).toBe("sent");
    },
  );

  test.each([40058, 41051, 41096, 95018])(
    "whose code is refused by %i goes like any answer",
    async (errcode) => {
      const { api, result } = await send(arrival(), onEvent(errcode));
      expect(api.asked.map(({ path }) => path)).toEqual(["kf/send_msg_on_event", "kf/send_msg"]);
      expect(result.state).toBe("sent");
    },
  );

  test("whose code is refused does not leave once a person has come", async () => {
    const { result, api } = await send(arrival(), onEvent(41096), { taken: () => true });
    expect(result).toEqual({ state: "halted" });
    expect(api.asked).toHaveLength(1);
  });

  test("is tried again soon, the code lives for 20 s", async () => {
    for (const trouble of ["cut", "no connection", -1, 45009] as const) {
      const { result } = await send(arrival(), onEvent(trouble));
      expect(result).toMatchObject({ state: "retry", at: new Date(now.getTime() + 1_000) });
    }
  });

  test("in doubt is never sent by another way", async () => {
    const doubt = { attempts: 2, reason: "no answer in time: it may have arrived" };
    const used = await send(arrival(doubt), onEvent(40058));
    expect(used.result).toEqual({ state: "sent" });
    expect(used.api.asked).toHaveLength(1);
    const refused = await send(arrival(doubt), onEvent(41096));
    expect(refused.result.state).toBe("uncertain");
    const late = await send(arrival(doubt), {}, { at: new Date(now.getTime() + 60_000) });
    expect(late.result.state).toBe("uncertain");
    expect(late.api.asked).toEqual([]);
  });
});
