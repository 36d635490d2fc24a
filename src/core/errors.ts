/**
 * An error a person can act on: which part, what is wrong, what to do.
 * Its message never holds a secret or what a customer wrote.
 */
export class ZhiwenError extends Error {
  readonly part: string;
  readonly fix: string;

  constructor(part: string, problem: string, fix: string, options?: ErrorOptions) {
    super(`[${part}] ${problem}: ${fix}`, options);
    this.name = "ZhiwenError";
    this.part = part;
    this.fix = fix;
  }
}
