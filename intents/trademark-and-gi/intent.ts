import { defineIntent } from "#kit";

export default defineIntent(() => ({
  title: "商标与地理标志",
  starter: "重庆有多少地理标志产品？",
  handle: (turn) => turn.answer(),
}));
