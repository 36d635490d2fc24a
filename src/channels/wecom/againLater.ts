/** The same fault is told again after this long. */
const againMs = 10 * 60_000;

/** Whether a fault of that name is to be told: at first, then once in ten minutes. */
export type AgainLater = (fault: string) => boolean;

export function againLater(now: () => Date): AgainLater {
  const told = new Map<string, number>();
  return (fault) => {
    const at = now().getTime();
    const last = told.get(fault);
    if (last !== undefined && at - last < againMs) return false;
    told.set(fault, at);
    return true;
  };
}
