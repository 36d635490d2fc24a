import { defineIntent } from "#kit";

export default defineIntent(() => ({
  title: "政策与数据",
  starter: "2025年重庆知识产权成绩怎么样？",
  handle: (turn) => turn.answer(),
}));
