import { openLedger } from "../../src/ledger/ledger.ts";

/** Accepts until it is refused, then tells how many were stored and what was said. */
const ledger = await openLedger(process.argv[2] ?? "");
let stored = 0;
let refusal: string | undefined;
while (refusal === undefined) {
  try {
    await ledger.accept({
      id: `${stored}`,
      channel: "web",
      contact: "contact",
      text: "x".repeat(10_000),
      at: new Date(),
    });
    stored++;
  } catch (error) {
    refusal = (error as Error).message;
  }
}
process.stdout.write(JSON.stringify({ stored, refusal }));
process.exit(0);
