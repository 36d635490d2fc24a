import type { Answer } from "./answer.ts";
import type { Json } from "./json.ts";

/** One call of the API, its token already found good. */
export interface Call {
  readonly query: URLSearchParams;
  /** Empty where the body is not JSON. */
  readonly body: Json;
  readonly raw: Buffer;
  readonly contentType: string;
}

/** A file instead of JSON. */
export interface File {
  readonly file: Buffer;
  readonly name: string;
  readonly type: string;
}

export interface Route {
  readonly method: "GET" | "POST";
  /** `json` unless told. */
  readonly takes?: "json" | "form";
  /** True for the calls that carry no access_token. */
  readonly open?: boolean;
  answer(call: Call): Answer | File;
}

/** By path below `/cgi-bin/`. */
export type Routes = Readonly<Record<string, Route>>;

export function get(answer: Route["answer"]): Route {
  return { method: "GET", answer };
}

export function post(answer: Route["answer"]): Route {
  return { method: "POST", answer };
}
