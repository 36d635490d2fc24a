/** What a person of the service team may do; each role includes the ones before it. */
export const staffRoles = ["staff", "editor", "admin"] as const;
export type StaffRole = (typeof staffRoles)[number];

/** Somebody of the service team, as conversations name them. */
export interface StaffRef {
  /** Of the account; `wecom:USERID` for a servicer of 微信客服 who has none. */
  readonly id: string;
  /** What customers are told: 「小李」. */
  readonly name: string;
}

/** A servicer of 微信客服 as one of staff: known by what WeCom calls them. */
export function servicerRef(userid: string): StaffRef {
  return { id: `wecom:${userid}`, name: userid };
}

/** What WeCom calls them; undefined for staff who are no servicers, or of whom it did not tell. */
export function servicerOf({ id }: Pick<StaffRef, "id">): string | undefined {
  return id.startsWith("wecom:") && id.length > "wecom:".length
    ? id.slice("wecom:".length)
    : undefined;
}
