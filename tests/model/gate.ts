/** A door that one job stands before, having looked, until it is let through to write. */
export interface Gate {
  /** Resolves once somebody stands before it. */
  readonly reached: Promise<void>;
  pass(): Promise<void>;
  open(): void;
}

export function gate(): Gate {
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  return {
    reached: reached.promise,
    pass: async () => {
      reached.resolve();
      await opened.promise;
    },
    open: () => opened.resolve(),
  };
}
