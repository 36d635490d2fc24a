import { defineIntent } from "#kit";

export default defineIntent(() => ({
  title: "海外知识产权",
  starter: "企业出海有什么知识产权服务？",
  handle: (turn) => turn.answer(),
}));
