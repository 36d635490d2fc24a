/** Words kept for the bot's next reply, and what becomes of them where it does not leave. */
import { storable } from "./storable.ts";
import type { Tx } from "./store.ts";

/** Kept for the bot's next reply. */
export async function leaveForNextVisit(tx: Tx, conversation: string, text: string): Promise<void> {
  await change(tx, conversation, (kept) => [...kept, storable(text)]);
}

interface Carrier {
  readonly conversation: string;
  readonly body: string | null;
}

/** Characters that a part surely holds: half of WeCom's 2,048 bytes, in Chinese. */
const leastPart = 300;

/**
 * What a reply carried goes before the next one, as it does not leave itself. What its first parts
 * have surely said is not said again.
 */
export async function giveBack(
  tx: Tx,
  { conversation, body, parts_sent: parts }: Carrier & { readonly parts_sent: number },
): Promise<void> {
  let end = 0;
  const unsaid = carriedIn(body).filter((words) => {
    end += words.length;
    return end > parts * leastPart;
  });
  if (unsaid.length > 0) await change(tx, conversation, (kept) => [...unsaid, ...kept]);
}

/** What a reply carried is its own to say again, as it leaves after all. */
export async function takeAgain(tx: Tx, { conversation, body }: Carrier): Promise<void> {
  const again = carriedIn(body);
  if (again.length === 0) return;
  await change(tx, conversation, (kept) => kept.filter((words) => !again.includes(words)));
}

function carriedIn(body: string | null): readonly string[] {
  if (body === null) return [];
  return (JSON.parse(body) as { readonly nextVisit?: readonly string[] }).nextVisit ?? [];
}

async function change(
  tx: Tx,
  conversation: string,
  to: (kept: readonly string[]) => readonly string[],
): Promise<void> {
  const row = await tx
    .selectFrom("conversations")
    .select("next_visit")
    .where("id", "=", conversation)
    .executeTakeFirst();
  if (row === undefined) return;
  const words = to(row.next_visit === null ? [] : (JSON.parse(row.next_visit) as string[]));
  await tx
    .updateTable("conversations")
    .set((e) => ({
      next_visit: words.length === 0 ? null : JSON.stringify(words),
      // A turn under way has read them.
      version: e("version", "+", 1),
    }))
    .where("id", "=", conversation)
    .execute();
}
