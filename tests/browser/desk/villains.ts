import type { ServiceRequest } from "../../../src/core/request.ts";
import type { StaffRef } from "../../../src/core/staff.ts";
import type { TurnResult } from "../../../src/ledger/ledger.ts";
import { storable } from "../../../src/ledger/storable.ts";
import { hostile } from "./hostileStrings.ts";
import type { Office } from "./office.ts";
import { terminal } from "./seat.ts";

/** Of the form of experts' services, as the desk shows them. */
const shown = ["company", "district", "field", "description", "contactName", "phone"];
const longestContact = 510;
/** So many strings a conversation: one each where it holds many values, all of them where it has one. */
const atOnce = 20;

export interface Villain {
  readonly conversation: string;
  readonly receipt: string;
  readonly tags: readonly string[];
}

/** Every string in every field of the record that a page of the desk shows. */
export async function villains(office: Office, holder: StaffRef): Promise<readonly Villain[]> {
  const { ledger } = office;
  const made: Villain[] = [];
  for (let from = 0; from < hostile.length; from += atOnce) {
    made.push(await villain(office, holder, from / atOnce, hostile.slice(from, from + atOnce)));
  }
  for (const { text } of hostile) {
    await ledger.desk.saveCannedReply({ title: text, text, topic: text });
    const entry = {
      actor: text,
      address: text,
      action: text,
      object: text,
      detail: { [text]: text },
    };
    await ledger.accounts.audit(entry);
  }
  return made;
}

async function villain(
  { ledger, now }: Office,
  holder: StaffRef,
  number: number,
  strings: typeof hostile,
): Promise<Villain> {
  const { desk } = ledger;
  const all = strings.map(({ text }) => text).join("\n");
  const receipt = `ZW-20261117-V${String(number).padStart(5, "0")}`;
  const said = strings.map(({ text }) => text);
  let conversation = "";
  for (const [at, text] of said.entries()) {
    const attachment = {
      kind: at % 2 === 0 ? "file" : "link",
      name: text,
      reference: text,
    } as const;
    const message = { id: `v${number}-${at}`, text, at: now(), attachment };
    const taken = await ledger.accept({
      channel: "web",
      contact: `villain ${number}`,
      ...message,
    });
    conversation = taken.conversation;
  }
  const request: ServiceRequest = {
    receipt,
    kind: "expert",
    status: "submitted",
    createdAt: now(),
    updatedAt: now(),
    slots: Object.fromEntries(shown.map((slot) => [slot, all])),
  };
  const capsule = {
    question: all,
    missing: all,
    slots: said.map((text) => ({ label: text, value: text })),
    passages: said,
    receipts: [receipt],
  };
  const asked = {
    state: "waiting",
    reason: "asked",
    desk: { district: all, topic: all },
    capsule,
  } as const;
  const first: TurnResult = {
    session: { shape: 2, choices: [], misses: 0 },
    intent: all,
    confidence: 1,
    outcome: {
      kind: "handoff",
      text: all,
      citations: said.map((text) => ({ document: text, section: text, date: text, passage: text })),
      choices: said.map((text) => ({ label: text, text })),
      effects: [
        { kind: "file-request", request },
        { kind: "request-handoff", request: asked },
        { kind: "record-gap", question: all, missing: all },
      ],
    },
  };
  await ledger.turn(conversation, async () => first);
  for (const _ of said.slice(1)) await ledger.turn(conversation, async () => undefined);

  for (const name of said) {
    const found = await desk.newestHandoff(conversation);
    if (found === undefined) throw new Error("nobody asked for a person");
    const by = { id: holder.id, name };
    await desk.change({
      ...{ id: found.id, fence: found.fence, by, detail: name },
      event: "transferred",
      set: {
        state: "claimed",
        staff: { id: holder.id, name: all },
        surface: "console",
        summary: all,
      },
    });
    await desk.addNote(conversation, by, name);
    await desk.say({ conversation, staff: by, key: `v${number}-${name}`, text: name });
    const [seen] = await desk.cases({ receipt, limit: 1 });
    const to = seen?.request.status === "accepted" ? "submitted" : "accepted";
    const changed = { receipt, seen: seen?.request.updatedAt ?? now(), by, note: name } as const;
    await desk.changeCase({ ...changed, to, assignee: { id: "gone", name } });
  }
  await failed(ledger, now(), said);
  return { conversation, receipt, tags: strings.map(({ tag }) => tag) };
}

/** What could not be sent has reasons of the platform's making. */
async function failed(
  ledger: Office["ledger"],
  now: Date,
  reasons: readonly string[],
): Promise<void> {
  let nth = 0;
  for (;;) {
    const due = await ledger.dueDeliveries(["web"], 100, now);
    if (due.length === 0) return;
    for (const { id, fence } of due) {
      const reason = reasons[nth++ % reasons.length] ?? "";
      await ledger.settle(id, fence, { state: "failed", reason });
    }
  }
}

/** Conversations of contacts with such ids: as many in one as the record takes. */
export async function villainousContacts({
  ledger,
  now,
}: Office): Promise<readonly Pick<Villain, "conversation" | "tags">[]> {
  const packed: { contact: string; tags: string[] }[] = [];
  for (const { tag, text } of hostile) {
    if (text.length > longestContact || storable(text) !== text) continue;
    const last = packed.at(-1);
    if (last !== undefined && last.contact.length + text.length < longestContact) {
      last.contact += `\n${text}`;
      last.tags.push(tag);
    } else packed.push({ contact: text, tags: [tag] });
  }
  return await Promise.all(
    packed.map(async ({ contact, tags }) => {
      const message = { id: "1", channel: "web", contact, text: "在吗", at: now() } as const;
      const { conversation } = await ledger.accept(message);
      return { conversation, tags };
    }),
  );
}

/** Accounts whose names no page would take, as an older version or another program may have left them. */
export async function villainousAccounts({ ledger }: Office): Promise<void> {
  for (let from = 0; from < hostile.length; from += atOnce) {
    const name = hostile
      .slice(from, from + atOnce)
      .map(({ text }) => text)
      .join("\n");
    await ledger.accounts.add({ login: `v${from}`, name, role: "staff" }, terminal);
  }
}
