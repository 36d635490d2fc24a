import { accept } from "./accept.ts";
import { accountRecord } from "./accountRecord.ts";
import { counts } from "./counts.ts";
import { deskRecord } from "./deskRecord.ts";
import { gaps } from "./gaps.ts";
import { lease } from "./lease.ts";
import type { Ledger } from "./ledger.ts";
import { claimReply, deliveries, dueDeliveries, progress, requeue, settle } from "./outbox.ts";
import { ownerOf, servedByStaff } from "./owner.ts";
import { acceptPage, cursor } from "./page.ts";
import { platformOwner } from "./platformOwner.ts";
import { setReachable } from "./reachable.ts";
import { recover } from "./recover.ts";
import { request, requestsOf } from "./requests.ts";
import { requeueAll } from "./requeueAll.ts";
import { choice, replyTo } from "./said.ts";
import { staffGroupRecord } from "./staffGroup.ts";
import type { Store } from "./store.ts";
import { backlog, conversationOf, transcript, waiting } from "./transcript.ts";
import { turn } from "./turn.ts";

/** The ledger over an opened store; `shut` closes that. */
export function assemble(store: Store, shut: () => Promise<void>): Ledger {
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  let closing: Promise<void> | undefined;
  return {
    accept: async (message) => {
      const accepted = await accept(store, message);
      if (!accepted.repeat) tell();
      return accepted;
    },
    acceptPage: async (page, edges) => {
      const taken = await acceptPage(store, page, edges);
      if (taken !== undefined && page.steps.length > 0) tell();
      return taken;
    },
    cursor: (source) => cursor(store, source),
    lease: (name, milliseconds) => lease(store, name, milliseconds),
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    backlog: () => backlog(store),
    waiting: (limit) => waiting(store, limit),
    turn: (conversation, step, options = {}) => turn(store, conversation, step, options),
    transcript: (conversation, after = 0, limit = 200) =>
      transcript(store, conversation, after, limit),
    conversationOf: (channel, contact) => conversationOf(store, channel, contact),
    dueDeliveries: (channels, limit, now) => dueDeliveries(store, channels, limit, now),
    progress: (id, fence, parts) => progress(store, id, fence, parts),
    settle: (id, fence, result) => settle(store, id, fence, result),
    recover: (policy) => recover(store, policy),
    deliveries: ({ state, limit = 100 }) => deliveries(store, state, limit),
    requeue: (id) => requeue(store, id),
    requeueAll: (channel) => requeueAll(store, channel),
    choice: (channel, contact, delivery, index) => choice(store, channel, contact, delivery, index),
    replyTo: (channel, contact, messageId) => replyTo(store, channel, contact, messageId),
    claimReply: (id) => claimReply(store, id),
    ownerOf: (channel, contact) => ownerOf(store, channel, contact),
    setOwner: async (channel, contact, owner, servicer, edges) => {
      const by = servicer === undefined ? {} : { servicer };
      const changed = await store.lane.write(
        (tx) =>
          platformOwner(tx, { channel, contact, owner, ...by }, store.now().toISOString(), edges),
        `${channel}/${contact}`,
      );
      tell();
      return changed;
    },
    setReachable: (channel, contact, reachable) =>
      setReachable(store, { channel, contact }, reachable),
    servedByStaff: (channel) => servedByStaff(store, channel),
    accounts: accountRecord(store),
    desk: deskRecord(store, tell),
    staffGroup: staffGroupRecord(store),
    requestsOf: (channel, contact) => requestsOf(store, channel, contact),
    request: (receipt) => request(store, receipt),
    gaps: (limit = 100) => gaps(store, limit),
    counts: () => counts(store),
    close: async () => {
      closing ??= shut();
      await closing;
    },
  };
}
