import { defineIntent } from "#kit";

export default defineIntent(() => ({
  title: "致谢",
  handle: (turn) => turn.reply("say", "welcome"),
}));
