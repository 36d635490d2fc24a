import type { Callbacks } from "./callbacks.ts";
import type { Chance } from "./chance.ts";
import type { FaultState } from "./faults.ts";
import type { Media } from "./media.ts";
import type { Settings } from "./settings.ts";

/** Something the bot did that the real service would pass over without a word. */
export interface Problem {
  readonly at: Date;
  /** "passive reply", "stream", … */
  readonly part: string;
  readonly problem: string;
}

/** What all parts of the emulator share. */
export interface Platform {
  readonly corpId: string;
  readonly settings: Settings;
  readonly now: () => Date;
  readonly chance: Chance;
  readonly callbacks: Callbacks;
  readonly faults: FaultState;
  readonly media: Media;
  /** The API root; known once the port is. */
  readonly url: () => string;
  note(part: string, problem: string): void;
  /** Aborted when the emulator closes. */
  readonly ended: AbortSignal;
}

export const minutes = 60_000;
export const hours = 60 * minutes;
export const days = 24 * hours;

export function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}
