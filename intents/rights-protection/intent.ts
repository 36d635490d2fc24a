import { defineIntent } from "#kit";

export default defineIntent(() => ({
  title: "知识产权保护与维权",
  starter: "重庆知识产权案件判赔了多少？",
  handle: (turn) => turn.answer(),
}));
