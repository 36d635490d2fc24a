import { Refused } from "./refused.ts";

export interface Failure {
  readonly error_code: number;
  readonly description: string;
  /** Seconds, with 429. */
  readonly retry_after?: number;
  /** With 400, when a group became a supergroup. */
  readonly migrate_to_chat_id?: number;
}

/** What can go wrong on request. A method of `*` means any; `times` is 1 unless told. */
export interface Faults {
  fail(method: string, failure: Failure, times?: number): void;
  slow(method: string, milliseconds: number, times?: number): void;
  /** The method runs, its answer is lost. */
  dropAfter(method: string, times?: number): void;
  /** The connection is cut and the method does not run. */
  dropBefore(method: string, times?: number): void;
  /** Share of updates that are delivered once more under the same update_id, 0 to 1. */
  duplicateUpdates(rate: number): void;
  /** Updates waiting for one chat are delivered in any order. */
  reorder(on?: boolean): void;
  clearFaults(): void;
}

export interface CallFaults {
  readonly refusal?: Refused;
  readonly slow?: number;
  readonly dropBefore?: true;
  readonly dropAfter?: true;
}

interface Rule {
  readonly method: string;
  readonly effect: CallFaults;
  left: number;
}

export function faultBoard(chance: () => number) {
  let rules: Rule[] = [];
  let duplicates = 0;
  let shuffled = false;
  const add = (method: string, effect: CallFaults, times = 1) => {
    rules.push({ method: method.toLowerCase(), effect, left: times });
  };
  const controls: Faults = {
    fail(method, { error_code, description, retry_after, migrate_to_chat_id }, times) {
      const parameters = {
        ...(retry_after === undefined ? {} : { retry_after }),
        ...(migrate_to_chat_id === undefined ? {} : { migrate_to_chat_id }),
      };
      const any = Object.keys(parameters).length > 0;
      const refusal = new Refused(error_code, description, any ? parameters : undefined);
      add(method, { refusal }, times);
    },
    slow: (method, milliseconds, times) => add(method, { slow: milliseconds }, times),
    dropAfter: (method, times) => add(method, { dropAfter: true }, times),
    dropBefore: (method, times) => add(method, { dropBefore: true }, times),
    duplicateUpdates(rate) {
      duplicates = rate;
    },
    reorder(on = true) {
      shuffled = on;
    },
    clearFaults() {
      rules = [];
      duplicates = 0;
      shuffled = false;
    },
  };
  return {
    controls,
    /** The faults of this call, used up by asking; one of each kind at most. */
    of(method: string): CallFaults {
      if (rules.length === 0) return {};
      let found: CallFaults = {};
      for (const rule of rules) {
        if (rule.left <= 0 || (rule.method !== "*" && rule.method !== method.toLowerCase()))
          continue;
        if (Object.keys(rule.effect).some((kind) => Object.hasOwn(found, kind))) continue;
        rule.left -= 1;
        found = { ...found, ...rule.effect };
      }
      rules = rules.filter(({ left }) => left > 0);
      return found;
    },
    twice: () => duplicates > 0 && chance() < duplicates,
    shuffled: () => shuffled,
  };
}

export type FaultBoard = ReturnType<typeof faultBoard>;
