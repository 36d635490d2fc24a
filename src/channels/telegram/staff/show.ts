import type { Handoff } from "../../../core/handoff.ts";
import type { StaffTopic } from "../../../core/staffGroup.ts";
import { buttonData } from "./button.ts";
import { type Head, headOf } from "./head.ts";
import { readMessageKey } from "./key.ts";
import { nextPost, type Post } from "./lines.ts";
import type { Served, StaffGroupConfig, StaffGroupPort } from "./port.ts";
import { TopicLost, type Topics } from "./topic.ts";
import { failureText } from "./wording.ts";

/** Lines shown from before the handoff, so that staff see what led to it. */
const before = 6;
/** Lines read at a time. */
const most = 50;

/**
 * Brings the topic of one conversation a step nearer to what the record says; false when nothing
 * could be done. Each step is recorded once Telegram has taken it: what a crash leaves open is done
 * again, nothing is left out.
 */
export function showing(port: StaffGroupPort, config: StaffGroupConfig, topics: Topics) {
  const { record } = port;

  return async (conversation: string): Promise<boolean> => {
    const served = await port.conversation(conversation);
    const there = await record.topic(conversation);
    if (served?.handoff === undefined) return false;
    const { handoff } = served;
    const mine = there?.chat === config.chat && there.state !== "erased" ? there : undefined;
    if (mine === undefined) {
      await make(served, handoff);
      return true;
    }
    try {
      await step(mine, served, handoff);
      return true;
    } catch (error) {
      if (!(error instanceof TopicLost)) throw error;
      await record.lost(mine);
      await make(served, handoff, "（原来的话题已被删除。这里是到目前为止的全部对话。）");
      return true;
    }
  };

  async function make(served: Served, handoff: Handoff, foreword?: string): Promise<void> {
    const { conversation } = handoff;
    const head = headFor(handoff, foreword);
    const thread = await topics.make(config.chat, head.title);
    const shownSeq = await record.placeBefore(conversation, handoff.requestedAt, before);
    await record.begin({ conversation, chat: config.chat, thread, shownSeq });
    const topic = await record.topic(conversation);
    if (topic === undefined) return;
    const message = await topics.write(topic, head.text, { keyboard: head.keyboard });
    const state = stateOf(handoff);
    await record.headed(topic, { message, state, live: true });
    await lines({ ...topic, head: message, state }, served, handoff);
  }

  async function step(topic: StaffTopic, served: Served, handoff: Handoff): Promise<void> {
    const current = await caughtUp(topic, handoff);
    if (handoff.state !== "ended" && current.state !== stateOf(handoff)) {
      await head(current, handoff);
    }
    await remarks(current);
    const more = await lines(current, served, handoff);
    // What was said last stands above the mark of the end.
    if (!more && handoff.state === "ended" && current.live) {
      const message = await head(current, handoff);
      await topics.close(current);
      await record.headed(current, { message, state: stateOf(handoff), live: false });
    }
  }

  /** A conversation that comes back is shown from shortly before it did. */
  async function caughtUp(topic: StaffTopic, handoff: Handoff): Promise<StaffTopic> {
    if (topic.live || handoff.state === "ended") return topic;
    const place = await record.placeBefore(topic.conversation, handoff.requestedAt, before);
    if (place <= topic.shownSeq) return topic;
    await record.shown(topic, place);
    return { ...topic, shownSeq: place };
  }

  /** Gives the number of the message that shows it. */
  async function head(topic: StaffTopic, handoff: Handoff): Promise<number> {
    const now = headFor(handoff);
    // Members may have closed it, or it was closed with the handoff before.
    if (topic.state === undefined || !topic.live) await topics.open(topic);
    await topics.rename(topic, now.title);
    const edited = topic.head !== undefined && (await topics.editHead(topic, topic.head, now));
    const message =
      edited && topic.head !== undefined
        ? topic.head
        : await topics.write(topic, now.text, { keyboard: now.keyboard });
    await record.headed(topic, { message, state: stateOf(handoff), live: true });
    return message;
  }

  function headFor(handoff: Handoff, foreword?: string): Head {
    const { topic } = handoff.desk;
    return headOf({
      handoff,
      topicTitle: topic === undefined ? undefined : port.topicTitle(topic),
      deskLink: port.deskLink(handoff.conversation),
      ...(foreword === undefined ? {} : { foreword }),
    });
  }

  async function remarks(topic: StaffTopic): Promise<void> {
    for (const remark of await record.remarks(topic.conversation)) {
      await topics.write(topic, remark.text, replyTo(remark.message));
      await record.toldRemark(remark);
    }
    for (const failure of await record.failures(topic.conversation, config.chat)) {
      const { message, delivery, state, reason } = failure;
      const again = { text: "重发", callback_data: buttonData({ act: "resend", delivery }) };
      await topics.write(topic, failureText(state, reason), {
        ...replyTo(message),
        keyboard: [[again]],
      });
      await record.toldFailure(failure);
    }
  }

  function replyTo(key: string): { readonly replyTo?: number } {
    const at = readMessageKey(key);
    return at === undefined ? {} : { replyTo: at.message };
  }

  /** Shows the next lines; true when there may be more. */
  async function lines(topic: StaffTopic, served: Served, handoff: Handoff): Promise<boolean> {
    const { conversation, shownSeq } = topic;
    const fresh = (await port.transcript(conversation, shownSeq, most)).filter(
      ({ at }) => handoff.endedAt === undefined || at <= handoff.endedAt,
    );
    const { channel, contact } = served;
    const deskLink = port.deskLink(conversation);
    const post = nextPost(fresh, { channel, contact, topic, deskLink });
    if (post === undefined) return false;
    await send(topic, post);
    await record.shown(topic, post.seq);
    return true;
  }

  async function send(topic: StaffTopic, post: Post): Promise<void> {
    if (post.kind === "copy" && (await topics.copy(topic, post.of, post.caption))) return;
    const texts = post.kind === "texts" ? post.texts : post.kind === "copy" ? [post.text] : [];
    for (const text of texts) await topics.write(topic, text);
  }
}

/** What a head shows, told apart from what it showed before. */
export function stateOf({ id, fence }: Handoff): string {
  return `${id}.${fence}`;
}
