import { type Selectable, sql } from "kysely";
import type { Channel } from "../core/channel.ts";
import { ZhiwenError } from "../core/errors.ts";
import type { Handle, Message } from "../core/message.ts";
import type { Outcome } from "../core/outcome.ts";
import { readSession } from "../core/readSession.ts";
import { freshSession, type Session } from "../core/session.ts";
import { type Detail, readDetail } from "./detail.ts";
import { carryOut } from "./effects.ts";
import { newestHandoff } from "./handoffs.ts";
import { noteWritten } from "./handoffTurn.ts";
import type { Step, TurnEnd, TurnInput, TurnOptions, TurnResult } from "./ledger.ts";
import { requestsIn } from "./requests.ts";
import type { Schema } from "./schema.ts";
import { storable } from "./storable.ts";
import type { Store, Tx } from "./store.ts";
import { isStoreTrouble, storeError } from "./storeError.ts";

/** Failures of one message before it is set aside. */
const mostAttempts = 3;
/**
 * Restarts in the middle of one message before it is set aside. Higher than the failures: a kill
 * is mostly not the message's fault.
 */
const mostStarts = 10;

const apology = "抱歉，这条消息我没能处理好。请换个说法再发一次，或回复「转人工」找工作人员。";

interface Begun {
  readonly row: Selectable<Schema["conversations"]>;
  readonly next: Selectable<Schema["inbox"]>;
  readonly input: TurnInput;
  readonly detail: Detail;
}

type Ending =
  | { readonly state: "done"; readonly result: TurnResult }
  /** Goes on the transcript; somebody else answers, or nobody. */
  | { readonly state: "kept" }
  | { readonly state: "set-aside"; readonly apology: string };

export async function turn(
  store: Store,
  conversation: string,
  step: Step,
  options: TurnOptions,
): Promise<TurnEnd> {
  const begun = await begin(store, conversation);
  if (begun === undefined) return "idle";
  options.onBegun?.(begun.input.message);
  if (begun.next.accepted_at < store.openedAt) {
    // Accepted before this start, so perhaps the cause of it.
    const starts = await countStart(store, begun);
    if (starts === "lost") return "lost";
    if (starts > mostStarts) {
      const error = new ZhiwenError(
        "ledger",
        `the process ended ${mostStarts} times while handling one message`,
        "see the log before each start",
      );
      return await setAside(store, begun, error, options);
    }
  }
  const { detail, row } = begun;
  if (detail.kept === true || detail.side !== undefined || row.owner === "staff") {
    return await commit(store, begun, { state: "kept" });
  }
  try {
    const result = await step(begun.input);
    return await commit(
      store,
      begun,
      result === undefined ? { state: "kept" } : { state: "done", result },
    );
  } catch (error) {
    // A store in trouble is not the message's fault and must not cost it an attempt.
    if (isStoreTrouble(error)) throw storeError("could not commit the turn", error);
    if (begun.next.attempts + 1 >= mostAttempts) {
      return await setAside(store, begun, error, options);
    }
    if ((await countAttempt(store, begun)) === "lost") return "lost";
    throw error;
  }
}

async function begin(store: Store, conversation: string): Promise<Begun | undefined> {
  // The version is read before all else: whatever changes behind it makes the commit lose.
  const row = await store.db
    .selectFrom("conversations")
    .selectAll()
    .where("id", "=", conversation)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const next = await store.db
    .selectFrom("inbox")
    .selectAll()
    .where("conversation", "=", conversation)
    .where("seq", ">", row.handled_seq)
    .orderBy("seq")
    .limit(sql.lit(1))
    .executeTakeFirst();
  if (next === undefined) return undefined;
  const detail = readDetail(next.detail);
  const { attachment, arrival, returned, handle } = detail;
  const message: Message = {
    id: next.message_id,
    channel: row.channel as Channel,
    contact: row.contact,
    text: next.text,
    at: new Date(next.at),
    ...(attachment === undefined ? {} : { attachment }),
    ...(arrival === undefined ? {} : { arrival }),
    ...(returned === undefined ? {} : { returned }),
    ...(handle === undefined ? {} : { handle }),
  };
  const hot = await store.sessions?.read(conversation, row.version);
  const asked = row.handoff === null ? undefined : await newestHandoff(store, conversation);
  const input: TurnInput = {
    message,
    session: hot === undefined ? storedSession(row.session) : readSession(hot),
    requests: await requestsIn(store, conversation),
    turnId: `${conversation}-${next.seq}`,
    owner: row.owner === "waiting" ? "waiting" : "bot",
    nextVisit: row.next_visit === null ? [] : (JSON.parse(row.next_visit) as string[]),
    ...(asked === undefined ? {} : { handoff: asked }),
  };
  return { row, next, input, detail };
}

