/** Milliseconds since 1970 with a fraction: the same clock in every process and page of a machine. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
