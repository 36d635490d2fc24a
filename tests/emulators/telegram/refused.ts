import type { Answer } from "./types.ts";

type Parameters = Extract<Answer, { ok: false }>["parameters"];

/** A method said no; the server turns it into the Bot API's error body. */
export class Refused extends Error {
  readonly answer: Extract<Answer, { ok: false }>;

  constructor(error_code: number, description: string, parameters?: Parameters) {
    super(description);
    this.name = "Refused";
    this.answer = {
      ok: false,
      error_code,
      description,
      ...(parameters === undefined ? {} : { parameters }),
    };
  }
}

/** 400, the answer to almost everything wrong with a request. */
export function bad(description: string, parameters?: Parameters): Refused {
  return new Refused(400, `Bad Request: ${description}`, parameters);
}
