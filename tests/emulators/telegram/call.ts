import type { Telegram } from "./emulator.ts";
import type { Answer } from "./types.ts";

/** Calls a method as a bot does, with a JSON body. */
export async function call(
  { url, token }: Pick<Telegram, "url" | "token">,
  method: string,
  params: object = {},
  signal?: AbortSignal,
): Promise<Answer> {
  const response = await fetch(`${url}/bot${token}/${method}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(params),
    ...(signal === undefined ? {} : { signal }),
  });
  return (await response.json()) as Answer;
}

/** The result of a call that must succeed. */
export async function result<T = Record<string, unknown>>(
  telegram: Pick<Telegram, "url" | "token">,
  method: string,
  params: object = {},
): Promise<T> {
  const answer = await call(telegram, method, params);
  if (!answer.ok) throw new Error(`${method}: ${answer.description}`);
  return answer.result as T;
}
