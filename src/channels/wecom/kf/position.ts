/** How far an account was pulled, as the ledger keeps it. */
export interface Position {
  /** What was written before it is kept, never answered: the bot was not there yet. */
  readonly since: Date;
  /** WeCom's own, up to 64 bytes; undefined before the first page. */
  readonly cursor: string | undefined;
}

export function writePosition({ since, cursor = "" }: Position): string {
  return `${since.getTime()}:${cursor}`;
}

export function readPosition(position: string): Position {
  const [, since, cursor] = /^(\d{1,15}):(.*)$/s.exec(position) ?? [];
  return {
    since: new Date(Number(since ?? 0)),
    cursor: (since === undefined ? position : cursor) || undefined,
  };
}