async function commit(store: Store, begun: Begun, ending: Ending): Promise<TurnEnd> {
  const erases =
    ending.state === "done" &&
    ending.result.outcome.effects.some((e) => e.kind === "erase-contact");
  const end = await store.lane.write(async (tx) => {
    const end = await write(tx, begun, ending, erases, store.now().toISOString());
    store.crash("before-commit");
    return end;
  });
  store.crash("after-commit");
  if (end === "lost") return end;
  if (erases) {
    await store.sessions?.drop(begun.row.id);
    await store.forget();
  } else if (ending.state === "done") {
    await store.sessions?.write(begun.row.id, begun.row.version + 1, ending.result.session);
  }
  return end;
}

async function write(
  tx: Tx,
  { row, next, input, detail }: Begun,
  ending: Ending,
  erases: boolean,
  now: string,
): Promise<TurnEnd> {
  if (!(await advance(tx, row))) return "lost";
  const conversation = row.id;
  await tx
    .updateTable("inbox")
    // The transcript has the text from here on; the row stays to recognise repeats.
    .set({ state: ending.state === "kept" ? "done" : ending.state, text: "", detail: null })
    .where("conversation", "=", conversation)
    .where("seq", "=", next.seq)
    .execute();
  if (row.erased_seq !== null) {
    // The conversation goes on: what confirmed the erasure has been read.
    await tx
      .deleteFrom("transcript")
      .where("conversation", "=", conversation)
      .where("seq", "<=", row.erased_seq)
      .execute();
  }
  let seq = row.transcript_seq;
  const shows = detail.recalled !== true && (next.text !== "" || detail.attachment !== undefined);
  if (!erases && shows) {
    seq++;
    await tx
      .insertInto("transcript")
      .values({
        conversation,
        seq,
        side: detail.side ?? "contact",
        text: next.text,
        at: next.at,
        message_id: next.message_id,
        attachment: detail.attachment === undefined ? null : JSON.stringify(detail.attachment),
        staff: detail.staff?.id ?? null,
        staff_name: detail.staff?.name ?? null,
      })
      .execute();
  }
  if (ending.state === "kept" && row.handoff !== null && detail.arrival !== true) {
    await noteWritten(tx, row.handoff, { side: detail.side ?? "contact", at: next.at, now });
  }
  const outcome = outcomeOf(ending);
  await carryOut(tx, conversation, outcome.effects, now);
  const replies = outcome.text !== "" || outcome.choices.length > 0;
  // The step has put it before its reply.
  const shown = row.next_visit !== null && ending.state === "done" && replies;
  if (replies) {
    seq++;
    const nextVisit = shown && !erases ? input.nextVisit : [];
    await reply(tx, { input, outcome, nextVisit, ending, seq, row, erases, now });
  }
  const waiting = await tx
    .selectFrom("inbox")
    .select("accepted_at")
    .where("conversation", "=", conversation)
    .where("seq", ">", next.seq)
    .orderBy("seq")
    .limit(sql.lit(1))
    .executeTakeFirst();
  await tx
    .updateTable("conversations")
    .set({
      handled_seq: next.seq,
      transcript_seq: seq,
      waiting_since: waiting?.accepted_at ?? null,
      erased_seq: erases ? seq : null,
      erased_at: erases ? now : null,
      ...(shown ? { next_visit: null } : {}),
      ...(ending.state === "done" && !erases
        ? { session: JSON.stringify(ending.result.session) }
        : {}),
    })
    .where("id", "=", conversation)
    .execute();
  return "done";
}

