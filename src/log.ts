/** Structured log. What customers write and what identifies them is never in it: ids and lengths are. */
import { type Logger, pino } from "pino";

/** Fields that may hold personal data or secrets wherever they stand. */
const secret = [
  "text",
  "contact",
  "phone",
  "contactName",
  "company",
  "slots",
  "apiKey",
  "token",
  "secret",
  "password",
  "authorization",
  "cookie",
];

export type Log = Logger;

export function createLog(level: string): Log {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: secret.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
      censor: "[redacted]",
    },
    serializers: { err: errorFields },
  });
}

/** Name, message and stack of an error, without the values libraries hang on it. */
function errorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const cause = error.cause === undefined ? {} : { cause: errorFields(error.cause) };
  return { name: error.name, message: error.message, stack: error.stack, ...cause };
}
