import type { Block } from "./block.ts";

/** What a reader gives: the blocks of a file and what the file says of itself. */
export interface Source {
  readonly blocks: Block[];
  readonly title?: string;
  /** YYYY-MM-DD. */
  readonly date?: string;
  readonly publisher?: string;
  /** What the operator should know though the file was read. */
  readonly notices?: readonly string[];
}

/** Told while a long file is read: `done` of `total` pages or parts. */
export type Progress = (done: number, total: number) => void;
