/** One file that could not be taken in: which one, what is wrong with it, and what to do. */
export class IngestError extends Error {
  override readonly name = "IngestError";
  readonly file: string;
  readonly problem: string;
  readonly fix: string;

  constructor(file: string, problem: string, fix: string, options?: ErrorOptions) {
    super(`${file}: ${problem}. ${fix}`, options);
    this.file = file;
    this.problem = problem;
    this.fix = fix;
  }
}

/** What a reader throws: it knows the fault but not always the name the operator gave. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
  readonly fix: string;

  constructor(problem: string, fix: string, options?: ErrorOptions) {
    super(problem, options);
    this.fix = fix;
  }
}
