import { setTimeout as sleep } from "node:timers/promises";
import { vi } from "vitest";
import { pace } from "../../../../src/channels/telegram/pace.ts";
import { pauses } from "../../../../src/channels/telegram/pauses.ts";
import type { StaffGroupPort } from "../../../../src/channels/telegram/staff/port.ts";
import { telegram } from "../../../../src/channels/telegram/telegram.ts";
import type { Channel } from "../../../../src/core/channel.ts";
import type { Sender, SendResult } from "../../../../src/core/delivery.ts";
import type { Outcome } from "../../../../src/core/outcome.ts";
import { createDesk } from "../../../../src/handoff/createDesk.ts";
import { handoffStep } from "../../../../src/handoff/step.ts";
import { readWords } from "../../../../src/handoff/words.ts";
import { anyHour } from "../../../../src/knowledge/read.ts";
import { openLedger } from "../../../../src/ledger/ledger.ts";
import { startWorker } from "../../../../src/ledger/worker.ts";
import { startTelegram } from "../../../emulators/telegram/emulator.ts";
import type { GroupMember } from "../../../emulators/telegram/group.ts";
import type { Message } from "../../../emulators/telegram/types.ts";
import { fakePort } from "../fakePort.ts";

export const staffChat = -1_001_234_567_890;
export const li = { id: "s-li", name: "小李" };
export const wang = { id: "s-wang", name: "小王" };
const accounts = new Map([
  [501, li],
  [502, wang],
]);

/** The numbers Telegram asks for would make every test a minute long. */
const quick = () => ({ ...pace(), turn: (_: string, __: number, now: number) => now });

export type Stage = Awaited<ReturnType<typeof stage>>;

/**
 * The channel with a staff group on a real record, with the real desk: everything but the platform
 * and the bot's answers. `path` is the record's file.
 */
export async function stage(
  options: {
    readonly path?: string;
    readonly server?: Awaited<ReturnType<typeof startTelegram>>;
    readonly forum?: boolean;
    readonly deskLink?: string;
    /** Updates come by calls to `routes` instead of being polled. */
    readonly webhook?: { readonly url: string; readonly secret: string };
    /** Wraps what the group needs: to be a record that breaks off. */
    readonly wrap?: (port: StaffGroupPort) => StaffGroupPort;
  } = {},
) {
  const server =
    options.server ??
    (await startTelegram({ token: "1000:ABCDEFGHIJKLMNOPQRSTUVWXYZ", seed: 7, queryLife: 60 }));
  const { forum = true } = options;
  const group =
    options.server === undefined
      ? server.group(staffChat, { title: "客服", ...(forum ? { forum } : { admin: true }) })
      : undefined;
  const ledger = await openLedger(options.path ?? ":memory:");
  const listeners = new Set<(conversation: string) => void>();
  const changed = (conversation: string) => {
    for (const listener of listeners) listener(conversation);
  };
  const handoffPort = {
    record: ledger.desk,
    words: readWords(),
    service: () => anyHour,
    now: () => new Date(),
    staffed: async () => true,
    changed,
    servedInClient: () => false,
    reach: () => ({ can: true }) as const,
    requeue: ledger.requeue,
  };
  const desk = createDesk(handoffPort, (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  });
  const staff: StaffGroupPort = {
    desk,
    record: ledger.staffGroup,
    staffByTelegram: async (user) => accounts.get(user),
    conversation: ledger.desk.conversation,
    transcript: ledger.transcript,
    topicTitle: (topic) => (topic === "pledge-financing" ? "专利质押融资" : undefined),
    deskLink: (conversation) =>
      options.deskLink === undefined ? undefined : `${options.deskLink}/${conversation}`,
  };
  const fake = fakePort();
  const port = {
    ...fake,
    accept: async (message: Parameters<typeof ledger.accept>[0]) => {
      const accepted = await ledger.accept(message);
      fake.accepted.push(message);
      return accepted;
    },
    choice: ledger.choice,
    lease: ledger.lease,
    staff: options.wrap?.(staff) ?? staff,
  };
  const short = () => pauses(20, 100);
  const channel = telegram(
    { token: server.token, apiRoot: server.url, webhook: options.webhook, staffChat },
    port,
    {
      pauses: short,
      polling: { hold: 1, pauses: short() },
      pace: quick(),
      group: { lookEvery: 200 },
    },
  );
  const webEnds: SendResult[] = [];
  const web: Sender = async () => webEnds.shift() ?? { state: "sent" };
  const step = handoffStep(
    handoffPort,
    () => ({
      desk: { topic: "pledge-financing", district: "渝北区" },
      capsule: {
        question: "专利质押贷多少",
        missing: "2026年的贴息比例",
        slots: [{ label: "金额", value: "500万元" }],
        passages: [],
        receipts: ["ZC-2026-0001"],
      },
    }),
    async ({ message, session }) => {
      const none = { kind: "say", text: "", citations: [], choices: [], effects: [] } as const;
      const outcome: Outcome = message.text.includes("人工")
        ? { ...none, kind: "handoff", reason: "asked" }
        : message.text === "删除我的数据"
          ? { ...none, text: "已删除。", effects: [{ kind: "erase-contact" }] }
          : { ...none, kind: "answer", text: `答：${message.text}` };
      return { session, outcome, intent: "pledge-financing", confidence: 1 };
    },
  );
  const worker = startWorker(
    ledger,
    step,
    { telegram: channel.sender, web },
    {
      pollMs: 50,
      policy: () => "resend",
      onHandled: (_, conversation) => changed(conversation),
      onSettled: ({ conversation }) => changed(conversation),
      onError: (error) => fake.reported.push(error),
    },
  );
  channel.start();
  worker.wake();

  const inGroup = () => server.group(staffChat, { title: "客服", forum: true });
  const room = group ?? inGroup();
  return {
    server,
    group: room,
    ledger,
    desk,
    changed,
    port,
    reported: fake.reported,
    /** How the next sends to web customers end. */
    webEnds,
    li: room.member(501, { firstName: "李" }),
    wang: room.member(502, { firstName: "王" }),
    /** Writes as a customer of the web chat. */
    async webWrites(text: string, contact = "w1", more: object = {}): Promise<void> {
      const id = `w-${process.hrtime.bigint()}`;
      await ledger.accept({
        id,
        channel: "web" as Channel,
        contact,
        text,
        at: new Date(),
        ...more,
      });
    },
    conversation: async (channelName: Channel, contact: string) =>
      (await ledger.conversationOf(channelName, contact)) ?? "",
    check: channel.check,
    routes: channel.routes,
    async close({ keepServer = false } = {}) {
      await channel.stop();
      await worker.stop();
      await ledger.close();
      if (!keepServer) await server.close();
    },
  };
}

