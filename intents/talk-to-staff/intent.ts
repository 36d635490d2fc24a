import { defineIntent } from "#kit";

export default defineIntent(() => ({
  title: "转人工",
  handle(turn) {
    if (/不等了|取消排队|不用人工|不要人工了|不转了|取消人工/.test(turn.text))
      return turn.reply("say", "cancelled");
    return turn.handoff("asked", "requested");
  },
}));
