import { type Channel, channels } from "../../core/channel.ts";
import {
  type DeskKey,
  type Handoff,
  type HandoffState,
  handoffStates,
} from "../../core/handoff.ts";

export const tabs = ["waiting", "mine", "all", "promised", "ended"] as const;
export type Tab = (typeof tabs)[number];

/** Which conversations somebody looks at. */
export interface InboxView {
  readonly tab: Tab;
  /** Only those of the desks the visitor serves. */
  readonly own: boolean;
  readonly district?: string;
  readonly topic?: string;
  readonly channel?: Channel;
}

const statesOf: Readonly<Record<Tab, readonly HandoffState[]>> = {
  waiting: ["waiting"],
  mine: ["claimed"],
  all: ["waiting", "claimed"],
  promised: ["promised"],
  ended: ["ended"],
};

export function statesIn(tab: Tab): readonly HandoffState[] {
  return statesOf[tab];
}

/** Reads a view from the query of an address; what is not understood counts as not said. */
export function readView(query: Readonly<Record<string, string | undefined>>): InboxView {
  const tab = tabs.find((each) => each === query["tab"]) ?? "waiting";
  const channel = channels.find((each) => each === query["channel"]);
  const text = (name: string) => {
    const value = query[name]?.trim().slice(0, 60) ?? "";
    return value === "" ? {} : { [name]: value };
  };
  return {
    tab,
    own: query["own"] === "1",
    ...text("district"),
    ...text("topic"),
    ...(channel === undefined ? {} : { channel }),
  };
}

/** The query that {@link readView} reads as the same view; with the tab changed where one is named. */
export function viewQuery(view: InboxView, tab: Tab = view.tab): string {
  const query = new URLSearchParams();
  if (tab !== "waiting") query.set("tab", tab);
  if (view.own) query.set("own", "1");
  if (view.district !== undefined) query.set("district", view.district);
  if (view.topic !== undefined) query.set("topic", view.topic);
  if (view.channel !== undefined) query.set("channel", view.channel);
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/** Whether a handoff stands in a view of somebody who serves these desks. */
export function inView(
  handoff: Handoff,
  view: InboxView,
  visitor: { readonly id: string; readonly desks: readonly DeskKey[] },
): boolean {
  const { district, topic } = handoff.desk;
  if (!statesOf[view.tab].includes(handoff.state)) return false;
  if (view.tab === "mine" && handoff.staff?.id !== visitor.id) return false;
  if (view.own && !serves(visitor.desks, handoff.desk)) return false;
  if (view.district !== undefined && view.district !== district) return false;
  if (view.topic !== undefined && view.topic !== topic) return false;
  return view.channel === undefined || view.channel === handoff.channel;
}

/** A part that either side leaves out stands for all. */
function serves(desks: readonly DeskKey[], { district, topic }: DeskKey): boolean {
  const fits = (own: string | undefined, asked: string | undefined) =>
    own === undefined || asked === undefined || own === asked;
  return (
    desks.length === 0 ||
    desks.some((desk) => fits(desk.district, district) && fits(desk.topic, topic))
  );
}

/** Since when the customer waits for a person; undefined while it is not their turn to wait. */
export function waitsSince(handoff: Handoff): Date | undefined {
  if (handoff.state === "waiting") return handoff.waitingSince ?? handoff.requestedAt;
  if (handoff.state === "claimed") return handoff.unansweredSince;
  return undefined;
}

/** Lines stand in growing order: who waits longest first, then what was quiet longest, ended newest first. */
export function rank(handoff: Handoff): number {
  if (handoff.state === "ended") return -(handoff.endedAt ?? handoff.activeAt).getTime();
  if (handoff.state === "promised") {
    return (handoff.promisedAt ?? handoff.requestedAt).getTime();
  }
  const since = waitsSince(handoff);
  // Behind everybody who waits, whatever the time.
  return since === undefined ? handoff.activeAt.getTime() + 1e14 : since.getTime();
}

/** Every state there is: where a line stands now is seen once it is read. */
export const statesInAll: readonly HandoffState[] = handoffStates;