/** What stands in a topic, service messages left out; `李：` before what a person wrote. */
export function shownIn({ group }: Pick<Stage, "group">, thread: number): string[] {
  return messagesIn({ group }, thread).flatMap((message) => {
    const said = textOf(message);
    return said === undefined ? [] : [said];
  });
}

export function messagesIn({ group }: Pick<Stage, "group">, thread: number): Message[] {
  return group.messages().filter((message) => message.message_thread_id === thread);
}

function textOf(message: Message): string | undefined {
  const media = ["photo", "voice", "document", "video", "location"].find((kind) => kind in message);
  const said =
    message.text ?? (media === undefined ? undefined : `[${media}]${message.caption ?? ""}`);
  return said === undefined || message.from?.is_bot === true
    ? said
    : `${message.from?.first_name}：${said}`;
}

/** The only topic there is, once it says this. */
export async function topicSaying(here: Stage, text: string | RegExp): Promise<number> {
  return await vi.waitFor(() => {
    for (const { id } of here.group.topics()) {
      if (
        shownIn(here, id).some((said) =>
          typeof text === "string" ? said.includes(text) : text.test(said),
        )
      )
        return id;
    }
    const all = here.group.topics().map(({ id, name }) => [name, shownIn(here, id)]);
    throw new Error(
      `nothing says ${text}: ${JSON.stringify(all)} ${JSON.stringify(here.reported.map(String))}`,
    );
  }, 8_000);
}

export async function until(check: () => unknown): Promise<void> {
  await vi.waitFor(async () => {
    if ((await check()) !== true) throw new Error(`not yet: ${check}`);
  }, 8_000);
}

/** Presses the button of that name under the message of a topic that has it last. */
export async function press(
  here: Pick<Stage, "group">,
  member: GroupMember,
  thread: number,
  label: string,
): Promise<void> {
  const message = messagesIn(here, thread).findLast(({ reply_markup: markup }) =>
    markup?.inline_keyboard?.flat().some(({ text }) => text === label),
  );
  const rows = message?.reply_markup?.inline_keyboard ?? [];
  const row = rows.findIndex((buttons) => buttons.some(({ text }) => text === label));
  const column = rows[row]?.findIndex(({ text }) => text === label) ?? -1;
  await member.press(String(message?.message_id), `${row}.${column}`);
}

/** Long enough for everything under way to be shown, were there more. */
export const settled = () => sleep(500);
