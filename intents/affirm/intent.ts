import { defineIntent } from "#kit";

/** A bare 「好的」 outside a form: nothing waits for it. */
export default defineIntent(() => ({
  title: "应答",
  handle: (turn) => turn.reply("say", "ready"),
}));
