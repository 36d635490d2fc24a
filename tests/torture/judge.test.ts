import { describe, expect, test } from "vitest";
import type { Shown } from "../emulators/surface.ts";
import type { Contact, Way } from "./contact.ts";
import { judge } from "./judge.ts";
import type { RecordRows } from "./record.ts";
import { scriptOf, tagIn, tagOf } from "./script.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };
type Rows = Mutable<RecordRows>;

const asked = ["第一个问题", "第二个问题", "第三个问题"];
const answerTo = (text: string) => `答：${text}`;

/** A contact who asked three questions, each answered before the next, and a record that fits. */
function world(way: Way = "telegram"): { contact: Contact; rows: Rows; screen: string[] } {
  const screen = asked.map(answerTo);
  const surface = {
    shown: () =>
      screen.map((text, at): Shown => {
        const common = { choices: [], at: new Date(0), complete: true };
        return { id: String(at), from: "bot", text, ...common };
      }),
  } as unknown as Contact["surface"];
  const said = asked.map((text, at) => ({
    line: { text, expects: [text] },
    at: at * 1_000,
    acceptedAt: at * 1_000 + 100,
    calls: 1,
  }));
  const contact: Contact = { way, id: "7", surface, said, left: [] };
  const conversation = "c";
  const rows: Rows = {
    conversations: [
      { id: "c", channel: way, contact: "7", version: 3, accepted_seq: 3, handled_seq: 3 },
    ],
    inbox: asked.map((_, at) => ({ conversation, message_id: `m${at}`, state: "done" })),
    transcript: asked.flatMap((text, at) => [
      { conversation, seq: at * 2, side: "contact", text, message_id: `m${at}` },
      { conversation, seq: at * 2 + 1, side: "bot", text: answerTo(text), message_id: null },
    ]),
    outbox: asked.map((_, at) => ({
      conversation,
      seq: at * 2 + 1,
      message_id: `m${at}`,
      state: "sent",
      reason: null,
    })),
    requests: [],
  };
  return { contact, rows, screen };
}

const faults = ({ contact, rows }: Pick<ReturnType<typeof world>, "contact" | "rows">) =>
  judge([contact], rows).violations.map(({ fault }) => fault);

describe("the judge", () => {
  test("finds nothing where all is right, and counts it", () => {
    const { contact, rows } = world();
    const { figures, violations } = judge([contact], rows);
    expect(violations).toEqual([]);
    expect(figures.accepted.telegram).toBe(3);
    expect(figures.sent.telegram).toBe(3);
    expect(figures.seenTwice.telegram).toBe(0);
  });

  test("an accepted message that is nowhere is lost", () => {
    const there = world();
    const { rows } = there;
    rows.transcript = rows.transcript.slice(0, 4);
    rows.inbox.pop();
    rows.outbox.pop();
    rows.conversations = rows.conversations.map((row) => ({ ...row, version: 2 }));
    there.screen.pop();
    expect(faults(there)).toEqual(["lost"]);
  });

  test("what a platform gave up and nobody has is not lost", () => {
    const there = world("wecom-app");
    const { rows } = there;
    const last = there.contact.said[2];
    if (last !== undefined) last.acceptedAt = undefined;
    rows.transcript = rows.transcript.slice(0, 4);
    rows.inbox.pop();
    rows.outbox.pop();
    rows.conversations = rows.conversations.map((row) => ({ ...row, version: 2 }));
    there.screen.pop();
    expect(faults(there)).toEqual([]);
  });

  test("a message handled in two turns is processed twice", () => {
    const there = world();
    const { rows } = there;
    rows.conversations = rows.conversations.map((row) => ({ ...row, version: 4 }));
    rows.transcript.push({
      conversation: "c",
      seq: 6,
      side: "contact",
      text: asked[2] ?? "",
      message_id: "m2",
    });
    expect(new Set(faults(there))).toEqual(new Set(["twice"]));
  });

  test("repeats that were recognised are counted and no fault", () => {
    const { contact, rows } = world();
    rows.conversations = rows.conversations.map((row) => ({ ...row, accepted_seq: 5 }));
    const { figures, violations } = judge([contact], rows);
    expect(violations).toEqual([]);
    expect(figures.repeats.telegram).toBe(2);
  });

  test.each(["telegram", "wecom-app"] as const)("messages out of order are seen on %s", (way) => {
    const there = world(way);
    const places = [2, 0, 4];
    there.rows.transcript = there.rows.transcript
      .map((row) => ({ ...row, seq: (places[Math.floor(row.seq / 2)] ?? 0) + (row.seq % 2) }))
      .toSorted((a, b) => a.seq - b.seq);
    there.rows.outbox = there.rows.outbox.map((row, at) => ({
      ...row,
      seq: (places[at] ?? 0) + 1,
    }));
    expect(faults(there)).toEqual(["disorder", "replies in disorder"]);
  });

  test("a message without a reply, and one with a wrong reply", () => {
    const there = world();
    there.rows.outbox.pop();
    there.screen.pop();
    expect(faults(there)).toEqual(["unanswered"]);
    const other = world();
    other.rows.transcript = other.rows.transcript.map((row) =>
      row.seq === 5 ? { ...row, text: "不知道" } : row,
    );
    other.screen[2] = "不知道";
    expect(faults(other)).toEqual(["wrong answer"]);
  });

  test("a reply seen twice is counted; one marked as sent that nobody saw is a fault", () => {
    const { contact, rows, screen } = world();
    screen.push(answerTo(asked[2] ?? ""));
    const { figures, violations } = judge([contact], rows);
    expect(violations).toEqual([]);
    expect(figures.seenTwice.telegram).toBe(1);
    const there = world();
    there.screen.pop();
    expect(faults(there)).toEqual(["never seen"]);
  });

  test("a reply that is still on its way, a message set aside, a request nobody made", () => {
    const there = world();
    there.rows.outbox = there.rows.outbox.map((row) => ({ ...row, state: "sending" }));
    there.rows.inbox = there.rows.inbox.map((row) => ({ ...row, state: "set-aside" }));
    there.rows.requests.push({ conversation: "c", slots: "{}" });
    expect(new Set(faults(there))).toEqual(new Set(["set aside", "requests", "unsettled"]));
  });

  test("a form makes one request", () => {
    const { contact, rows, screen } = world();
    const files = "13800000007";
    const [first] = contact.said;
    const said = contact.said.map((one) =>
      one === first ? { ...one, line: { ...one.line, files } } : one,
    );
    const filed = { conversation: "c", slots: JSON.stringify({ phone: files }) };
    const of = (requests: Rows["requests"]) =>
      judge([{ ...contact, said }], { ...rows, requests }).violations.length;
    expect(screen.length).toBe(3);
    expect(of([filed])).toBe(0);
    expect(of([])).toBeGreaterThan(0);
    expect(of([filed, filed])).toBeGreaterThan(0);
  });
});

describe("what customers say", () => {
  test("every tag is another, and is found again", () => {
    const tags = Array.from({ length: 5_000 }, (_, number) => tagOf(number));
    expect(new Set(tags).size).toBe(5_000);
    for (const tag of tags) expect(tagIn(`<Content><![CDATA[${tag}：多少？]]>`)).toBe(tag);
  });

  test("no line of a contact is said twice, and a form ends with its request", () => {
    let number = 0;
    const lines = scriptOf(12, true, Math.random, () => tagOf(number++));
    expect(new Set(lines.map(({ text }) => text)).size).toBe(lines.length);
    expect(lines.flatMap(({ files }) => files ?? [])).toEqual(["13800000012"]);
  });
});
