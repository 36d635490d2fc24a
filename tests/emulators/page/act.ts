import { z } from "zod";
import type { Servicer, Surface } from "../surface.ts";
import { surfaceNames } from "./people.ts";

export const personNumber = z.coerce.number().int().min(1).max(9999);

const who = { person: personNumber, surface: z.enum(surfaceNames) };
const id = z.string().min(1).max(200);

/** What the page's person does; from `take` on, as the servicer at the other end. */
export const act = z.discriminatedUnion("act", [
  z.strictObject({ ...who, act: z.literal("arrive") }),
  z.strictObject({ ...who, act: z.literal("write"), text: z.string().trim().min(1).max(20_000) }),
  z.strictObject({
    ...who,
    act: z.literal("send"),
    kind: z.enum(["image", "voice", "file", "location"]),
  }),
  z.strictObject({ ...who, act: z.literal("press"), message: id, choice: id }),
  z.strictObject({ ...who, act: z.literal("take") }),
  z.strictObject({ ...who, act: z.literal("reply"), text: z.string().trim().min(1).max(2_000) }),
  z.strictObject({ ...who, act: z.literal("end") }),
  z.strictObject({ ...who, act: z.literal("duty"), on: z.boolean() }),
]);
export type Act = z.infer<typeof act>;

export async function perform(surface: Surface, deed: Act): Promise<void> {
  switch (deed.act) {
    case "arrive":
      return await surface.arrive();
    case "write":
      return await surface.write(deed.text);
    case "send":
      return await surface.send(deed.kind);
    case "press":
      return await surface.press(deed.message, deed.choice);
    case "take":
      return servicerOf(surface).take();
    case "reply":
      return servicerOf(surface).say(deed.text);
    case "end":
      return servicerOf(surface).end();
    case "duty":
      return servicerOf(surface).duty(deed.on);
  }
}

function servicerOf({ servicing }: Surface): Servicer {
  if (servicing === undefined) throw new Error("这个入口没有接待人员的客户端");
  return servicing;
}
