/**
 * The value that a share of the values does not exceed (nearest rank), so always one that was
 * measured; undefined of none.
 */
export function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** A part of a whole in percent; undefined of nothing, which has no parts. */
export function percent(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : (part / whole) * 100;
}
