import { ZhiwenError } from "../core/errors.ts";

/** Where Redis is and who asks. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
}

/**
 * Reads `redis://[user:password@]host[:port][/db]`, or `rediss://` for TLS. ioredis would read it
 * too, and take each query parameter for an option that overrides ours.
 * @throws ZhiwenError that does not show the address: it may hold the password.
 */
export function readAddress(url: string): Address {
  const parsed = URL.parse(url);
  if (parsed === null || !/^rediss?:$/.test(parsed.protocol)) {
    throw wrong("is no redis:// or rediss:// address");
  }
  if (parsed.search !== "") throw wrong("has a query, which nothing reads");
  const db = parsed.pathname.replace(/^\//, "");
  if (!/^\d{0,5}$/.test(db)) throw wrong("names a database that is no number");
  const username = decoded(parsed.username);
  const password = decoded(parsed.password);
  return {
    host: parsed.hostname.replace(/^\[(.*)\]$/, "$1") || "localhost",
    port: parsed.port === "" ? 6379 : Number(parsed.port),
    db: Number(db),
    tls: parsed.protocol === "rediss:",
    ...(username === "" ? {} : { username }),
    ...(password === "" ? {} : { password }),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw wrong("holds a % that is no escape");
  }
}

function wrong(problem: string): ZhiwenError {
  return new ZhiwenError(
    "redis",
    `REDIS_URL ${problem}`,
    "write it as redis://:PASSWORD@HOST:6379/0, with % @ / in the password escaped as %25 %40 %2F",
  );
}
