import type { AccountRecord } from "../core/accountRecord.ts";
import type { StaffRef } from "../core/staff.ts";
import type { Act, Desk } from "../handoff/desk.ts";

/**
 * The desk, with every act that was done in the audit log: for a surface that has no sessions of
 * its own. What is done stays done: a log that fails is told to `report`.
 * @param address stands where the console has a network address
 */
export function auditedDesk(
  desk: Desk,
  { audit }: Pick<AccountRecord, "audit">,
  address: string,
  report: (error: unknown) => void,
): Desk {
  const settle = async (
    action: "claim" | "transfer" | "return" | "close",
    conversation: string,
    by: StaffRef,
    work: Act,
  ): Act => {
    const end = await work;
    if ("refused" in end) return end;
    const entry = { actor: by.id, address, action: `conversation.${action}`, object: conversation };
    await audit(entry).catch(report);
    return end;
  };
  return {
    ...desk,
    claim: (id, by, surface) => settle("claim", id, by, desk.claim(id, by, surface)),
    transfer: (id, by, to) => settle("transfer", id, by, desk.transfer(id, by, to)),
    giveBack: (id, by, summary) => settle("return", id, by, desk.giveBack(id, by, summary)),
    close: (id, by, summary) => settle("close", id, by, desk.close(id, by, summary)),
    async resend(id, by, delivery) {
      const again = await desk.resend(id, by, delivery);
      if (again !== true) return again;
      const done = { actor: by.id, address, action: "conversation.resend", object: id };
      await audit({ ...done, detail: { delivery } }).catch(report);
      return again;
    },
  };
}
