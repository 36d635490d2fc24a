import { type Answer, refuse } from "../answer.ts";
import { bytes, type Json, listOf, numberOf, objectOf, textOf } from "../json.ts";
import type { Media } from "../media.ts";
import type { Choice } from "../screen.ts";

/** What a customer would see of a KF message. */
export interface KfContent {
  readonly text: string;
  readonly choices: readonly Choice[];
}

export type Read =
  | { readonly ok: true; readonly content: KfContent }
  | { readonly ok: false; readonly answer: Answer };

const refused = (errcode: number, problem: string): Read => ({
  ok: false,
  answer: refuse(errcode, problem),
});
const plain = (text: string): Read => ({ ok: true, content: { text, choices: [] } });

const mediaWords: Readonly<Record<string, string>> = {
  image: "[图片]",
  voice: "[语音]",
  video: "[视频]",
  file: "[文件]",
};

/** True for a field that is absent, or a text of so many bytes at most. */
function fits(from: Json, name: string, most: number): boolean {
  const value = from[name];
  return value === undefined || (typeof value === "string" && bytes(value) <= most);
}

/** Reads and checks the content of kf/send_msg (doc 94677). There is no markdown, news or card. */
export function readKfContent(body: Json, media: Media): Read {
  const kind = textOf(body, "msgtype") ?? "";
  const part = objectOf(body, kind);
  const words = mediaWords[kind];
  if (words !== undefined) {
    const found = media.find(textOf(part, "media_id") ?? "");
    return found === undefined ? refused(40007, "invalid media_id") : plain(words);
  }
  const long = refused(40058, "invalid Request Parameter: a text is too long");
  switch (kind) {
    case "text": {
      const text = textOf(part, "content") ?? "";
      if (text === "") return refused(44004, "empty content");
      return bytes(text) > 2048 ? refused(45002, "content size out of limit") : plain(text);
    }
    case "msgmenu":
      return readMenu(part);
    case "link": {
      if (!fits(part, "title", 128) || !fits(part, "desc", 512) || !fits(part, "url", 2048))
        return long;
      const title = textOf(part, "title") ?? "";
      const url = textOf(part, "url") ?? "";
      if (title === "" || url === "") return refused(40063, "empty parameter");
      const thumb = media.find(textOf(part, "thumb_media_id") ?? "");
      if (thumb === undefined) return refused(40007, "invalid thumb_media_id");
      return plain([title, textOf(part, "desc"), url].filter(Boolean).join("\n"));
    }
    case "miniprogram": {
      if (!fits(part, "title", 64)) return long;
      if (!textOf(part, "appid") || !textOf(part, "pagepath"))
        return refused(40063, "empty parameter");
      const thumb = media.find(textOf(part, "thumb_media_id") ?? "");
      if (thumb === undefined) return refused(40007, "invalid thumb_media_id");
      return plain(`[小程序] ${textOf(part, "title") ?? ""}`);
    }
    case "location":
      if (numberOf(part, "latitude") === undefined || numberOf(part, "longitude") === undefined) {
        return refused(40058, "invalid Request Parameter: latitude, longitude");
      }
      return plain(`[位置] ${textOf(part, "name") ?? ""}`);
    case "business_card":
      return textOf(part, "userid") ? plain("[名片]") : refused(40063, "empty parameter");
    case "ca_link":
      return textOf(part, "link_url") ? plain("[获客链接]") : refused(40063, "empty parameter");
    default:
      return refused(40008, "invalid message type");
  }
}

function readMenu(menu: Json): Read {
  if (!fits(menu, "head_content", 1024) || !fits(menu, "tail_content", 1024)) {
    return refused(40058, "invalid Request Parameter: msgmenu's content is too long");
  }
  const items = listOf(menu, "list");
  if (items.length > 10) return refused(95008, "more than 10 menu items");
  const lines: string[] = [];
  const choices: Choice[] = [];
  for (const item of items) {
    const kind = textOf(item, "type") ?? "";
    const part = objectOf(item, kind);
    const content = textOf(part, "content") ?? "";
    switch (kind) {
      case "click": {
        const id = textOf(part, "id") ?? "";
        if (id === "" || bytes(id) > 128 || content === "" || bytes(content) > 128) {
          return refused(40058, "invalid Request Parameter: msgmenu.click has 1 to 128 bytes");
        }
        choices.push({ id, label: content });
        break;
      }
      case "view": {
        const url = textOf(part, "url") ?? "";
        if (url === "" || bytes(url) > 2048 || content === "" || bytes(content) > 1024) {
          return refused(40058, "invalid Request Parameter: msgmenu.view");
        }
        lines.push(`${content} ${url}`);
        break;
      }
      case "miniprogram":
        if (!textOf(part, "appid") || !textOf(part, "pagepath") || content === "") {
          return refused(40058, "invalid Request Parameter: msgmenu.miniprogram");
        }
        lines.push(content);
        break;
      case "text":
        if (content === "") return refused(40058, "invalid Request Parameter: msgmenu.text");
        lines.push(content);
        break;
      default:
        return refused(95009, "invalid menu item type");
    }
  }
  const words = [textOf(menu, "head_content"), ...lines, textOf(menu, "tail_content")];
  const text = words.filter(Boolean).join("\n");
  if (text === "" && choices.length === 0) return refused(44004, "empty content");
  return { ok: true, content: { text, choices } };
}
