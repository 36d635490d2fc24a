import { dayIn, defineIntent } from "#kit";

export default defineIntent(({ answering }) => ({
  title: "问候",
  handle(turn) {
    const alerts = turn.requests.filter(
      ({ kind, status }) => kind === "alerts" && status !== "withdrawn",
    );
    const fresh = answering.knowledge.digests.filter((digest) =>
      alerts.some(({ slots, createdAt }) => {
        const topic = slots["topicId"];
        return (
          digest.date > dayIn(new Date(createdAt)) &&
          (topic === undefined || digest.topics.includes(topic))
        );
      }),
    );
    const choices = [
      { label: "专利贷款评估费", text: "专利质押贷款评估费多少？" },
      { label: "补助多少", text: "快维中心能补多少？" },
      { label: "请专家", text: "想请专家来看看工艺" },
      { label: "我的申请", text: "我的申请" },
    ];
    if (fresh.length === 0) return turn.reply("say", "hello", { choices });
    const list = fresh.map(({ title, date }) => `《${title}》（${date}）`).join("、");
    return turn.reply("say", "hello-news", { values: { list }, choices });
  },
}));
