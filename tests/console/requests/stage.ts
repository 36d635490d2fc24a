import { afterEach } from "vitest";
import type { RequestDeed, RequestsPort } from "../../../src/console/requests/port.ts";
import { requestRoutes } from "../../../src/console/requests/routes.ts";
import type { Reach } from "../../../src/core/reach.ts";
import type { ServiceRequest } from "../../../src/core/request.ts";
import { type Ledger, openLedger } from "../../../src/ledger/ledger.ts";
import { echo, exchange, message, request } from "../../ledger/house.ts";
import { deskOf, now } from "../visitors.ts";

/** The pages of requests on a record in memory. */
export async function stage(reach: Reach = { can: true }) {
  // Every write a second later, so that nothing is changed in the millisecond it was seen.
  let clock = now.getTime();
  const ledger: Ledger = await openLedger(":memory:", {
    now: () => {
      clock += 1_000;
      return new Date(clock);
    },
  });
  opened.push(ledger);
  const deeds: RequestDeed[] = [];
  const port: RequestsPort = {
    record: ledger.desk,
    fields: ({ slots }) => Object.entries(slots).map(([label, value]) => ({ label, value })),
    colleagues: async () => [
      { id: "li", name: "小李" },
      { id: "wang", name: "小王" },
    ],
    reach: async () => reach,
    audit: async (_visitor, deed) => {
      deeds.push(deed);
    },
    now: () => now,
  };
  const file = async (filed: Partial<ServiceRequest> & { receipt: string }, contact = "contact") =>
    await exchange(
      ledger,
      message(filed.receipt, "登记", contact),
      echo({ kind: "file-request", request: { ...request(filed.receipt), ...filed } }),
    );
  const one = async (receipt: string) => {
    const [found] = await ledger.desk.cases({ receipt, limit: 1 });
    if (found === undefined) throw new Error(`${receipt} is not there`);
    return found;
  };
  const seen = async (receipt: string) => (await one(receipt)).request.updatedAt.toISOString();
  return { ledger, port, deeds, file, one, seen, desk: deskOf(requestRoutes(port)) };
}

const opened: Ledger[] = [];
afterEach(async () => {
  for (const ledger of opened.splice(0)) await ledger.close();
});
