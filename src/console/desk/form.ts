import type { Context } from "hono";
import { cleaned } from "../../core/cleaned.ts";

/** The fields of a form by name; undefined where one is given twice or holds a file. */
export async function readForm(
  c: Context,
): Promise<Readonly<Record<string, string | undefined>> | undefined> {
  const body = await c.req.parseBody({ all: true }).catch(() => undefined);
  if (body === undefined) return undefined;
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(body)) {
    if (typeof value !== "string") return undefined;
    fields.set(name, cleaned(value));
  }
  return Object.fromEntries(fields);
}

/** A position in a transcript; undefined for anything else. */
export function readSeq(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Whether a person's browser asks for a page, and not our script for an answer. */
export function wantsPage(c: Context): boolean {
  return (c.req.header("Accept") ?? "").includes("text/html");
}
