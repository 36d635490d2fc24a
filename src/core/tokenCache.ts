/** A credential a platform lends for a while. */
export interface LentToken {
  readonly value: string;
  readonly expiresAt: Date;
}

/** Where instances share what platforms lend them. */
export interface TokenCache {
  /** Undefined when none is kept, or it has run out. Never rejects. */
  read(name: string): Promise<LentToken | undefined>;
  /** Never rejects. */
  write(name: string, token: LentToken): Promise<void>;
  /** Forgets it, if it is still this one: another instance may have a newer already. Never rejects. */
  drop(name: string, value: string): Promise<void>;
  /**
   * Runs `fetch` in one instance at a time; the others wait for up to 5 s, then run it all the same.
   * Whoever waited should read again first.
   */
  alone<T>(name: string, fetch: () => Promise<T>): Promise<T>;
}
