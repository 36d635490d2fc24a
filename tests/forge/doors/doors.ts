import type { DoorName } from "../settings.ts";
import type { Door, Known } from "../shot.ts";
import { telegramDoor } from "./telegram.ts";
import { webDoor } from "./web.ts";
import { wecomDoor } from "./wecom.ts";
import { aibotWords, appWords, kfWords } from "./words.ts";

export function doorOf(name: DoorName, seed: number, known: Known): Door {
  switch (name) {
    case "telegram":
      return telegramDoor(seed, known);
    case "wecom-app":
      return wecomDoor(appWords(known), seed, known);
    case "wecom-kf":
      return wecomDoor(kfWords(), seed, known);
    case "wecom-aibot":
      return wecomDoor(aibotWords(known), seed, known);
    case "web":
      return webDoor(seed, known);
    default:
      throw new Error(`[forge] no door ${name satisfies never as string}`);
  }
}
