import { type Update, type UpdateKind, updateKinds } from "./types.ts";

/** An update nobody has confirmed yet. */
export interface Pending {
  readonly update: Update;
  /** Updates of one lane (a chat) are delivered one after another. */
  readonly lane: number;
  readonly at: number;
  attempts: number;
}

/** Kinds that a bot gets only when it asks for them by name. */
const onRequest: ReadonlySet<UpdateKind> = new Set([
  "chat_member",
  "message_reaction",
  "message_reaction_count",
]);
const kept = 24 * 60 * 60 * 1000;

export interface Updates {
  push(kind: UpdateKind, payload: Readonly<Record<string, unknown>>, lane: number): void;
  /** What `allowed_updates` last said; empty means the default. */
  allow(kinds: readonly unknown[]): void;
  allowed(): readonly UpdateKind[];
  /** Not yet confirmed and not older than a day, oldest first. */
  pending(): IterableIterator<Pending>;
  count(): number;
  expired(pending: Pending): boolean;
  confirm(id: number): void;
  /** Confirms all below. */
  confirmBelow(id: number): void;
  drop(): void;
  /** Called after every push. */
  onPush(listener: (pending: Pending) => void): void;
}

/**
 * The bot's queue of updates. Numbers rise by one from a start that the seed decides; an update is
 * kept for 24 hours at most (Bot API, "Getting updates").
 */
export function updateQueue(now: () => number, chance: () => number): Updates {
  const queue = new Map<number, Pending>();
  const listeners: ((pending: Pending) => void)[] = [];
  let next = 100_000_000 + Math.floor(chance() * 800_000_000);
  let wanted: ReadonlySet<UpdateKind> = new Set();

  const expire = () => {
    const oldest = now() - kept;
    for (const [id, { at }] of queue) {
      if (at >= oldest) break;
      queue.delete(id);
    }
  };

  return {
    push(kind, payload, lane) {
      if (wanted.size === 0 ? onRequest.has(kind) : !wanted.has(kind)) return;
      const update: Update = { update_id: next, [kind]: payload };
      const pending = { update, lane, at: now(), attempts: 0 };
      queue.set(next, pending);
      next += 1;
      for (const listener of listeners) listener(pending);
    },
    allow(kinds) {
      wanted = new Set(updateKinds.filter((kind) => kinds.includes(kind)));
    },
    allowed: () => [...wanted],
    pending() {
      expire();
      return queue.values();
    },
    count() {
      expire();
      return queue.size;
    },
    expired: ({ at }) => at < now() - kept,
    confirm: (id) => void queue.delete(id),
    confirmBelow(id) {
      for (const old of queue.keys()) {
        if (old >= id) break;
        queue.delete(old);
      }
    },
    drop: () => queue.clear(),
    onPush: (listener) => void listeners.push(listener),
  };
}
