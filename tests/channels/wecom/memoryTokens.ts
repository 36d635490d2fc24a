import type { LentToken, TokenCache } from "../../../src/core/tokenCache.ts";

/** A token cache as one instance has it, with a look inside. */
export function memoryTokens(): TokenCache & { readonly kept: Map<string, LentToken> } {
  const kept = new Map<string, LentToken>();
  const turns = new Map<string, Promise<unknown>>();
  return {
    kept,
    read: async (name) => kept.get(name),
    async write(name, token) {
      kept.set(name, token);
    },
    async drop(name, value) {
      if (kept.get(name)?.value === value) kept.delete(name);
    },
    alone(name, fetch) {
      const turn = (turns.get(name) ?? Promise.resolve()).then(fetch);
      turns.set(
        name,
        turn.catch(() => {}),
      );
      return turn;
    },
  };
}
