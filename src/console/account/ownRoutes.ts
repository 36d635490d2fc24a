import type { Context } from "hono";
import { z } from "zod";
import { languages } from "../../core/account.ts";
import { renewPassword } from "../../staff/renew.ts";
import type { Html } from "../layout.ts";
import { refuse } from "../refuse.ts";
import type { Call, Route } from "../route.ts";
import { type OwnView, ownPage } from "./ownPage.ts";
import { ownWords } from "./ownWords.ts";
import type { AccountPort } from "./port.ts";
import { profileForm } from "./profile.ts";
import { actorOf, line, readForm, safeNext, secretLine } from "./request.ts";
import { refusedPage, troubleOf } from "./signInRoutes.ts";
import { setUpWords } from "./words.ts";

const passwordForm = z.object({ current: secretLine, password: secretLine, again: secretLine });

/** What somebody sees and changes of their own account. */
export function ownRoutes(port: AccountPort): readonly Route[] {
  const { record } = port;
  const page = async (call: Call, said: Pick<OwnView, "done" | "trouble"> = {}): Promise<Html> => {
    const { visitor } = call;
    const [account, sessions, proofs] = await Promise.all([
      record.account(visitor.id),
      record.sessions(visitor.id),
      record.credentials(visitor.id),
    ]);
    if (account === undefined) throw new Error("[console] the account of a session is gone");
    const codesLeft = proofs?.recovery.length ?? 0;
    return ownPage({ visitor, account, sessions, codesLeft, ...said });
  };
  return [
    {
      method: "GET",
      path: "/account",
      access: "signed-in",
      handle: async (call) => call.c.html(await page(call)),
    },
    {
      method: "POST",
      path: "/account",
      access: "signed-in",
      // Who writes as whom in the staff group hangs on it.
      stepUp: true,
      async handle(call) {
        const { c, visitor } = call;
        const change = await readForm(c, profileForm);
        const done = await record.change(visitor.id, change, actorOf(port, c, visitor));
        const say = ownWords(visitor.language);
        if (typeof done === "string") return c.html(await page(call, { trouble: say.taken }), 409);
        const renamed = { ...visitor, name: done.name };
        return c.html(await page({ c, visitor: renamed }, { done: say.saved }));
      },
    },
    {
      method: "POST",
      path: "/account/password",
      access: "signed-in",
      async handle(call) {
        const { c, visitor } = call;
        const { current, password, again } = await readForm(c, passwordForm);
        const say = { ...setUpWords(visitor.language), ...ownWords(visitor.language) };
        const shown = async (trouble: string) => await page(call, { trouble });
        if (password !== again) return c.html(await shown(say.different), 422);
        const account = await record.account(visitor.id);
        if (account === undefined) return await refuse(c, "signed-out");
        const by = actorOf(port, c, visitor);
        const done = await renewPassword(port, account, { current, password }, by);
        if (done === "done") {
          port.onChange?.(visitor.id);
          return c.html(await page(call, { done: say.passwordChanged }));
        }
        if ("fault" in done) return c.html(await shown(say.faults[done.fault]), 422);
        return refusedPage(
          c,
          done,
          await shown(troubleOf(visitor.language, done, say.wrongCurrent)),
        );
      },
    },
    {
      method: "POST",
      path: "/account/sessions/end",
      access: "signed-in",
      async handle(call) {
        const { c, visitor } = call;
        const { session } = await readForm(c, z.object({ session: line(64) }));
        await record.endSession(visitor.id, session);
        port.onChange?.(visitor.id);
        if (session === visitor.sessionHash) return c.redirect("/console/login", 303);
        return c.html(await page(call, { done: ownWords(visitor.language).ended }));
      },
    },
    {
      method: "POST",
      path: "/account/sessions/end-others",
      access: "signed-in",
      async handle(call) {
        const { c, visitor } = call;
        for (const { hash } of await record.sessions(visitor.id)) {
          if (hash !== visitor.sessionHash) await record.endSession(visitor.id, hash);
        }
        port.onChange?.(visitor.id);
        return c.html(await page(call, { done: ownWords(visitor.language).ended }));
      },
    },
    {
      method: "POST",
      path: "/language",
      access: "signed-in",
      async handle({ c, visitor }) {
        const { language } = await readForm(c, z.object({ language: z.enum(languages) }));
        await record.change(visitor.id, { language }, actorOf(port, c, visitor));
        return c.redirect(cameFrom(c), 303);
      },
    },
  ];
}

/** The page the switch was pressed on. */
function cameFrom(c: Context): string {
  const referer = c.req.header("Referer");
  if (referer === undefined || !URL.canParse(referer)) return "/console";
  const { pathname, search } = new URL(referer);
  return safeNext(pathname + search);
}
