import type { Place } from "./expected/state.ts";
import type { Meeting } from "./transitions.ts";

/** What has been run: sequences, steps, and each transition as often as it was taken. */
export class Tally {
  sequences = 0;
  steps = 0;
  readonly taken = new Map<string, number>();
  readonly met = new Map<string, number>();

  step(): void {
    this.steps++;
  }

  readonly took = (from: Place, event: string, to: Place): void => {
    const transition = `${from} | ${event} | ${to}`;
    this.taken.set(transition, (this.taken.get(transition) ?? 0) + 1);
  };

  readonly saw = (meeting: Meeting): void => {
    this.met.set(meeting, (this.met.get(meeting) ?? 0) + 1);
  };
}
