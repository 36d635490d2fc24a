import { defineIntent } from "#kit";

export default defineIntent(() => ({
  title: "专利转化运用",
  starter: "专利开放许可在重庆做得怎么样？",
  handle: (turn) => turn.answer(),
}));
