import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { streamSlots } from "../../../src/console/desk/streamSlots.ts";
import { li, looks, type Stage, sends, stage, wang } from "./stage.ts";

let desk: Stage;
const open: { abort(): void }[] = [];
beforeEach(async () => {
  desk = await stage({ beat: 60, gather: 5, slots: streamSlots({ perSession: 2, inAll: 3 }) });
});
afterEach(async () => {
  for (const each of open.splice(0)) each.abort();
  await new Promise((resolve) => setTimeout(resolve, 20));
  await desk.close();
  expect(desk.problems).toEqual([]);
});

interface Event {
  readonly event: string;
  readonly data: string;
  readonly id?: string;
}

/** A stream as a browser reads it; `next` waits for an event of a kind. */
async function follow(query = "", who = li, headers: Record<string, string> = {}) {
  const response = await looks(desk, `/console/stream${query}`, who, {
    Accept: "text/event-stream",
    ...headers,
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  open.push({ abort: () => void reader?.cancel() });
  let rest = "";
  let closed = false;
  async function read(): Promise<Event | undefined> {
    for (;;) {
      const end = rest.indexOf("\n\n");
      if (end >= 0) {
        const block = rest.slice(0, end);
        rest = rest.slice(end + 2);
        const fields = Object.fromEntries(
          block
            .split("\n")
            .map((line) => [
              line.slice(0, line.indexOf(":")),
              line.slice(line.indexOf(":") + 1).trim(),
            ]),
        );
        if (fields["event"] !== undefined) return fields as unknown as Event;
      } else {
        const { value, done } = (await reader?.read()) ?? { done: true };
        if (done) {
          closed = true;
          return undefined;
        }
        rest += value;
      }
    }
  }
  async function next(kind: string, fits: (data: string) => boolean = () => true): Promise<Event> {
    for (;;) {
      const event = await read();
      if (event === undefined) throw new Error(`the stream ended before ${kind}`);
      if (event.event === kind && fits(event.data)) return event;
    }
  }
  /** What comes during a few beats. */
  async function beats(): Promise<Event[]> {
    const seen: Event[] = [];
    for (let count = 0; count < 3; ) {
      const event = await read();
      if (event === undefined) throw new Error("the stream ended");
      if (event.event === "beat") count += 1;
      else seen.push(event);
    }
    return seen;
  }
  return { status: response.status, next, read, beats, closed: () => closed };
}

describe("the inbox", () => {
  test("a new conversation comes as a line, and the queue with it", async () => {
    const stream = await follow();
    await stream.next("parts");
    const id = await desk.asks();
    const { data } = await stream.next("inbox", (text) => text.includes(id));
    const { lines } = JSON.parse(data) as { lines: { id: string; markup: string }[] };
    expect(lines).toMatchObject([{ id, unread: 1, waiting: true }]);
    expect(lines[0]?.markup).toContain("知识产权质押融资");
    const parts = await stream.next("parts", (text) => text.includes("queue"));
    expect(JSON.parse(parts.data).queue).toContain("1 人排队");
  });

  test("what leaves the view is told to go", async () => {
    const id = await desk.asks();
    const stream = await follow();
    await stream.next("parts");
    await desk.port.desk.claim(id, wang, "console");
    const { data } = await stream.next("inbox");
    expect(JSON.parse(data)).toMatchObject({ lines: [], out: [id] });
  });

  test("what changed between page and stream is caught up", async () => {
    const early = await desk.asks({ contact: "early" });
    const since = Date.now() + 60_000;
    const caught = await follow(`?since=${since}`);
    const nothing = JSON.parse((await caught.next("inbox")).data);
    expect(nothing).toMatchObject({ lines: [], all: [early] });
    const all = JSON.parse((await (await follow("?since=0", wang)).next("inbox")).data);
    expect(all.lines).toHaveLength(1);
  });

  test("many changes at once are one reading", async () => {
    const ids: string[] = [];
    for (let n = 0; n < 30; n++) ids.push(await desk.asks({ contact: `c${n}` }));
    const stream = await follow();
    await stream.next("parts");
    for (const id of ids) desk.port.desk.changed(id);
    const { data } = await stream.next("inbox");
    expect(JSON.parse(data).lines).toHaveLength(30);
  });
});

describe("where another instance cannot tell this one", () => {
  beforeEach(() => {
    desk.hears = false;
  });

  test("a new conversation comes into the list all the same, and the queue with it", async () => {
    const stream = await follow();
    await stream.next("parts");
    const id = await desk.asks();
    const { data } = await stream.next("inbox", (text) => text.includes(id));
    expect(JSON.parse(data)).toMatchObject({ lines: [{ id, unread: 1 }], out: [] });
    await stream.next("parts", (text) => text.includes("1 人排队"));
  });

  test("a line comes anew when more is written, and goes when it is claimed there", async () => {
    const id = await desk.asks();
    const stream = await follow();
    await stream.next("inbox");
    await desk.writes(id, "还在吗");
    const { data } = await stream.next("inbox");
    expect(JSON.parse(data)).toMatchObject({ lines: [{ id, unread: 2 }], out: [] });
    const { id: handoff = "", fence = 0 } = (await desk.ledger.desk.newestHandoff(id)) ?? {};
    const set = { state: "claimed", staff: wang, surface: "console" } as const;
    await desk.ledger.desk.change({ id: handoff, fence, set, event: "claimed", by: wang });
    expect(JSON.parse((await stream.next("inbox")).data)).toMatchObject({ lines: [], out: [id] });
  });

  test("an ended one comes into the list of the ended", async () => {
    const id = await desk.asks();
    const stream = await follow("?tab=ended");
    await stream.next("inbox");
    const { id: handoff = "", fence = 0 } = (await desk.ledger.desk.newestHandoff(id)) ?? {};
    const set = { state: "ended", end: "left" } as const;
    await desk.ledger.desk.change({ id: handoff, fence, set, event: "left" });
    const { data } = await stream.next("inbox");
    expect(JSON.parse(data)).toMatchObject({ lines: [{ id, waiting: false }], out: [] });
  });

  test("an instance with changes of its own looks as well", async () => {
    const id = await desk.asks();
    const busy = await desk.asks({ contact: "busy" });
    const after = (await desk.ledger.transcript(id)).at(-1)?.seq;
    const stream = await follow(`?conversation=${id}&after=${after}`);
    await stream.next("parts");
    const ticking = setInterval(() => desk.port.desk.changed(busy), 10);
    await desk.writes(id, "另一台收到的");
    await stream.next("entry", (text) => text.includes("另一台收到的"));
    clearInterval(ticking);
  });

  test("what nobody changed is not told again", async () => {
    await desk.asks();
    const stream = await follow();
    await stream.next("inbox");
    expect((await stream.beats()).map(({ event }) => event)).not.toContain("inbox");
  });
});

describe("an alert", () => {
  type Stream = Awaited<ReturnType<typeof follow>>;
  const kindOf = ({ data }: Event) => {
    const { kind, conversation } = JSON.parse(data);
    return `${kind} ${conversation}`;
  };
  const next = async (stream: Stream) => kindOf(await stream.next("alert"));
  const soon = async (stream: Stream) =>
    (await stream.beats()).filter(({ event }) => event === "alert").map(kindOf);
  const now = () => `?since=${Date.now()}`;

  test.each([true, false])(
    "comes for one's own customer, whatever list is open (told: %s)",
    async (hears) => {
      const id = await desk.asks();
      await desk.port.desk.claim(id, li, "console");
      const [mine, theirs] = [await follow(now()), await follow(now(), wang)];
      await mine.next("parts");
      desk.hears = hears;
      await desk.writes(id, "在吗？急！");
      expect(await next(mine)).toBe(`wrote ${id}`);
      await desk.writes(id, "？？");
      expect(await next(mine)).toBe(`wrote ${id}`);
      expect(await soon(mine)).toEqual([]);
      expect(await soon(theirs)).toEqual([]);
    },
  );

  test("comes to whom a conversation is given, and not to who took one", async () => {
    const id = await desk.asks();
    const [giver, taker] = [await follow(now()), await follow("?tab=promised&district=x", wang)];
    await giver.next("parts");
    await desk.port.desk.claim(id, li, "telegram");
    await giver.next("inbox");
    await desk.port.desk.transfer(id, li, { staff: wang });
    expect(await next(taker)).toBe(`given ${id}`);
    await desk.port.desk.transfer(id, wang, { staff: li });
    expect(await next(giver)).toBe(`given ${id}`);
    expect(await soon(taker)).toEqual([]);
    expect(await soon(giver)).toEqual([]);
  });

  test("comes once for who has waited long", async () => {
    const id = await desk.asks();
    const stream = await follow("?tab=mine");
    const { id: handoff = "", fence = 0 } = (await desk.ledger.desk.newestHandoff(id)) ?? {};
    const set = { escalatedAt: new Date() };
    await desk.ledger.desk.change({ id: handoff, fence, set, event: "escalated" });
    desk.port.desk.changed(id);
    expect(await next(stream)).toBe(`escalated ${id}`);
    await desk.writes(id, "还在等");
    expect(await soon(stream)).toEqual([]);
  });

  test("that a broken stream missed comes with the next, under the same key", async () => {
    const id = await desk.asks();
    await desk.port.desk.claim(id, li, "console");
    const first = await follow(now());
    await first.next("parts");
    await desk.writes(id, "断线前后");
    const { data } = await first.next("alert");
    const second = await follow(now());
    expect((await second.next("alert")).data).toBe(data);
    expect(await soon(await follow(`?since=${Date.now() + 60_000}`))).toEqual([]);
  });
});

test("the tab of one's own tells in how many something is unread", async () => {
  const id = await desk.asks();
  await desk.port.desk.claim(id, li, "console");
  const stream = await follow();
  const tabs = async (fits: string) =>
    JSON.parse((await stream.next("parts", (text) => text.includes(fits))).data).tabs as string;
  expect(await tabs("tabs")).toContain("1 个会话有未读消息");
  const seq = String((await desk.ledger.transcript(id)).at(-1)?.seq);
  await sends(desk, `/console/conversations/${id}/read`, { seq });
  expect(await tabs('data-unread=\\"0\\"')).not.toContain("未读");
});

describe("a conversation", () => {
  test("a customer's line is on the page, under its seq", async () => {
    const id = await desk.asks();
    const after = (await desk.ledger.transcript(id)).at(-1)?.seq ?? 0;
    const stream = await follow(`?conversation=${id}&after=${after}`);
    await desk.writes(id, "还有一个问题");
    const { data, id: at } = await stream.next("entry");
    const line = JSON.parse(data);
    expect(line.side).toBe("contact");
    expect(line.markup).toContain("还有一个问题");
    expect(at).toBe(String(line.seq));
    expect(line.seq).toBeGreaterThan(after);
  });

  test("a stream that broke goes on behind its last line", async () => {
    const id = await desk.asks();
    const before = (await desk.ledger.transcript(id)).at(-1)?.seq ?? 0;
    await desk.writes(id, "断线时写的");
    const resumed = await follow(`?conversation=${id}&after=0`, li, {
      "Last-Event-ID": String(before),
    });
    expect(JSON.parse((await resumed.next("entry")).data).markup).toContain("断线时写的");
  });

  test("a claim elsewhere changes what stands beside it, and only that", async () => {
    const id = await desk.asks();
    const stream = await follow(`?conversation=${id}&after=99`);
    await stream.next("parts");
    await desk.port.desk.claim(id, wang, "telegram");
    const { data } = await stream.next("parts", (text) => text.includes("standing"));
    const parts = JSON.parse(data) as Record<string, string>;
    expect(parts["standing"]).toContain("小王 正在服务");
    expect(Object.keys(parts)).not.toContain("capsule");
  });

  test("a delivery's end reaches its line", async () => {
    const id = await desk.asks();
    const stream = await follow(`?conversation=${id}&after=99`);
    await stream.next("parts");
    for (const due of await desk.ledger.dueDeliveries(["web"], 9, new Date())) {
      await desk.ledger.settle(due.id, due.fence, { state: "sent" });
    }
    desk.port.desk.changed(id);
    const { data } = await stream.next("parts", (text) => text.includes("已送达"));
    expect(Object.keys(JSON.parse(data)).every((part) => part.startsWith("r-"))).toBe(true);
  });

  test("its erasure is told", async () => {
    const stream = await follow("?conversation=none&after=0");
    await stream.next("gone");
  });

  test("who looks at it is seen by the others, and no longer once they left", async () => {
    const id = await desk.asks();
    const mine = await follow(`?conversation=${id}&after=99&page=tab-of-xiaoli-0001`);
    await mine.next("parts");
    const theirs = await follow(`?conversation=${id}&after=99&page=tab-of-xiaowang-1`, wang);
    await theirs.next("parts", (text) => text.includes("小李 正在看"));
    await mine.next("parts", (text) => text.includes("小王 正在看"));
    await sends(
      desk,
      `/console/conversations/${id}/presence`,
      { tab: "tab-of-xiaowang-1", writing: "1" },
      wang,
    );
    await mine.next("parts", (text) => text.includes("小王 正在写"));
    open[1]?.abort();
    await mine.next(
      "parts",
      (text) => text.includes('id=\\"presence\\"') && !text.includes("小王"),
    );
  });
});

describe("the connection", () => {
  test("beats while nothing happens", async () => {
    const stream = await follow();
    expect(Number((await stream.next("beat")).data)).toBeGreaterThan(0);
  });

  test("ends when the session ends", async () => {
    const stream = await follow();
    await stream.next("parts");
    desk.ended.add(li.id);
    await stream.next("signed-out");
    expect(await stream.read()).toBeUndefined();
  });

  test("ends at once when the account is changed so that it ends, and not for another's", async () => {
    const stream = await follow();
    await stream.next("parts");
    expect(desk.heed.size).toBe(1);
    for (const listener of desk.heed) listener(wang.id);
    desk.ended.add(li.id);
    for (const listener of desk.heed) listener(li.id);
    await stream.next("signed-out");
    expect(await stream.read()).toBeUndefined();
    expect(desk.heed.size).toBe(0);
  });

  test("the oldest of a session gives way, and others are refused when all are taken", async () => {
    const first = await follow();
    await first.next("parts");
    await follow();
    await follow();
    await first.next("moved");
    expect((await follow("", wang)).status).toBe(200);
    // wang's second would be the fourth of three.
    expect((await follow("", wang)).status).toBe(503);
  });

  test("is for nobody who has not logged in", async () => {
    const response = await desk.app.request("/console/stream", {
      headers: { Accept: "text/event-stream" },
    });
    expect(response.status).toBe(401);
  });
});
