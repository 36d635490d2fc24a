import type { IncomingMessage } from "node:http";
import { BlockList, isIPv6 } from "node:net";
import type { Context } from "hono";

const inside = new BlockList();
inside.addSubnet("127.0.0.0", 8);
inside.addSubnet("10.0.0.0", 8);
inside.addSubnet("172.16.0.0", 12);
inside.addSubnet("192.168.0.0", 16);
inside.addSubnet("169.254.0.0", 16);
inside.addAddress("::1", "ipv6");
inside.addSubnet("fc00::", 7, "ipv6");
inside.addSubnet("fe80::", 10, "ipv6");

/**
 * True for who asks from the same machine or a private network. What a reverse proxy passes on
 * comes from outside.
 */
export function asksFromInside(c: Context): boolean {
  if ((c.req.header("X-Forwarded-For") ?? c.req.header("Forwarded")) !== undefined) return false;
  const env = c.env as { incoming?: IncomingMessage } | undefined;
  const peer = env?.incoming?.socket.remoteAddress;
  return peer === undefined || isInside(peer);
}

function isInside(peer: string): boolean {
  const address = peer.replace(/^::ffff:(?=\d+\.)/i, "");
  return inside.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}
