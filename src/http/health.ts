import { Hono } from "hono";
import { asksFromInside } from "./inside.ts";

/** What the program says about itself; `checks` maps a part to `ok` or to what is wrong with it. */
export interface Health {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, string>>;
  /** How much there is of what; told to who asks from inside. */
  readonly counts?: Readonly<Record<string, number>>;
}

const patience = 5_000;
/** Whoever asks, and however often: the parts are not asked again within this time. */
const freshMs = 2_000;

/**
 * `/healthz` answers as long as the process can (restart it when it does not); `/readyz` asks the
 * parts (send it no traffic while it says 503). Kept apart so that a store that is down does not
 * make a supervisor kill every instance.
 */
export function healthRoutes(health: () => Promise<Health>): Hono {
  const app = new Hono();
  const state = kept(() => within(patience, health));
  // In each route, not as middleware: mounted at the root, that would reach every other page too.
  const fresh = { "Cache-Control": "no-store" };
  app.get("/healthz", (c) => c.json({ ok: true }, 200, fresh));
  app.get("/readyz", async (c) => {
    const { counts, ...told } = await state();
    const numbers = counts === undefined || !asksFromInside(c) ? {} : { counts };
    return c.json({ ...told, ...numbers }, told.ok ? 200 : 503, fresh);
  });
  return app;
}

function kept(ask: () => Promise<Health>): () => Promise<Health> {
  let asked: { readonly at: number; readonly state: Promise<Health> } | undefined;
  return () => {
    const now = performance.now();
    if (asked === undefined || now - asked.at >= freshMs) asked = { at: now, state: ask() };
    return asked.state;
  };
}

/** A check that throws or hangs is a failed check: whoever asks still gets an answer. */
async function within(milliseconds: number, health: () => Promise<Health>): Promise<Health> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Health>((resolve) => {
    const state = { ok: false, checks: { health: `no answer within ${milliseconds} ms` } };
    timer = setTimeout(() => resolve(state), milliseconds);
  });
  try {
    return await Promise.race([health(), late]);
  } catch {
    return { ok: false, checks: { health: "the check itself failed; see the log" } };
  } finally {
    clearTimeout(timer);
  }
}
