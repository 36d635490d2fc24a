import type { Visitor } from "../visitor.ts";
import { heldBy } from "./conversationContent.ts";
import type { DeskPort } from "./port.ts";

/** Keeps who read a conversation that is not theirs to serve; whichever way they read it. */
export type ReadLog = (visitor: Visitor, conversation: string) => Promise<void>;

/** A page, its stream and its earlier lines are one reading. */
const oneReadingMs = 10 * 60_000;
/** Forgetting one early writes a row more, nothing else. */
const mostKept = 5_000;

export function createReadLog(port: Pick<DeskPort, "record" | "audit" | "now">): ReadLog {
  const kept = new Map<string, number>();
  return async (visitor, id) => {
    const conversation = await port.record.conversation(id);
    if (conversation === undefined || heldBy(conversation, visitor.id)) return;
    const key = `${visitor.sessionHash} ${id}`;
    const now = port.now().getTime();
    if (now - (kept.get(key) ?? 0) < oneReadingMs) return;
    await port.audit(visitor, { action: "conversation.read", conversation: id });
    if (kept.size >= mostKept) kept.clear();
    kept.set(key, now);
  };
}
