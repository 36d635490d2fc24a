import { flag, type Params, text } from "../params.ts";
import { bad } from "../refused.ts";
import type { Backend, Methods } from "./method.ts";

/** In UTF-16 units. */
const longestAnswer = 200;

/** Answers to pressed buttons. */
export function queryMethods({ world, queryLife }: Backend): Methods {
  return {
    answerCallbackQuery(params: Params) {
      const id = text(params, "callback_query_id") ?? "";
      const answer = text(params, "text") ?? "";
      if (answer.length > longestAnswer) throw bad("MESSAGE_TOO_LONG");
      const pressed = world.pressed.get(id);
      const old = pressed === undefined || world.now() - pressed.at > queryLife * 1000;
      if (old || pressed.answer !== undefined) {
        throw bad("query is too old and response timeout expired or query ID is invalid");
      }
      pressed.answer = { text: answer, alert: flag(params, "show_alert") };
      const room = world.rooms.get(pressed.chat);
      if (room !== undefined) world.changed(room);
      return true;
    },
  };
}