async function reply(
  tx: Tx,
  turn: {
    readonly input: TurnInput;
    readonly outcome: Outcome;
    readonly nextVisit: readonly string[];
    readonly ending: Ending;
    readonly seq: number;
    readonly row: Begun["row"];
    readonly erases: boolean;
    readonly now: string;
  },
): Promise<void> {
  const { input, outcome, nextVisit, ending, seq, row, erases, now } = turn;
  const { id: conversation, owner_version } = row;
  const { handle } = input.message;
  const { kind, citations, choices } = outcome;
  const said = { text: storable(outcome.text), kind, citations, choices };
  await tx
    .insertInto("transcript")
    .values({
      conversation,
      seq,
      side: "bot",
      text: said.text,
      at: now,
      outcome: JSON.stringify({ kind, citations, choices }),
      ...(ending.state === "done"
        ? { intent: ending.result.intent, confidence: ending.result.confidence }
        : {}),
    })
    .execute();
  await tx
    .insertInto("outbox")
    .values({
      id: `${input.turnId}-r`,
      conversation,
      channel: input.message.channel,
      seq,
      message_id: input.message.id,
      body: JSON.stringify(nextVisit.length === 0 ? said : { ...said, nextVisit }),
      state: "queued",
      fleeting: erases ? 1 : 0,
      attempts: 0,
      fence: 0,
      handle: handle === undefined ? null : JSON.stringify(handle),
      owner_version,
      parts_sent: 0,
      bounces: 0,
      speaker: "bot",
      created_at: now,
      due_at: dueAt(handle, now),
    })
    .execute();
}

function outcomeOf(ending: Ending): Outcome {
  if (ending.state === "done") return ending.result.outcome;
  const text = ending.state === "kept" ? "" : ending.apology;
  return { kind: "say", text, citations: [], choices: [], effects: [] };
}

/** A door that takes the reply out itself asks, by `notBefore`, for the first moments of it. */
function dueAt(handle: Handle | undefined, now: string): string {
  const wanted = Date.parse(handle?.["notBefore"] ?? "");
  return Number.isNaN(wanted) ? now : new Date(Math.max(wanted, Date.parse(now))).toISOString();
}

/** Moves the conversation to its next version; false when it is not where the turn began. */
async function advance(tx: Tx, row: Begun["row"]): Promise<boolean> {
  const { numUpdatedRows: updated } = await tx
    .updateTable("conversations")
    .set({ version: row.version + 1 })
    .where("id", "=", row.id)
    .where("version", "=", row.version)
    .executeTakeFirstOrThrow();
  return updated === 1n;
}

async function setAside(
  store: Store,
  begun: Begun,
  error: unknown,
  options: TurnOptions,
): Promise<TurnEnd> {
  const text = options.onPoison?.(begun.input.message, error) ?? apology;
  return await commit(store, begun, { state: "set-aside", apology: text });
}

/** An attempt does not move the conversation on, so it does not change its version either. */
async function countAttempt(store: Store, { row, next }: Begun): Promise<number | "lost"> {
  return await count(store, row, next, "attempts");
}

async function countStart(store: Store, { row, next }: Begun): Promise<number | "lost"> {
  return await count(store, row, next, "starts");
}

async function count(
  store: Store,
  row: Begun["row"],
  next: Begun["next"],
  column: "attempts" | "starts",
): Promise<number | "lost"> {
  try {
    const counted = await store.lane.write((tx) =>
      tx
        .updateTable("inbox")
        .set((e) => ({ [column]: e(column, "+", 1) }))
        .where("conversation", "=", row.id)
        .where("seq", "=", next.seq)
        .where("state", "=", "waiting")
        .returning(column)
        .executeTakeFirst(),
    );
    return counted?.[column] ?? "lost";
  } catch (error) {
    throw storeError("could not count the attempt", error);
  }
}

/** What the column holds; text that is no JSON holds nothing. */
function storedSession(stored: string): Session {
  try {
    return readSession(JSON.parse(stored));
  } catch {
    return freshSession;
  }
}
