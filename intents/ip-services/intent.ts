import { defineIntent } from "#kit";

export default defineIntent(() => ({
  title: "知识产权服务",
  starter: "渝中区的知识产权服务站点能办什么？",
  handle: (turn) => turn.answer(),
}));
