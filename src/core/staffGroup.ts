/** What the Telegram staff group shows of conversations, as the durable record keeps it. */

/** A conversation's forum topic. */
export interface StaffTopic {
  readonly conversation: string;
  readonly chat: number;
  readonly thread: number;
  /** The message at its top, once it is written. */
  readonly head?: number;
  /** `handoff.fence` that head and title show. */
  readonly state?: string;
  /** Place of the newest line of the transcript it shows. */
  readonly shownSeq: number;
  /** False once all is shown that will be. */
  readonly live: boolean;
}

export interface StaffDue {
  readonly conversation: string;
  /** Staff wait to be told something about what they did. */
  readonly urgent: boolean;
}

/** Every write names the topic it means: one made anew meanwhile is left alone. */
export interface StaffGroupRecord {
  /** Conversations whose topic in this chat lacks something; the urgent first. */
  due(chat: number, limit: number): Promise<StaffDue[]>;
  topic(conversation: string): Promise<StaffTopic | undefined>;
  conversationIn(chat: number, thread: number): Promise<string | undefined>;
  /** A new topic, in place of the one there was. */
  begin(topic: Pick<StaffTopic, "conversation" | "chat" | "thread" | "shownSeq">): Promise<void>;
  shown(topic: StaffTopic, seq: number): Promise<void>;
  /** `live: false` once all is shown that will be. */
  headed(
    topic: StaffTopic,
    head: { readonly message: number; readonly state: string; readonly live: boolean },
  ): Promise<void>;
  /** Head, title and closure have to be set anew. */
  stale(topic: StaffTopic): Promise<void>;
  /** The topic is no longer there. */
  lost(topic: StaffTopic): Promise<void>;
  /** Topics of erased conversations, to be deleted in the group. */
  erased(chat: number, limit: number): Promise<StaffTopic[]>;
  forget(topic: StaffTopic): Promise<void>;
  /** The place behind which a transcript is shown that begins with a few lines before a time. */
  placeBefore(conversation: string, time: Date, few: number): Promise<number>;

  /** The delivery that these words of staff became; undefined where nothing was said. */
  saidAs(conversation: string, key: string): Promise<string | undefined>;
  isOf(conversation: string, delivery: string): Promise<boolean>;
  keepMessage(message: StaffMessage): Promise<void>;
  /** Oldest first. */
  remarks(conversation: string): Promise<StaffRemark[]>;
  toldRemark(remark: StaffRemark): Promise<void>;
  /** Sends of messages of this chat that did not arrive, and of which staff know nothing yet. */
  failures(conversation: string, chat: number): Promise<StaffFailure[]>;
  toldFailure(failure: StaffFailure): Promise<void>;
  /** `chat/number` of the messages a delivery became outside the staff group, in their order. */
  customerMessages(delivery: string, staffChat: number): Promise<string[]>;
}

/** A message in the group, or what a delivery became at the customer. */
export interface StaffMessage {
  /** `chat/number`; a `/` and more stands behind it for an edit of the message. */
  readonly message: string;
  readonly conversation: string;
  readonly delivery?: string;
  /** To be told next to it; added to what is not told yet. */
  readonly remark?: string;
}

export interface StaffRemark {
  readonly message: string;
  readonly text: string;
}

/** A message of staff that did not arrive, or of which nobody knows. */
export interface StaffFailure {
  readonly message: string;
  readonly delivery: string;
  readonly state: "failed" | "uncertain";
  readonly reason: string;
  /** Of the send that ended so. */
  readonly fence: number;
}
