import type { Standing, Surface } from "../surface.ts";
import type { Customer } from "../wecom/kf/customer.ts";
import type { ServicerClient } from "../wecom/kf/servicer.ts";

const states: readonly Standing["state"][] = ["bot", "bot", "pool", "servicer", "ended"];

/** A KF customer whose page also has the servicer's client beside it. */
export function servedBy(customer: Customer, client: ServicerClient): Surface {
  const whose = customer.externalUserId;
  const listeners = new Set<() => void>();
  return {
    ...customer,
    watch(listener) {
      listeners.add(listener);
      const unwatch = customer.watch(listener);
      return () => {
        listeners.delete(listener);
        unwatch();
      };
    },
    servicing: {
      standing: () => ({ state: states[customer.state()] ?? "ended", onDuty: client.onDuty() }),
      take: () => client.take(whose),
      say: (text) => void client.say(whose, text),
      end: () => client.end(whose),
      duty(on) {
        if (on) client.goOnDuty();
        else client.goOffDuty();
        for (const listener of listeners) listener();
      },
    },
  };
}
