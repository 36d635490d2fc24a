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

/** Too much at once: no fault of the program. Whoever asked may ask again, and platforms do. */
export class Overload extends ZhiwenError {
  constructor(part: string, problem: string, fix: string) {
    // Thousands a second: a trace of each would cost more than the refusal itself.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(part, problem, fix);
    Error.stackTraceLimit = stackTraceLimit;
    this.name = "Overload";
  }
}
