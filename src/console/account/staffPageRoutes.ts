import type { Context } from "hono";
import { z } from "zod";
import type { AccountChange, ChangeRefused } from "../../core/accountRecord.ts";
import { staffRoles } from "../../core/staff.ts";
import { invite } from "../../staff/setUp.ts";
import { refuse } from "../refuse.ts";
import type { Call, Route } from "../route.ts";
import { deskForm, desksOf } from "./deskFields.ts";
import type { AccountPort } from "./port.ts";
import { profileForm } from "./profile.ts";
import { actorOf, line, readForm } from "./request.ts";
import { editStaffPage, linkPage, newStaffPage, staffList } from "./staffPages.ts";
import { staffWords } from "./staffWords.ts";

const role = z.enum(staffRoles);
const newForm = z.object({
  login: line(32).refine((text) => /^[a-z0-9][a-z0-9._-]{1,31}$/.test(text)),
  name: profileForm.shape.name,
  role,
});

/** Who works here: for admins, each change with a fresh proof of who makes it. */
export function staffPageRoutes(port: AccountPort): readonly Route[] {
  const { record } = port;
  const editForm = z.object({ role, ...profileForm.shape, ...deskForm(port).shape });

  const edited = async ({ c, visitor }: Call, change: AccountChange): Promise<Response> => {
    const id = c.req.param("id") ?? "";
    const done = await record.change(id, change, actorOf(port, c, visitor));
    if (done === "missing") return await refuse(c, "not-found", visitor);
    port.onChange?.(id);
    const say = staffWords(visitor.language);
    if (typeof done === "object") {
      return c.html(editStaffPage(port, visitor, done, { done: say.saved }));
    }
    const account = await record.account(id);
    if (account === undefined) return await refuse(c, "not-found", visitor);
    const trouble = refusals(say)[done];
    return c.html(editStaffPage(port, visitor, account, { trouble }), 409);
  };

  const invited = async ({ c, visitor }: Call, id: string, login: string): Promise<Response> => {
    const { token } = await invite(port, id, actorOf(port, c, visitor));
    return c.html(linkPage(visitor, login, `${siteOf(c, port)}/console/set-up#${token}`));
  };

  return [
    {
      method: "GET",
      path: "/staff",
      access: "admin",
      handle: async ({ c, visitor }) => c.html(staffList(port, visitor, await record.accounts())),
    },
    {
      method: "GET",
      path: "/staff/new",
      access: "admin",
      stepUp: true,
      handle: ({ c, visitor }) => c.html(newStaffPage(visitor)),
    },
    {
      method: "POST",
      path: "/staff",
      access: "admin",
      stepUp: true,
      async handle(call) {
        const { c, visitor } = call;
        const typed = await readForm(c, newForm);
        const added = await record.add(typed, actorOf(port, c, visitor));
        if (added !== undefined) return await invited(call, added.id, added.login);
        const trouble = staffWords(visitor.language).loginTaken;
        return c.html(newStaffPage(visitor, { trouble }, typed), 409);
      },
    },
    {
      method: "GET",
      path: "/staff/:id",
      access: "admin",
      stepUp: true,
      async handle({ c, visitor }) {
        const account = await record.account(c.req.param("id") ?? "");
        if (account === undefined) return await refuse(c, "not-found", visitor);
        return c.html(editStaffPage(port, visitor, account));
      },
    },
    {
      method: "POST",
      path: "/staff/:id",
      access: "admin",
      stepUp: true,
      async handle(call) {
        const { district, topic, ...change } = await readForm(call.c, editForm);
        return await edited(call, { ...change, desks: desksOf({ district, topic }) });
      },
    },
    {
      method: "POST",
      path: "/staff/:id/deactivate",
      access: "admin",
      stepUp: true,
      handle: (call) => edited(call, { active: false }),
    },
    {
      method: "POST",
      path: "/staff/:id/activate",
      access: "admin",
      stepUp: true,
      handle: (call) => edited(call, { active: true }),
    },
    {
      method: "POST",
      path: "/staff/:id/invite",
      access: "admin",
      stepUp: true,
      async handle(call) {
        const { c, visitor } = call;
        const account = await record.account(c.req.param("id") ?? "");
        if (account?.active !== true) return await refuse(c, "not-found", visitor);
        return await invited(call, account.id, account.login);
      },
    },
  ];
}

function refusals(say: ReturnType<typeof staffWords>): Readonly<Record<ChangeRefused, string>> {
  return { missing: say.missing, taken: say.taken, "last-admin": say.lastAdmin };
}

/** As the admin's own browser reached us: the guard has just compared it with where we are. */
function siteOf(c: Context, { secureCookies }: AccountPort): string {
  const host = c.req.header("Host") ?? new URL(c.req.url).host;
  return `${secureCookies ? "https" : "http"}://${host}`;
}
