import { z } from "zod";
import { outcomeKinds } from "./outcome.ts";
import { freshSession, type Session } from "./session.ts";

const texts = z.array(z.string());

const session: z.ZodType<Session> = z.object({
  shape: z.literal(freshSession.shape),
  form: z.exactOptional(
    z.object({
      form: z.string(),
      slots: z.record(z.string(), z.string()),
      at: z.string(),
      misses: z.int().nonnegative(),
      receipt: z.exactOptional(z.string()),
    }),
  ),
  topic: z.exactOptional(
    z.object({
      question: z.string(),
      asked: z.exactOptional(z.string()),
      intent: z.string(),
      outcome: z.enum(outcomeKinds),
      passages: texts,
      told: texts,
    }),
  ),
  choices: z.array(z.object({ label: z.string(), text: z.string() })),
  misses: z.int().nonnegative(),
  pending: z.exactOptional(z.string()),
  region: z.exactOptional(z.string()),
});

/**
 * The session a stored value holds. One of another shape, or damaged, is read as a fresh one:
 * half-understood memory is worse than none, and no customer can mend it. Never throws.
 */
export function readSession(stored: unknown): Session {
  const read = session.safeParse(stored);
  return read.success ? read.data : freshSession;
}
