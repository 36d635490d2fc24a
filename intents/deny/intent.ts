import { defineIntent } from "#kit";

export default defineIntent(() => ({ title: "否定", handle: (turn) => turn.reply("say", "fine") }));
