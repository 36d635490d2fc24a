import { contactOf as botContact } from "../../src/channels/wecom/aibot/contact.ts";
import { writeContact } from "../../src/channels/wecom/kf/contact.ts";
import type { Surface } from "../emulators/surface.ts";
import { kfAccounts, type Platforms } from "./platforms.ts";
import type { Line } from "./script.ts";

export type Way = Surface["name"];
export const ways: readonly Way[] = ["wecom-kf", "wecom-app", "wecom-aibot", "telegram"];

/** One thing a contact has said. */
export interface Said {
  readonly line: Line;
  readonly at: number;
  /** When the platform knew that the program has it; undefined until then. */
  acceptedAt: number | undefined;
  /** First callbacks of it; two where the platform called twice at once. */
  calls: number;
}

/** A customer, with all that was said and what is left to say. */
export interface Contact {
  readonly way: Way;
  /** As the record knows them. */
  readonly id: string;
  readonly surface: Surface;
  readonly said: Said[];
  readonly left: Line[];
}

/** Somebody who has never written before. */
export function newContact(
  { wecom, telegram }: Pick<Platforms, "wecom" | "telegram">,
  way: Way,
  number: number,
  lines: readonly Line[],
): Contact {
  const common = { way, said: [], left: [...lines] };
  switch (way) {
    case "wecom-kf": {
      const openKfid = kfAccounts[number % kfAccounts.length] ?? "";
      const externalUserid = `wmTorture${number}`;
      const surface = wecom.customer(externalUserid, openKfid);
      return { ...common, id: writeContact({ openKfid, externalUserid }), surface };
    }
    case "wecom-app":
      return { ...common, id: `member${number}`, surface: wecom.member(`member${number}`) };
    case "wecom-aibot": {
      const user = `asker${number}`;
      return { ...common, id: botContact({ user, chat: undefined }), surface: wecom.botUser(user) };
    }
    case "telegram": {
      const user = 100_000 + number;
      return { ...common, id: String(user), surface: telegram.person(user) };
    }
    default:
      throw new Error(`unknown way ${way satisfies never}`);
  }
}
