import { defineIntent } from "#kit";

/** What cannot be undone wants the word itself: 「继续」 or 「撤回」 is not it. */
const surely = /^(?:确认|确定|确认删除|确定删除|是|是的|对|删除|删|yes)[。.!！了吧]*$/i;

/** What is stored, and the contact's right to have it erased or see it. */
export default defineIntent(() => ({
  title: "我的数据",
  handle(turn) {
    const { text, requests, session } = turn;
    if (session.pending === "privacy:erase") {
      if (surely.test(text)) {
        return {
          ...turn.reply("say", "erased", { effects: [{ kind: "erase-contact" }] }),
          session: {
            pending: undefined,
            form: undefined,
            topic: undefined,
            region: undefined,
            misses: 0,
          },
        };
      }
      return { ...turn.reply("say", "kept"), session: { pending: undefined } };
    }
    if (
      /删|清除|清空|清掉|抹掉|注销|忘记我|忘掉|销毁|撤回同意|\/forget|delete|erase|forget|remove/i.test(
        text,
      ) &&
      !/会不会|多久|什么时候|怎么处理|能不能看/.test(text)
    ) {
      return {
        ...turn.reply("ask", "erase-sure", {
          values: { count: requests.length },
          choices: [
            { label: "确认删除", text: "确认" },
            { label: "不删除", text: "不要" },
          ],
        }),
        session: { pending: "privacy:erase" },
      };
    }
    return turn.reply("say", "stored", {
      values: { count: requests.length },
      choices: [
        { label: "删除我的数据", text: "删除我的数据" },
        { label: "我的申请", text: "我的申请" },
      ],
    });
  },
}));
