import { defineIntent } from "#kit";

export default defineIntent(() => ({
  title: "转人工",
  handle(turn) {
    if (/不等了|取消排队|不用人工|不要人工了|不转了|取消人工/.test(turn.text))
      return turn.reply("say", "cancelled", { effects: [{ kind: "leave-queue" }] });
    // Asks how it stands, and does not ask for a person anew.
    const waits = /多久|几点|几个人|什么时候|排队|轮到|轮得到|在线/.test(turn.text);
    if (waits && !/转|找|喊|叫/.test(turn.text)) {
      return turn.staffHours === undefined
        ? turn.reply("say", "waiting")
        : turn.reply("say", "not-waiting", { values: { hours: turn.staffHours } });
    }
    return turn.handoff("asked", "requested");
  },
}));
