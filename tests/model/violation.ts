/** What must hold at every step, by the names the results carry. */
export const properties = {
  silence: "no word of the bot leaves while staff own the conversation",
  settled: "every reply ends sent, uncertain or failed with a reason",
  edges: "each change of who answers tells the customer one message",
  kept: "everything a customer wrote is on the transcript, in order and marked when unanswered",
  claims: "of two claims at once one wins, and the other is told by whom",
  fences: "a stale act changes nothing",
  owner: "the record's owner is the model's, with one open handoff at most",
  afterwards: "satisfaction, follow-up and next-visit words come once",
  back: "after a return the bot answers",
} as const;
export type Property = keyof typeof properties;

/** A property did not hold. */
export class Violation extends Error {
  readonly property: Property;
  constructor(property: Property, details: string) {
    super(`${property}: ${properties[property]}\n${details}`);
    this.name = "Violation";
    this.property = property;
  }
}

/** @throws Violation when the two are not the same as plain data */
export function same(property: Property, of: string, found: unknown, expected: unknown): void {
  const [a, b] = [plain(found), plain(expected)];
  if (a !== b) throw new Violation(property, `${of}\n  found    ${a}\n  expected ${b}`);
}

function plain(value: unknown): string {
  return JSON.stringify(value) ?? "undefined";
}
