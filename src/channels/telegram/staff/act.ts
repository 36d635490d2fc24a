import type { StaffRef } from "../../../core/staff.ts";
import type { HandoffAct } from "./button.ts";
import { messageKey } from "./key.ts";
import type { Act, Refused, Served, StaffGroupConfig, StaffGroupPort } from "./port.ts";
import type { StaffReading } from "./reading.ts";
import { refusalText, wording } from "./wording.ts";
import { edit, say } from "./write.ts";

type Done = Extract<StaffReading, { readonly by: unknown }>;

/** Answers that need no record: shown if they arrive. */
export interface Aside {
  /** The answer to a press. */
  press(query: string, text: string, alert: boolean): void;
  /** A reply outside the topics of conversations. */
  reply(done: Pick<Done, "thread" | "message">, text: string): void;
}

/**
 * Does what somebody of staff did in the group. Everything that must not be lost is in the record
 * when it resolves; the update may come again and is then done once.
 */
export function acting(port: StaffGroupPort, { chat }: StaffGroupConfig, aside: Aside) {
  // The desk is made after the channels: it is asked for at each act.
  const { record } = port;

  /** Tells next to the message, as soon as the group can be written to. */
  const remark = async (conversation: string, message: number, text: string) => {
    await record.keepMessage({
      message: messageKey({ chat, message }),
      conversation,
      remark: text,
    });
    port.desk.changed(conversation);
  };

  return async (done: Done): Promise<void> => {
    const { thread, message } = done;
    const conversation =
      thread === undefined ? undefined : await record.conversationIn(chat, thread);
    if (conversation === undefined) return nowhere(done);
    const tell = (text: string) => remark(conversation, message, text);
    const by = done.by === "hidden" ? undefined : await port.staffByTelegram(done.by);
    if (by === undefined) return await unknown(conversation, done, tell);
    const served = await port.conversation(conversation);
    if (served === undefined) return await tell(refusalText({ refused: "not-found" }));
    const at = { chat, message };
    switch (done.kind) {
      case "words":
        return await say(port, { ...done, conversation, served, by, at }, tell);
      case "edit":
        return await edit(port, { ...done, conversation, served, by, at }, tell);
      case "command":
        return await command(conversation, served, by, done, tell);
      case "press":
        return await press(conversation, served, by, done);
      case "closed":
        return await closed(conversation, by, tell);
    }
  };

  function nowhere(done: Done): void {
    switch (done.kind) {
      case "press":
        aside.press(done.query, wording.strangePress, true);
        return;
      case "command":
        aside.reply(done, wording.onlyInTopics);
        return;
      case "words":
      case "edit":
        // In the general topic colleagues talk to each other.
        if (done.thread !== undefined) aside.reply(done, wording.noConversation);
        return;
      case "closed":
        return;
    }
  }

  async function unknown(
    conversation: string,
    done: Done,
    tell: (text: string) => Promise<void>,
  ): Promise<void> {
    const { by } = done;
    if (done.kind === "press") {
      const text = by === "hidden" ? wording.hidden : wording.unknownPresser(by);
      return aside.press(done.query, text, true);
    }
    await tell(by === "hidden" ? wording.hidden : wording.howToLink(by));
    if (done.kind === "closed") await reopen(conversation);
  }

  async function command(
    conversation: string,
    served: Served,
    by: StaffRef,
    { command: name, rest }: Extract<Done, { kind: "command" }>,
    tell: (text: string) => Promise<void>,
  ): Promise<void> {
    if (name === undefined) return await tell(wording.noCommand);
    if (name === "who") return await tell(whoText(served));
    const acted = await perform(name, conversation, by, rest);
    await tell("refused" in acted ? refusalText(acted) : doneText(name, by));
  }

  async function press(
    conversation: string,
    served: Served,
    by: StaffRef,
    { query, button }: Extract<Done, { kind: "press" }>,
  ): Promise<void> {
    if (button?.act === "resend") {
      const { delivery } = button;
      if (!(await record.isOf(conversation, delivery))) {
        return aside.press(query, wording.strangePress, true);
      }
      const again = await port.desk.resend(conversation, by, delivery);
      if (typeof again !== "boolean") return aside.press(query, refusalText(again), true);
      return aside.press(query, again ? wording.resent : wording.notResent, false);
    }
    // A button of an earlier handoff says nothing about this one.
    if (button === undefined || button.handoff !== served.handoff?.id) {
      return aside.press(query, wording.strangePress, true);
    }
    const acted = await perform(button.act, conversation, by, "");
    const refused = "refused" in acted;
    aside.press(query, refused ? refusalText(acted) : doneText(button.act, by), refused);
  }

  async function closed(
    conversation: string,
    by: StaffRef,
    tell: (text: string) => Promise<void>,
  ): Promise<void> {
    const acted = await port.desk.close(conversation, by);
    // Closed after its end, it is as it should be.
    if (!("refused" in acted) || acted.refused === "ended") return;
    await tell(`${wording.reopened}${refusalText(acted)}`);
    await reopen(conversation);
  }

  async function reopen(conversation: string): Promise<void> {
    const topic = await record.topic(conversation);
    if (topic?.live === true) await record.stale(topic);
    port.desk.changed(conversation);
  }

  function perform(act: HandoffAct, conversation: string, by: StaffRef, summary: string): Act {
    switch (act) {
      case "claim":
        return port.desk.claim(conversation, by, "telegram");
      case "return":
        return port.desk.giveBack(conversation, by, ...(summary === "" ? [] : [summary]));
      case "close":
        return port.desk.close(conversation, by, ...(summary === "" ? [] : [summary]));
    }
  }
}

function doneText(act: HandoffAct, { name }: StaffRef): string {
  return { claim: wording.claimed(name), return: wording.returned, close: wording.closed }[act];
}

function whoText({ handoff }: Served): string {
  const { state, staff, end } = handoff ?? { state: "ended" };
  if (state === "claimed" && staff !== undefined) return `现在由 ${staff.name} 接待。`;
  const refused: Refused =
    state === "ended"
      ? { refused: "ended", ...(end === undefined ? {} : { end }) }
      : { refused: "not-claimed" };
  return refusalText(refused);
}
