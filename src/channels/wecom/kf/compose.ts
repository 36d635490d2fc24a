import type { Delivery } from "../../../core/delivery.ts";
import type { Choice } from "../../../core/outcome.ts";
import { choiceLines, plainReply } from "../../../core/plainReply.ts";
import { splitText, utf8Bytes } from "../../../core/split.ts";
import { choiceId } from "./messageId.ts";

/** What `kf/send_msg` and `kf/send_msg_on_event` take beside the address (WeCom doc 94677). */
export type KfMessage =
  | { readonly msgtype: "text"; readonly text: { readonly content: string } }
  | { readonly msgtype: "msgmenu"; readonly msgmenu: Menu };

interface Menu {
  readonly head_content: string;
  readonly list: readonly MenuItem[];
  readonly tail_content?: string;
}

interface MenuItem {
  readonly type: "click";
  readonly click: { readonly id: string; readonly content: string };
}

/** Bytes of UTF-8, and a number of items (doc 94677). */
const longest = { text: 2_048, head: 1_024, tail: 1_024, item: 128, items: 10 } as const;

const pick = "请选择：";
const cutShort = "（篇幅所限，回复「继续」看余下内容）";

/**
 * A reply as at most so many platform messages, as few as it takes: choices go under the text they
 * belong to. The same reply and number give the same messages, so that a later try can go on in
 * the middle. Empty for a reply that says nothing.
 */
export function compose(
  reply: Pick<Delivery, "id" | "text" | "citations" | "choices">,
  most: number,
): readonly KfMessage[] {
  const plain = plainReply(reply);
  const texts = splitText(plain, longest.text);
  const list = menuItems(reply);
  if (list.length === 0) return cut(texts, most).map(text);

  const tail = choiceLines(reply.choices).slice(longest.items).join("\n");
  const menu = (head: string): KfMessage => ({
    msgtype: "msgmenu",
    msgmenu: {
      head_content: head,
      list,
      ...(tail === "" || utf8Bytes(tail) > longest.tail ? {} : { tail_content: tail }),
    },
  });
  const last = texts.at(-1) ?? pick;
  if (texts.length <= most && utf8Bytes(last) <= longest.head) {
    return [...texts.slice(0, -1).map(text), menu(last)];
  }
  if (texts.length < most) return [...texts.map(text), menu(pick)];
  // No message is left for the menu; the dialogue takes a number for the choice.
  const whole = [plain, ...choiceLines(reply.choices)].join("\n");
  return cut(splitText(whole, longest.text), most).map(text);
}

function text(content: string): KfMessage {
  return { msgtype: "text", text: { content } };
}

function menuItems({ id, choices }: Pick<Delivery, "id" | "choices">): readonly MenuItem[] {
  return choices.slice(0, longest.items).flatMap((choice, index) => {
    const content = itemLabel(choice);
    if (content === "") return [];
    return [{ type: "click", click: { id: choiceId(id, index), content } } as const];
  });
}

function itemLabel({ label, text }: Choice): string {
  const whole = label.trim() === "" ? text.trim() : label.trim();
  if (utf8Bytes(whole) <= longest.item) return whole;
  return `${splitText(whole, longest.item - utf8Bytes("…"))[0] ?? ""}…`;
}

function cut(texts: readonly string[], most: number): readonly string[] {
  if (texts.length <= most) return texts;
  const room = longest.text - utf8Bytes(`\n${cutShort}`);
  const [last = ""] = splitText(texts[most - 1] ?? "", room);
  return [...texts.slice(0, most - 1), `${last}\n${cutShort}`];
}
