/** Where a reply may be posted, taken apart for an exchange. */
export interface ResponseUrl {
  /** Scheme, host and port. */
  readonly origin: string;
  /** What follows `/cgi-bin/`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

const platform = "https://qyapi.weixin.qq.com";
const below = "/cgi-bin/";

/**
 * Reads a `response_url`. It comes from outside and we would post to it from inside: only WeCom's
 * own address over HTTPS and the configured API root pass (doc 101138); undefined for any other.
 */
export function readResponseUrl(url: string | undefined, apiRoot: string): ResponseUrl | undefined {
  if (url === undefined || url.length > 2_048 || !URL.canParse(url)) return undefined;
  const { origin, pathname, username, password, searchParams } = new URL(url);
  if (origin !== platform && origin !== new URL(apiRoot).origin) return undefined;
  if (username !== "" || password !== "") return undefined;
  if (!pathname.startsWith(below) || pathname === below) return undefined;
  return {
    origin,
    path: pathname.slice(below.length),
    query: Object.fromEntries(searchParams),
  };
}
