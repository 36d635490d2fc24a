import { EventEmitter } from "node:events";
import type { Context, Hono } from "hono";
import { createConsole } from "../../../src/console/console.ts";
import type { DeskDeed, DeskPort, FetchedAttachment } from "../../../src/console/desk/port.ts";
import { deskRoutes } from "../../../src/console/desk/routes.ts";
import type { StreamOptions } from "../../../src/console/desk/stream.ts";
import type { Language, Visitor } from "../../../src/console/visitor.ts";
import type { Channel } from "../../../src/core/channel.ts";
import type { Capsule, DeskKey } from "../../../src/core/handoff.ts";
import type { Attachment, Message } from "../../../src/core/message.ts";
import { reachOf } from "../../../src/core/reach.ts";
import type { StaffRef } from "../../../src/core/staff.ts";
import { createDesk } from "../../../src/handoff/createDesk.ts";
import { readWords } from "../../../src/handoff/words.ts";
import type { Service } from "../../../src/knowledge/entry.ts";
import { type Ledger, openLedger } from "../../../src/ledger/ledger.ts";
import { memoryPresence } from "../../../src/session/presence.ts";

export const li = { id: "s-li", name: "小李" };
export const wang = { id: "s-wang", name: "小王" };
const team: readonly StaffRef[] = [li, wang];

/** The desk over a record in memory, with the real rules of handing over behind it. */
export interface Stage {
  readonly app: Hono;
  readonly ledger: Ledger;
  readonly port: DeskPort;
  readonly deeds: (DeskDeed & { readonly by: string })[];
  readonly problems: unknown[];
  /** Sessions that have ended. */
  readonly ended: Set<string>;
  /** Who hears of changed accounts. */
  readonly heed: Set<(staff: string) => void>;
  /** What the platform gives for an attachment. */
  attachment: (attachment: Attachment) => FetchedAttachment;
  suggested: readonly string[];
  /** Whether this instance is told of what customers do; where not, another has it. */
  hears: boolean;
  desksOf: readonly DeskKey[];
  /** A customer writes, and is in the queue from then on. */
  asks(parts?: Partial<Asked>): Promise<string>;
  /** A customer writes something more. */
  writes(conversation: string, text: string, attachment?: Attachment): Promise<void>;
  close(): Promise<void>;
}

export interface Asked {
  readonly contact: string;
  readonly channel: Channel;
  readonly text: string;
  readonly answer: string;
  readonly desk: DeskKey;
  readonly capsule: Partial<Capsule>;
  readonly attachment: Attachment;
}

const passages = {
  "rules/fee": {
    title: "某市专利质押融资工作办法",
    publisher: "某市知识产权局",
    date: "2026-01-26",
    section: "三、（一）评估费",
    text: "纯知识产权质押贷款的评估费，按实际支出的百分之五十补助。",
  },
} as const;

export const cited = {
  document: "《某市专利质押融资工作办法》",
  section: "三、（一）评估费",
  date: "2026-01-26",
  passage: "rules/fee",
};

const service = { followUpDays: 0, waits: {} } as unknown as Service;

