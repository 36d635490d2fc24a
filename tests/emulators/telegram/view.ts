import type { Shown } from "../surface.ts";
import type { Message } from "./types.ts";
import type { Room, World } from "./world.ts";

/** The chat as a person sees it, oldest first. */
export function view({ me }: World, room: Room): readonly Shown[] {
  return [...room.messages.values()].map((message) => {
    const said = message.text ?? caption(message);
    return {
      id: String(message.message_id),
      from: authorOf(message, me.id),
      text: said ?? "",
      choices: choicesOf(message),
      at: new Date(message.date * 1000),
      complete: true,
    };
  });
}

const kinds: readonly (readonly [string, string])[] = [
  ["photo", "图片"],
  ["voice", "语音"],
  ["document", "文件"],
  ["video", "视频"],
  ["audio", "音频"],
  ["sticker", "贴纸"],
  ["location", "位置"],
];

function caption(message: Message): string | undefined {
  const kind = kinds.find(([field]) => message[field] !== undefined)?.[1];
  if (kind === undefined) return message.caption;
  return [`[${kind}]`, message.caption].filter((part) => part !== undefined).join(" ");
}

function authorOf(message: Message, bot: number): Shown["from"] {
  const said = message.text ?? caption(message);
  if (said === undefined) return "platform";
  return message.from?.id === bot || message.from === undefined ? "bot" : "person";
}

/** A choice's name is its place, row and column: texts and data may stand there twice. */
function choicesOf({ reply_markup }: Message): Shown["choices"] {
  const rows = reply_markup?.inline_keyboard ?? reply_markup?.keyboard ?? [];
  return rows.flatMap((row, at) =>
    row.map((button, column) => ({
      id: `${at}.${column}`,
      label: typeof button === "string" ? button : button.text,
    })),
  );
}

export function watchRoom(room: Room, listener: () => void): () => void {
  room.listeners.add(listener);
  return () => room.listeners.delete(listener);
}
