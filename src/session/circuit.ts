import type { Trouble } from "./trouble.ts";

/** Whether Redis is asked at all: while it is in trouble nobody waits for it but a probe. */
export interface Circuit {
  closed(): boolean;
  /** Undefined while all is well. */
  trouble(): Trouble | undefined;
  trip(trouble: Trouble): void;
  /** Probes now instead of at the next interval. */
  probe(): void;
  /** Called whenever it closes again. */
  onClosed(listener: () => void): void;
  stop(): void;
}

export interface CircuitOptions {
  /** Undefined when Redis serves. Never rejects. */
  readonly probe: () => Promise<Trouble | undefined>;
  /** Milliseconds between probes. */
  readonly interval: number;
  /** Told when trouble of another kind begins; not for each error of it. */
  readonly onTrouble: (trouble: Trouble) => void;
}

/** Starts open: nothing is known of Redis before the first probe or trouble. */
export function circuit(options: CircuitOptions): Circuit {
  const listeners: (() => void)[] = [];
  let closed = false;
  let trouble: Trouble | undefined;
  let probing = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  const later = () => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void tryOnce(), options.interval).unref();
  };
  const trip = (next: Trouble) => {
    if (stopped) return;
    const known = !closed && trouble?.kind === next.kind;
    closed = false;
    trouble = next;
    if (!known) options.onTrouble(next);
    later();
  };
  const tryOnce = async () => {
    if (probing || stopped || closed) return;
    probing = true;
    const found = await options.probe();
    probing = false;
    if (stopped) return;
    if (found !== undefined) return trip(found);
    clearTimeout(timer);
    closed = true;
    trouble = undefined;
    for (const listener of listeners) listener();
  };
  return {
    closed: () => closed,
    trouble: () => trouble,
    trip,
    probe: () => void tryOnce(),
    onClosed: (listener) => void listeners.push(listener),
    stop() {
      stopped = true;
      closed = false;
      clearTimeout(timer);
    },
  };
}
