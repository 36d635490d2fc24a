import type { IncomingMessage } from "node:http";
import { isIPv6 } from "node:net";
import type { Context } from "hono";

/**
 * The network address a request came from, as a key for limits: an IPv4 address, or the /64 of an
 * IPv6 one (a household has a whole /64 to write from).
 *
 * @param proxies how many reverse proxies stand in front; the address that the outermost of them
 *   saw is taken from X-Forwarded-For, and what stands before it there is not believed.
 */
export function addressOf(c: Context, proxies: number): string {
  const env = c.env as { incoming?: IncomingMessage } | undefined;
  const peer = env?.incoming?.socket.remoteAddress ?? "unknown";
  if (proxies === 0) return network(peer);
  const seen = (c.req.header("X-Forwarded-For") ?? "").split(",").map((part) => part.trim());
  const outermost = seen[seen.length - proxies];
  return network(outermost === undefined || outermost === "" ? peer : outermost.slice(0, 64));
}

function network(address: string): string {
  const v4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (v4 !== undefined) return v4;
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.split("::");
  const front = head === "" ? [] : head.split(":");
  const back = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : 8 - front.length - back.length;
  const groups = [...front, ...Array<string>(Math.max(0, zeros)).fill("0"), ...back];
  return `${groups.slice(0, 4).join(":")}::/64`;
}
