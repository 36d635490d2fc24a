/** Structured log. What customers write and what identifies them is never in it: ids and lengths are. */
import { type Logger, pino } from "pino";

/** Fields that may hold personal data or secrets wherever they stand, in small letters. */
const secret = new Set([
  "text",
  "contact",
  "phone",
  "contactname",
  "company",
  "slots",
  "apikey",
  "token",
  "secret",
  "password",
  "authorization",
  "cookie",
]);

export type Log = Logger;

export function createLog(level: string): Log {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    // pino's own `redact` takes paths of a known depth; what is logged nests as deep as it likes.
    formatters: { log: (fields) => redacted(fields, new WeakMap()) as Record<string, unknown> },
    // Errors are plain by now; pino's own serializer must not read more into what looks like one.
    serializers: {
      err: (told: unknown) => (typeof told === "object" ? told : { message: String(told) }),
    },
  });
}

/** A copy without the values of secret fields. `met` holds what was copied: a value may hold itself. */
function redacted(value: unknown, met: WeakMap<object, unknown>): unknown {
  if (typeof value !== "object" || value === null) return value;
  const known = met.get(value);
  if (known !== undefined) return known;
  if (value instanceof Error) return errorFields(value, met);
  if ("toJSON" in value && typeof value.toJSON === "function") {
    const plain: unknown = value.toJSON();
    return plain === value ? "[unreadable]" : redacted(plain, met);
  }
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    met.set(value, items);
    for (const item of value) items.push(redacted(item, met));
    return items;
  }
  const fields: Record<string, unknown> = {};
  met.set(value, fields);
  for (const [key, item] of Object.entries(value)) {
    fields[key] = secret.has(key.toLowerCase()) ? "[redacted]" : redacted(item, met);
  }
  return fields;
}

/** Name, message, stack and cause of an error, without the values libraries hang on it. */
function errorFields(error: Error, met: WeakMap<object, unknown>): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const fields: Record<string, unknown> = { name, message, stack };
  met.set(error, fields);
  if (cause !== undefined) {
    fields["cause"] = cause instanceof Error ? redacted(cause, met) : { message: String(cause) };
  }
  return fields;
}
