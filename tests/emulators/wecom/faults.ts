/** What becomes of the next API calls or callbacks. Every fault is off until asked for. */
export interface Faults {
  /** The next calls of that path are answered with the code and change nothing. `kf/send_msg`, or `*`. */
  fail(path: string, errcode: number, times?: number): void;
  /** The next calls are answered so many milliseconds late; they take effect at once. */
  slow(path: string, ms: number, times?: number): void;
  /** The next calls take effect, then the connection is cut without an answer. */
  dropAfter(path: string, times?: number): void;
  /** The next calls are cut off before they take effect. */
  dropBefore(path: string, times?: number): void;
  /** Tokens given out so far are answered with 40014, or with 42001. */
  invalidateTokens(): void;
  expireTokens(): void;
  /** So many sync_msg answers hold nothing and say has_more all the same. */
  emptyPages(count: number): void;
  /** sync_msg gives at most so many, whatever limit is asked for. */
  maxPage(count: number | undefined): void;
  /** How often, 0 to 1: a callback is sent twice, held back behind later ones, never sent. */
  duplicateCallbacks(rate: number): void;
  reorderCallbacks(rate: number): void;
  loseCallbacks(rate: number): void;
  /** So many sends are answered well and shown to nobody. */
  swallowSends(count: number): void;
  /** So many KF sends are answered well, shown to nobody, and followed by a msg_send_fail event. */
  failSends(failType: number, count?: number): void;
  /** Bodies with a `\uXXXX` escape are answered with 40033. */
  rejectEscapes(on: boolean): void;
  /** Ends every fault but those of tokens. */
  clear(): void;
}

export interface CallFault {
  readonly errcode?: number;
  readonly slow?: number;
  readonly drop?: "before" | "after";
}

/** The side of the faults that the emulator's parts ask. */
export interface FaultState {
  ofCall(path: string): CallFault;
  takeEmptyPage(): boolean;
  maxPage(): number | undefined;
  takeSwallowedSend(): boolean;
  takeFailedSend(): number | undefined;
  rejectsEscapes(): boolean;
  rates(): { readonly duplicate: number; readonly reorder: number; readonly lose: number };
}

interface Planned {
  readonly path: string;
  readonly fault: CallFault;
  left: number;
}

const bare = (path: string) => path.replace(/^\/?(?:cgi-bin\/)?/, "");

export function faults(tokens: Pick<Faults, "invalidateTokens" | "expireTokens">): {
  readonly set: Faults;
  readonly state: FaultState;
} {
  let planned: Planned[] = [];
  let emptyPages = 0;
  let maxPage: number | undefined;
  let swallowed = 0;
  let failType = 0;
  let failed = 0;
  let escapes = false;
  let rates = { duplicate: 0, reorder: 0, lose: 0 };
  const plan = (path: string, fault: CallFault, left = 1) => {
    planned.push({ path: bare(path), fault, left });
  };
  return {
    set: {
      ...tokens,
      fail: (path, errcode, times) => plan(path, { errcode }, times),
      slow: (path, ms, times) => plan(path, { slow: ms }, times),
      dropAfter: (path, times) => plan(path, { drop: "after" }, times),
      dropBefore: (path, times) => plan(path, { drop: "before" }, times),
      emptyPages: (count) => {
        emptyPages = count;
      },
      maxPage: (count) => {
        maxPage = count;
      },
      duplicateCallbacks: (duplicate) => {
        rates = { ...rates, duplicate };
      },
      reorderCallbacks: (reorder) => {
        rates = { ...rates, reorder };
      },
      loseCallbacks: (lose) => {
        rates = { ...rates, lose };
      },
      swallowSends: (count) => {
        swallowed = count;
      },
      failSends: (type, count = 1) => {
        failType = type;
        failed = count;
      },
      rejectEscapes: (on) => {
        escapes = on;
      },
      clear: () => {
        planned = [];
        emptyPages = swallowed = failed = 0;
        maxPage = undefined;
        escapes = false;
        rates = { duplicate: 0, reorder: 0, lose: 0 };
      },
    },
    state: {
      ofCall: (path) => {
        if (planned.length === 0) return {};
        // One fault of each kind: a call may be slow and fail.
        const found = new Map<string, Planned>();
        for (const each of planned) {
          const kind = Object.keys(each.fault)[0] ?? "";
          const fits = each.path === "*" || each.path === bare(path);
          if (fits && !found.has(kind)) found.set(kind, each);
        }
        for (const each of found.values()) each.left -= 1;
        planned = planned.filter(({ left }) => left > 0);
        return Object.assign({}, ...[...found.values()].map(({ fault }) => fault));
      },
      takeEmptyPage: () => {
        if (emptyPages === 0) return false;
        emptyPages -= 1;
        return true;
      },
      maxPage: () => maxPage,
      takeSwallowedSend: () => {
        if (swallowed === 0) return false;
        swallowed -= 1;
        return true;
      },
      takeFailedSend: () => {
        if (failed === 0) return undefined;
        failed -= 1;
        return failType;
      },
      rejectsEscapes: () => escapes,
      rates: () => rates,
    },
  };
}
