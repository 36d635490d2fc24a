import { z } from "zod";
import { line } from "./request.ts";

/** An empty field takes the id away. */
const id = (shape: RegExp, longest: number) =>
  line(longest)
    .refine((text) => text === "" || shape.test(text))
    .transform((text) => (text === "" ? null : text));

/** The fields everyone has. */
export const profileForm = z.object({
  name: line(20).refine((text) => /[\p{L}\p{N}]/u.test(text) && !/[\p{Cf}<>]/u.test(text)),
  telegramId: id(/^[1-9]\d{0,19}$/, 20),
  wecomUserid: id(/^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$/, 64),
});
