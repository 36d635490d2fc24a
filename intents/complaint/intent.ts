import { defineIntent } from "#kit";

export default defineIntent(() => ({
  title: "意见",
  handle: (turn) => turn.handoff("complaint", "sorry"),
}));
