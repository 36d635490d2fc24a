/** The staff desk in the program: what its pages need, out of the parts that have it. */
import type { Context, Hono } from "hono";
import { unsupportedFigures } from "../answering/guard.ts";
import { home } from "../answering/scope.ts";
import { accountPages } from "../console/account/routes.ts";
import { cannedRoutes } from "../console/canned/routes.ts";
import { createConsole } from "../console/console.ts";
import { dashboardRoutes } from "../console/dashboard/routes.ts";
import type { FetchedAttachment, Looking } from "../console/desk/port.ts";
import { deskRoutes } from "../console/desk/routes.ts";
import { requestRoutes } from "../console/requests/routes.ts";
import type { Visitor } from "../console/visitor.ts";
import type { Channel } from "../core/channel.ts";
import type { Attachment } from "../core/message.ts";
import type { Assistant } from "../dialogue/assistant.ts";
import { fields } from "../dialogue/form.ts";
import { officeHours } from "../handoff/hours.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Shared } from "../session/shared.ts";
import { staffRates } from "../staff/port.ts";
import type { Changes } from "./changes.ts";
import type { Handoffs } from "./handoffs.ts";
import { openedPassage } from "./passage.ts";
import { suggestions } from "./suggestions.ts";

export interface ConsoleParts {
  readonly ledger: Ledger;
  readonly shared: Shared;
  readonly handoffs: Handoffs;
  readonly staffChanges: Changes;
  readonly assistant: () => Assistant;
  readonly now: () => Date;
  readonly secureCookies: boolean;
  address(c: Context): string;
  /** A customer's file; undefined where the channel gives none out. */
  attachment(channel: Channel, attachment: Attachment): Promise<FetchedAttachment>;
  report(error: unknown, where: string): void;
}

export function openConsole(parts: ConsoleParts): Hono {
  const { ledger, shared, handoffs, assistant, now, address, report } = parts;
  const { desk: record, accounts } = ledger;
  const presence = shared.presence("desk");
  const topics = () =>
    [...assistant().catalogue.intents.values()].map(({ name, title }) => ({ id: name, title }));
  const districts = () => {
    const { knowledge, reader } = assistant().answering;
    return knowledge.glossary.regions
      .map(({ name }) => name)
      .filter((name) => name !== home && reader.regions.within(name, home))
      .toSorted((a, b) => a.localeCompare(b, "zh-CN"));
  };
  const colleagues = async () =>
    (await accounts.accounts())
      .filter(({ active, ready }) => active && ready)
      .map(({ id, name }) => ({ id, name }));
  const audit = async (
    visitor: Visitor,
    {
      action,
      detail,
      ...about
    }: {
      readonly action: string;
      readonly detail?: Readonly<Record<string, string>>;
      readonly conversation?: string;
      readonly receipt?: string;
      readonly id?: string;
    },
  ) => {
    const live = await accounts.session(visitor.sessionHash);
    const object = about.conversation ?? about.receipt ?? about.id;
    await accounts.audit({
      actor: visitor.id,
      session: visitor.sessionHash,
      address: live?.session.address ?? "",
      action,
      ...(object === undefined ? {} : { object }),
      ...(detail === undefined ? {} : { detail }),
    });
  };

  const account = accountPages({
    record: accounts,
    limits: {
      account: shared.rateLimit("staff-account", staffRates.account),
      address: shared.rateLimit("staff-address", staffRates.address),
    },
    now,
    secureCookies: parts.secureCookies,
    address,
    onChange: parts.staffChanges.tell,
    topics: topics().map(({ id, title }) => ({ name: id, title })),
    districts: districts(),
  });

  const tables = [
    account.routes,
    deskRoutes({
      desk: handoffs.desk,
      record,
      presence: {
        beat: (tab, looking) => presence.beat(tab, looking),
        leave: (tab) => presence.leave(tab),
        list: async () => (await presence.list()).map(({ info }) => info as Looking),
      },
      now,
      transcript: (conversation, after, limit) => ledger.transcript(conversation, after, limit),
      openCases: (conversation) =>
        record.cases({ conversation, statuses: ["submitted", "accepted"], limit: 20 }),
      desksOf: async (staff) => (await accounts.account(staff))?.desks ?? [],
      colleagues,
      topics,
      districts,
      office() {
        const hours = officeHours(handoffs.port.service().hours);
        const open = hours.isOpen(now());
        const opens = open ? undefined : hours.nextOpening(now());
        return { open, ...(opens === undefined ? {} : { opens }) };
      },
      reach: handoffs.port.reach,
      suggest: async (question, topic) =>
        suggestions(assistant().answering, question, topic, now()),
      passage: (id) => openedPassage(assistant(), id),
      attachment: parts.attachment,
      onStaffChange: parts.staffChanges.listen,
      stillSignedIn: async ({ sessionHash }) => (await accounts.session(sessionHash)) !== undefined,
      audit,
      report,
    }),
    requestRoutes({
      record,
      fields({ kind, slots }) {
        // Asked for in one sentence, not in a form.
        if (kind === "alerts") return [{ label: "订阅", value: slots["topic"] ?? "" }];
        const forms = [...assistant().catalogue.forms.values()];
        const form = forms.find(({ form: each }) => each.kind === kind)?.form;
        return form === undefined
          ? Object.entries(slots).map(([label, value]) => ({ label, value }))
          : fields(form, slots);
      },
      colleagues,
      async reach(conversation) {
        const found = await record.conversation(conversation);
        return found === undefined
          ? { can: false, why: "the contact has never written" }
          : handoffs.port.reach(found);
      },
      audit,
      now,
    }),
    cannedRoutes({
      record,
      topics,
      unsupported(text) {
        const { answering } = assistant();
        const known = answering.figuresOf([...answering.knowledge.passages.keys()]);
        return unsupportedFigures(text, [], { known }).map(({ figure }) => figure);
      },
      audit,
    }),
    dashboardRoutes({
      figures: (since, until) => record.figures(since, until),
      topic: (intent) => assistant().catalogue.intents.get(intent)?.title,
      now,
    }),
  ];
  return createConsole({ visitor: account.visitor, now, report }, tables);
}