export async function stage(options: StreamOptions = {}, place = ":memory:"): Promise<Stage> {
  const ledger = await openLedger(place);
  const emitter = new EventEmitter().setMaxListeners(0);
  const changed = (conversation: string) => void emitter.emit("changed", conversation);
  const now = () => new Date();
  const reach: DeskPort["reach"] = (conversation) =>
    reachOf(conversation, {
      contactAt: conversation.contactAt,
      sentSince: conversation.sentSince,
      now: now(),
    });
  const desk = createDesk(
    {
      record: ledger.desk,
      words: readWords(),
      service: () => service,
      now,
      staffed: async () => true,
      changed,
      servedInClient: () => false,
      reach,
      requeue: (delivery) => ledger.requeue(delivery),
    },
    (listener) => {
      emitter.on("changed", listener);
      return () => void emitter.off("changed", listener);
    },
  );
  const presence = memoryPresence();
  let written = 0;
  const port: DeskPort = {
    desk,
    record: ledger.desk,
    presence: {
      beat: (tab, looking) => presence.beat(tab, looking),
      leave: (tab) => presence.leave(tab),
      list: async () =>
        (await presence.list()).map(({ info }) => info) as Awaited<
          ReturnType<DeskPort["presence"]["list"]>
        >,
    },
    now,
    transcript: (conversation, after, limit) => ledger.transcript(conversation, after, limit),
    openCases: (conversation) =>
      ledger.desk.cases({ conversation, statuses: ["submitted", "accepted"], limit: 20 }),
    desksOf: async () => made.desksOf,
    colleagues: async () => team,
    topics: () => [
      { id: "pledge-financing", title: "知识产权质押融资" },
      { id: "subsidy", title: "补助政策" },
    ],
    districts: () => ["渝中区", "涪陵区"],
    office: () => ({ open: true }),
    reach,
    suggest: async () => made.suggested.map((text) => ({ text, citations: [cited] })),
    passage: (id) => passages[id as keyof typeof passages],
    attachment: async (_channel, attachment) => made.attachment(attachment),
    onStaffChange: (listener) => {
      made.heed.add(listener);
      return () => made.heed.delete(listener);
    },
    stillSignedIn: async ({ sessionHash }) => !made.ended.has(sessionHash),
    audit: async (visitor, deed) => void made.deeds.push({ ...deed, by: visitor.id }),
    report: (error) => void made.problems.push(error),
  };
  const accept = async (message: Omit<Message, "id" | "at">) => {
    written += 1;
    return await ledger.accept({ ...message, id: `m${written}`, at: now() });
  };
  const made: Stage = {
    app: createConsole(
      {
        visitor: async (c) => visitorOf(c, made),
        now,
        report: (error) => made.problems.push(error),
      },
      [deskRoutes(port, options)],
    ),
    ledger,
    port,
    deeds: [],
    problems: [],
    ended: new Set(),
    heed: new Set(),
    attachment: () => ({ reason: "没有" }),
    suggested: [],
    hears: true,
    desksOf: [],
    async asks(parts = {}) {
      const { contact = `contact-${written}`, channel = "web", text = "评估费能补多少？" } = parts;
      const { answer = "按实际支出的50%补助。", attachment } = parts;
      const { conversation } = await accept({
        channel,
        contact,
        text,
        ...(attachment === undefined ? {} : { attachment }),
      });
      await ledger.turn(conversation, async ({ session }) => ({
        session,
        intent: "pledge-financing",
        confidence: 1,
        outcome: {
          kind: "handoff",
          text: answer,
          citations: [cited],
          choices: [],
          effects: [
            {
              kind: "request-handoff",
              request: {
                state: "waiting",
                reason: "asked",
                desk: parts.desk ?? { district: "渝中区", topic: "pledge-financing" },
                capsule: {
                  question: text,
                  slots: [],
                  passages: [],
                  receipts: [],
                  ...parts.capsule,
                },
              },
            },
          ],
        },
      }));
      if (made.hears) changed(conversation);
      return conversation;
    },
    async writes(conversation, text, attachment) {
      const { channel, contact } = (await ledger.desk.conversation(conversation)) ?? {
        channel: "web" as const,
        contact: "",
      };
      await accept({ channel, contact, text, ...(attachment === undefined ? {} : { attachment }) });
      await ledger.turn(conversation, async () => undefined);
      if (made.hears) changed(conversation);
    },
    close: () => ledger.close(),
  };
  return made;
}

/** Who a request comes from stands in its cookie, in clear: the real one is A's to try. */
function visitorOf(c: Context, { ended }: Stage): Visitor | undefined {
  const [id, language = "zh"] = (
    /desk=([\w-]+)(?:\.(\w+))?/.exec(c.req.header("Cookie") ?? "") ?? []
  ).slice(1);
  const staff = team.find((each) => each.id === id);
  if (staff === undefined || ended.has(staff.id)) return undefined;
  const name = staff.name;
  const session = { role: "staff", csrf: `token-${staff.id}`, sessionHash: staff.id } as const;
  return { id: staff.id, name, language: language as Language, ...session };
}

/** A page as somebody's browser asks for it. */
export function looks(stage: Stage, path: string, who: StaffRef = li, headers = {}) {
  return stage.app.request(path, {
    headers: { Cookie: `desk=${who.id}`, Accept: "text/html", ...headers },
  });
}

/** A form as the page's script sends it. */
export function sends(
  stage: Stage,
  path: string,
  fields: Readonly<Record<string, string>> | FormData,
  who: StaffRef = li,
  headers: Readonly<Record<string, string>> = {},
) {
  return stage.app.request(path, {
    method: "POST",
    headers: {
      Cookie: `desk=${who.id}`,
      Accept: "application/json",
      "Sec-Fetch-Site": "same-origin",
      "X-CSRF": `token-${who.id}`,
      ...headers,
    },
    body: fields instanceof FormData ? fields : new URLSearchParams(fields),
  });
}
