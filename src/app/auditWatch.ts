import type { AccountRecord } from "../core/accountRecord.ts";
import { ZhiwenError } from "../core/errors.ts";
import type { Log } from "../log.ts";

const everyMs = 24 * 3_600_000;

/**
 * Reads the audit log's chain at start and once a day, and writes its head to the program's log:
 * whoever changes the record afterwards would have to change that too. The result ends it.
 */
export function watchAudit(
  { auditState }: Pick<AccountRecord, "auditState">,
  log: Log,
  report: (error: unknown) => void,
): () => void {
  const look = async () => {
    const state = await auditState();
    if (state.whole) {
      log.info({ rows: state.rows, head: state.head }, "audit log is whole");
      return;
    }
    report(
      new ZhiwenError(
        "staff",
        `the audit log is broken at row ${state.broken}: ${state.why}`,
        "compare the record with a backup, and find out who could write to it",
      ),
    );
  };
  const again = () => void look().catch(report);
  again();
  const timer = setInterval(again, everyMs).unref();
  return () => clearInterval(timer);
}
