/** What a button of the group does: an act on the handoff it was shown for, or a second send. */
export type Button =
  | { readonly act: HandoffAct; readonly handoff: string }
  | { readonly act: "resend"; readonly delivery: string };

export const handoffActs = ["claim", "return", "close"] as const;
export type HandoffAct = (typeof handoffActs)[number];

/** Telegram takes up to 64 bytes; ids are at most 30 ASCII characters. */
export function buttonData(button: Button): string {
  return `${button.act}=${"handoff" in button ? button.handoff : button.delivery}`;
}

/** Undefined for what no button of ours carries. */
export function readButtonData(data: string): Button | undefined {
  const [, name, id] = /^([a-z]{1,10})=([A-Za-z0-9-]{1,40})$/.exec(data) ?? [];
  if (name === undefined || id === undefined) return undefined;
  if (name === "resend") return { act: name, delivery: id };
  const act = handoffActs.find((known) => known === name);
  return act === undefined ? undefined : { act, handoff: id };
}
