import type { DeskPort, Looking } from "./port.ts";

/** What a tab says of itself: whose it is, and what it shows. */
export type Shown = Omit<Looking, "writing">;

/** Who looks at which conversation, kept up for the tabs whose streams are open here. */
export interface Presence {
  /** The tab is still there; to be repeated. */
  looks(tab: string, shown: Shown): Promise<void>;
  /** Somebody typed in it just now. */
  wrote(tab: string, shown: Shown): Promise<void>;
  left(tab: string, shown: Shown): Promise<void>;
}

/** Somebody who stops typing for so long is not writing any more. */
const writesForMs = 6_000;

export function createPresence(port: Pick<DeskPort, "presence" | "desk" | "now">): Presence {
  const wroteAt = new Map<string, number>();
  /** What the others were last told of a tab. */
  const told = new Map<string, boolean>();

  const keyOf = (tab: string, { staff }: Shown) => `${staff.id} ${tab}`;
  const beat = async (key: string, shown: Shown, writing: boolean): Promise<void> => {
    await port.presence.beat(key, { ...shown, writing });
    if (told.get(key) === writing) return;
    told.set(key, writing);
    port.desk.changed(shown.conversation);
  };
  return {
    async looks(tab, shown) {
      const key = keyOf(tab, shown);
      const writing = port.now().getTime() - (wroteAt.get(key) ?? 0) < writesForMs;
      if (!writing) wroteAt.delete(key);
      await beat(key, shown, writing);
    },
    async wrote(tab, shown) {
      const key = keyOf(tab, shown);
      // A tab without a stream here is told of, and forgotten by itself.
      if (told.has(key)) wroteAt.set(key, port.now().getTime());
      await beat(key, shown, true);
      if (!wroteAt.has(key)) told.delete(key);
    },
    async left(tab, shown) {
      const key = keyOf(tab, shown);
      wroteAt.delete(key);
      told.delete(key);
      await port.presence.leave(key);
      port.desk.changed(shown.conversation);
    },
  };
}
