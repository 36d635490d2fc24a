import { defineIntent } from "#kit";

export default defineIntent(() => ({ title: "再见", handle: (turn) => turn.reply("say", "bye") }));
