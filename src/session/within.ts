/** No answer came in time; whether the work happens all the same is not known. */
export class Late extends Error {
  readonly milliseconds: number;

  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds} ms`);
    this.name = "Late";
    this.milliseconds = milliseconds;
  }
}

/** What the work gives, or a rejection with {@link Late} after so many milliseconds. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      // Timers run before sockets are read: after a long computation here, the answer may be there.
      setImmediate(() => reject(new Late(milliseconds)));
    }, milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
