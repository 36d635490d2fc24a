import { readAppMessage } from "../../../../src/channels/wecom/app/read.ts";
import { readXml } from "../../../../src/channels/wecom/xml.ts";
import { writeXml, type XmlToWrite } from "../writeXml.ts";

/** A decrypted callback of a member, as WeCom writes them. */
export function callback(fields: XmlToWrite): string {
  return writeXml({
    ToUserName: "ww6a112864f8022910",
    FromUserName: "ZhangSan",
    CreateTime: 1_763_700_000,
    AgentID: 1_000_002,
    ...fields,
  });
}

export function textCallback(content: string, msgId = "7530000000000000001"): string {
  return callback({ MsgType: "text", Content: content, MsgId: msgId });
}

export function eventCallback(event: string, fields: XmlToWrite = {}): string {
  return callback({ MsgType: "event", Event: event, ...fields });
}

export const now = new Date("2026-11-21T12:00:00+08:00");

/** What the app makes of a decrypted text. */
export function read(text: string) {
  const xml = readXml(text);
  if (!xml.ok) throw new Error(xml.why);
  return readAppMessage(xml.value, text, now);
}
