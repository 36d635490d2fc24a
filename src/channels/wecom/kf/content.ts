import type { Attachment } from "../../../core/message.ts";

/** What a message of a customer or servicer says. */
export interface Content {
  readonly text: string;
  readonly attachment?: Attachment;
  /** Set when an item of a menu was clicked. */
  readonly menuId?: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads the object named after its `msgtype` (WeCom doc 94670); what we do not know is `other`. */
export function readContent(type: string, value: unknown): Content {
  const fields: Fields = typeof value === "object" && value !== null ? (value as Fields) : {};
  if (type === "text") return readText(fields);
  return { text: "", attachment: readAttachment(type, fields) };
}

function readText(fields: Fields): Content {
  const text = said(fields["content"]);
  if (text === undefined) return { text: "", attachment: { kind: "other" } };
  const menuId = said(fields["menu_id"]);
  return menuId === undefined ? { text } : { text, menuId };
}

function readAttachment(type: string, fields: Fields): Attachment {
  switch (type) {
    case "image":
    case "voice":
    case "video":
    case "file":
      return attachment(type, fields["media_id"]);
    case "location": {
      const { latitude, longitude, name, address } = fields;
      const known = Number.isFinite(latitude) && Number.isFinite(longitude);
      return attachment(
        "location",
        known ? `${latitude},${longitude}` : undefined,
        said(name) ?? address,
      );
    }
    case "link":
      return attachment("link", fields["url"], fields["title"]);
    case "business_card":
      return attachment("card", fields["userid"]);
    case "channels":
      return attachment("other", undefined, said(fields["title"]) ?? fields["nickname"]);
    case "channels_shop_product":
    case "miniprogram":
    case "merged_msg":
      return attachment("other", undefined, fields["title"]);
    default:
      return { kind: "other" };
  }
}

function attachment(
  kind: Attachment["kind"],
  reference: unknown,
  name: unknown = undefined,
): Attachment {
  const [to, called] = [said(reference), said(name)];
  return {
    kind,
    ...(to === undefined ? {} : { reference: to }),
    ...(called === undefined ? {} : { name: called }),
  };
}

/** Text with something in it. */
function said(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}
