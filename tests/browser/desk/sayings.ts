import { vi } from "vitest";
import { createDesk } from "../../../src/handoff/createDesk.ts";
import type { Desk } from "../../../src/handoff/desk.ts";
import { readWords } from "../../../src/handoff/words.ts";
import type { Service } from "../../../src/knowledge/entry.ts";
import type { Surface } from "../../emulators/surface.ts";
import type { Office } from "./office.ts";

/** What staff do at a page nobody looks at: the same desk over the same record. */
export function deskOf({ ledger, now }: Pick<Office, "ledger" | "now">): Desk {
  const port = {
    record: ledger.desk,
    words: readWords(),
    service: () => ({ followUpDays: 3 }) as Service,
    now,
    staffed: async () => true,
    changed: () => {},
    servedInClient: () => false,
    reach: () => ({ can: true }) as const,
    requeue: (delivery: string) => ledger.requeue(delivery),
  };
  return createDesk(port, () => () => {});
}

/** A customer writes, one message after the other, each once the last was answered. */
export async function asks(customer: Surface, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    const before = heard(customer).length;
    await customer.write(text);
    await vi.waitFor(
      () => {
        if (heard(customer).length === before) throw new Error(`no answer to ${text}`);
      },
      { timeout: 10_000, interval: 20 },
    );
  }
}

/** All that came to a customer, oldest first. */
export function heard(customer: Surface): readonly string[] {
  return customer
    .shown()
    .filter(({ from, complete }) => from === "bot" && complete)
    .map(({ text }) => text);
}

export async function hears(customer: Surface, text: string): Promise<void> {
  await vi.waitFor(
    () => {
      if (!heard(customer).some((line) => line.includes(text))) {
        throw new Error(`never heard: ${text}\n${heard(customer).join("\n")}`);
      }
    },
    { timeout: 10_000, interval: 20 },
  );
}
