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
