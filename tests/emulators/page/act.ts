import { z } from "zod";
import type { Surface } from "../surface.ts";
import { surfaceNames } from "./people.ts";

export const personNumber = z.coerce.number().int().min(1).max(9999);

const who = { person: personNumber, surface: z.enum(surfaceNames) };
const id = z.string().min(1).max(200);

/** What the page's person does. */
export const act = z.discriminatedUnion("act", [
  z.strictObject({ ...who, act: z.literal("arrive") }),
  z.strictObject({ ...who, act: z.literal("write"), text: z.string().trim().min(1).max(20_000) }),
  z.strictObject({
    ...who,
    act: z.literal("send"),
    kind: z.enum(["image", "voice", "file", "location"]),
  }),
  z.strictObject({ ...who, act: z.literal("press"), message: id, choice: id }),
]);
export type Act = z.infer<typeof act>;

export function perform(surface: Surface, deed: Act): Promise<void> {
  switch (deed.act) {
    case "arrive":
      return surface.arrive();
    case "write":
      return surface.write(deed.text);
    case "send":
      return surface.send(deed.kind);
    case "press":
      return surface.press(deed.message, deed.choice);
  }
}
