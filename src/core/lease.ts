/** A right only one instance has at a time. */
export interface Lease {
  /** Grows with every holder. */
  readonly fence: number;
  /** Prolongs it; false when another holds it by now. */
  renew(): Promise<boolean>;
  release(): Promise<void>;
}
