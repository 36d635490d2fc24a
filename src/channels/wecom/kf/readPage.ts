import type { Message } from "../../../core/message.ts";
import type { PageStep } from "../../../core/page.ts";
import { writeContact } from "./contact.ts";
import { type Content, readContent } from "./content.ts";
import { channel, type Item, item, type PageReading, sessionMs } from "./item.ts";
import { chosenText, readChoiceId } from "./messageId.ts";
import { readEvent } from "./readEvent.ts";

/**
 * What one answer of `kf/sync_msg` tells (WeCom doc 94670), in its order. Nothing in it makes it
 * fail: what is malformed or unknown is counted. Rejects only when a choice cannot be looked up.
 */
export async function readPage(
  list: readonly unknown[],
  reading: PageReading,
): Promise<PageStep[]> {
  const steps: PageStep[] = [];
  for (const value of list) {
    const read = item.safeParse(value);
    if (read.success) steps.push(...(await readItem(read.data, reading)));
    else reading.count("item-malformed");
  }
  return steps;
}

async function readItem(read: Item, reading: PageReading): Promise<readonly PageStep[]> {
  const at = read.send_time === undefined ? reading.now : new Date(read.send_time * 1_000);
  if (read.msgtype === "event") return readEvent(read, at, reading);
  const { open_kfid: openKfid = reading.openKfid, external_userid: externalUserid } = read;
  if (externalUserid === undefined) {
    reading.count("item-malformed");
    return [];
  }
  const contact = writeContact({ openKfid, externalUserid });
  const content = readContent(read.msgtype, read[read.msgtype]);
  const { text, attachment } = content;
  const wrote = { id: read.msgid, channel, contact, at } as const;
  switch (read.origin) {
    case 3: {
      const message: Message = {
        ...wrote,
        text: await spoken(content, contact, reading),
        ...(attachment === undefined ? {} : { attachment }),
      };
      return [{ kind: at < reading.since ? "history" : "message", message }];
    }
    case 5: {
      const { servicer_userid: servicer } = read;
      const by = servicer === undefined ? {} : { servicer };
      const said = { ...wrote, text, ...(attachment === undefined ? {} : { attachment }), ...by };
      const lapsed = reading.now.getTime() - at.getTime() > sessionMs;
      const owned = { kind: "owner", channel, contact, owner: "staff", ...by } as const;
      return [{ kind: "staff", ...said }, ...(lapsed ? [] : [owned])];
    }
    default:
      reading.count("origin-unknown");
      return [];
  }
}

/** A click says what the choice stands for; the item shows its label only, and that may be cut. */
async function spoken(
  { text, menuId }: Content,
  contact: string,
  { choice }: PageReading,
): Promise<string> {
  const clicked = menuId === undefined ? undefined : readChoiceId(menuId);
  if (clicked === undefined) return text;
  const found = await choice(contact, clicked.delivery, clicked.index);
  return found === undefined ? text : chosenText(found);
}
