import { expect } from "vitest";
import { openLedger } from "../../src/ledger/ledger.ts";
import { linesOf } from "./child.ts";
import type { Orders } from "./crashChild.ts";

export interface Load {
  readonly contacts: number;
  /** Of each contact. */
  readonly messages: number;
}

/** The first message of each contact that nobody was told to be stored. */
export async function unacked(
  log: string,
  { contacts, messages }: Load,
): Promise<Orders["contacts"]> {
  const next = Array.from({ length: contacts }, () => 0);
  for (const line of await linesOf(log)) {
    const [word, contact, n] = line.split(" ");
    if (word !== "acked") continue;
    next[Number(contact)] = Math.max(next[Number(contact)] ?? 0, Number(n) + 1);
  }
  return next.map((from) => ({ from, to: messages - 1 }));
}

/** What the record says after everything, against what the children saw. */
export async function account(
  place: string,
  log: string,
  { contacts, messages }: Load,
): Promise<{ doubles: number; uncertain: number }> {
  const ledger = await openLedger(place);
  for (let contact = 0; contact < contacts; contact++) {
    const conversation = (await ledger.conversationOf("telegram", `${contact}`)) ?? "";
    const entries = await ledger.transcript(conversation, 0, 10_000);
    const expected = Array.from({ length: messages }, (_, n) => [`text ${n}`, `re: ${n}`]).flat();
    // Nothing lost, nothing doubled, in order.
    expect(entries.map(({ text }) => text)).toEqual(expected);
    expect(await ledger.requestsOf("telegram", `${contact}`)).toHaveLength(messages);
  }
  const counts = await ledger.counts();
  expect(counts).toMatchObject({ waiting: 0, queued: 0, sending: 0, failed: 0, setAside: 0 });
  const uncertain = await ledger.deliveries({ state: "uncertain", limit: 100_000 });
  const settled = await ledger.deliveries({ state: "sent", limit: 100_000 });
  expect(uncertain.length + settled.length).toBe(contacts * messages);
  await ledger.close();
  const sends = (await linesOf(log)).filter((line) => line.startsWith("sent "));
  const seen = new Set(sends.map((line) => line.slice(5)));
  for (const { id } of settled) expect(seen.has(id)).toBe(true);
  return { doubles: sends.length - seen.size, uncertain: uncertain.length };
}
