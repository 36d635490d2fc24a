import type { TelegramEvent, TelegramPort } from "../../../src/channels/telegram/port.ts";
import type { Message } from "../../../src/core/message.ts";
import type { Choice } from "../../../src/core/outcome.ts";

/** A program behind the channel that keeps everything in memory. */
export interface FakePort extends TelegramPort {
  readonly accepted: Message[];
  readonly counted: TelegramEvent[];
  readonly reported: unknown[];
  /** Contacts and whether they can be reached, as told. */
  readonly reach: [string, boolean][];
  /** `contact delivery` → the choices offered there. */
  readonly offered: Map<string, readonly Choice[]>;
  /** Runs instead of storing; throw in it to be a store that is down. */
  beforeStore: (message: Message) => void | Promise<void>;
  /** Wrong secrets each address may send. */
  wrongSecretsLeft: number;
  /** False while another instance has the lease. */
  leaseFree: boolean;
  /** False once another instance took the lease over. */
  renewable: boolean;
}

export function fakePort(): FakePort {
  const known = new Set<string>();
  let fence = 0;
  const port: FakePort = {
    accepted: [],
    counted: [],
    reported: [],
    reach: [],
    offered: new Map(),
    beforeStore: () => {},
    wrongSecretsLeft: 1_000_000,
    leaseFree: true,
    renewable: true,
    async accept(message) {
      await port.beforeStore(message);
      const key = `${message.contact} ${message.id}`;
      if (known.has(key)) return { repeat: true };
      known.add(key);
      port.accepted.push(message);
      return { repeat: false };
    },
    choice: async (_, contact, delivery, index) =>
      port.offered.get(`${contact} ${delivery}`)?.[index],
    async lease() {
      if (!port.leaseFree || !port.renewable) return undefined;
      port.leaseFree = false;
      return {
        fence: ++fence,
        renew: async () => port.renewable,
        release: async () => {
          port.leaseFree = true;
        },
      };
    },
    wrongSecrets: {
      take: async () => (port.wrongSecretsLeft-- > 0 ? 0 : 60),
    },
    addressOf: (c) => c.req.header("x-test-address") ?? "192.0.2.1",
    onReachable: (contact, reachable) => port.reach.push([contact, reachable]),
    report: (error) => port.reported.push(error),
    overloaded: () => false,
    count: (event) => port.counted.push(event),
  };
  return port;
}
