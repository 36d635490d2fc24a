import type { KfState, Session } from "./state.ts";
import { codeFor } from "./transitions.ts";

/** A member who serves a KF account in the WeCom client. Each act but the duty ones names a customer. */
export interface ServicerClient {
  readonly userId: string;
  onDuty(): boolean;
  goOnDuty(): void;
  /** `suspend` is the short break of the client. */
  goOffDuty(suspend?: boolean): void;
  /** Takes a customer who waits in the pool. */
  take(customer: string): void;
  transfer(customer: string, to: string): void;
  /** Writes to the customer; an ended session is opened again by it. Gives the message's id. */
  say(customer: string, text: string): string;
  end(customer: string): void;
  recall(customer: string, message: string): void;
  /** Refuses the customer's messages, or takes them again. */
  reject(customer: string, on?: boolean): void;
}

export function servicer(kf: KfState, userId: string, openKfId?: string): ServicerClient {
  const account = kf.account(openKfId);
  const self = account.servicers.get(userId) ?? { userId, onDuty: true, stopType: 0 as 0 | 1 };
  account.servicers.set(userId, self);

  function session(customer: string): Session {
    const found = kf.find(account, customer);
    if (found === undefined) throw new Error("the customer never came to this account");
    return found;
  }

  function own(customer: string): Session {
    const found = session(customer);
    if (found.state !== 3 || found.servicer !== userId) {
      throw new Error(`the session is in state ${found.state} and not this servicer's`);
    }
    return found;
  }

  /** WeCom tells of a change made in the client; of those by API it tells nothing. */
  function changed(of: Session, change_type: 1 | 2 | 3 | 4, old: string | undefined) {
    const msg_code = change_type === 1 || change_type === 3 ? codeFor(kf, of) : undefined;
    kf.event(account, "session_status_change", {
      external_userid: of.customer,
      change_type,
      ...(change_type === 1 || old === undefined ? {} : { old_servicer_userid: old }),
      ...(change_type === 3 || of.servicer === undefined
        ? {}
        : { new_servicer_userid: of.servicer }),
      ...(msg_code === undefined ? {} : { msg_code }),
    });
  }

  function duty(onDuty: boolean, stopType: 0 | 1) {
    self.onDuty = onDuty;
    self.stopType = stopType;
    kf.event(account, "servicer_status_change", {
      servicer_userid: userId,
      status: onDuty ? 1 : 2,
      ...(onDuty ? {} : { stop_type: stopType }),
    });
  }

  return {
    userId,
    onDuty: () => self.onDuty,
    goOnDuty: () => duty(true, 0),
    goOffDuty: (suspend = false) => duty(false, suspend ? 1 : 0),
    take: (customer) => {
      const of = session(customer);
      if (of.state !== 2)
        throw new Error(`only the pool can be taken from, this is state ${of.state}`);
      kf.move(of, 3, userId);
      changed(of, 1, undefined);
    },
    transfer: (customer, to) => {
      const of = own(customer);
      if (!account.servicers.has(to)) throw new Error("no servicer of this account");
      kf.move(of, 3, to);
      changed(of, 2, userId);
    },
    say: (customer, text) => {
      const of = session(customer);
      if (of.state === 4) {
        kf.move(of, 3, userId);
        changed(of, 4, userId);
      }
      const at = own(customer);
      const id = kf.message(at, 5, "text", { content: text }, userId);
      at.screen.add({ id, from: "staff", text });
      return id;
    },
    end: (customer) => {
      const of = own(customer);
      kf.move(of, 4);
      changed(of, 3, userId);
    },
    recall: (customer, message) => {
      const of = session(customer);
      if (of.screen.find(message)?.from !== "staff") throw new Error("no message of a servicer");
      of.screen.change(message, { text: "[已撤回]" });
      kf.event(account, "servicer_recall_msg", {
        external_userid: customer,
        recall_msgid: message,
        servicer_userid: userId,
      });
    },
    reject: (customer, on = true) => {
      session(customer).refusedByServicer = on;
      kf.event(account, "reject_customer_msg_switch_change", {
        external_userid: customer,
        servicer_userid: userId,
        reject_switch: on ? 1 : 0,
      });
    },
  };
}
