/**
 * Loaded before a subject (`node --import`): its Telegram sender gets `noPace.ts` for its pace.
 * Nothing else of the program is changed.
 */
import { registerHooks } from "node:module";

const own = new URL("../../src/channels/telegram/pace.ts", import.meta.url).href;
const none = new URL("noPace.ts", import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    return found.url === own ? { ...found, url: none } : found;
  },
});
