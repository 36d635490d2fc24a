import { webRates } from "../../../src/channels/web/door.ts";
import { addressOf } from "../../../src/http/address.ts";
import { memoryRateLimit } from "../../../src/session/rateLimit.ts";

/** What the program gives the web chat to hold floods off with, as it does without Redis. */
export function guards(proxies = 0) {
  return {
    address: (c: Parameters<typeof addressOf>[0]) => addressOf(c, proxies),
    limits: {
      contact: memoryRateLimit(webRates.contact),
      address: memoryRateLimit(webRates.address),
    },
  };
}
