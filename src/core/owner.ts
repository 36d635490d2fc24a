/** Who answers in a conversation. Only the owner's messages leave. */
export const owners = ["bot", "waiting", "staff"] as const;
export type Owner = (typeof owners)[number];

/** A conversation that the platform's own client has. */
export interface Served {
  readonly contact: string;
  /** `waiting` while it is in the platform's pool. */
  readonly owner: "waiting" | "staff";
  /** The member who serves, where the platform told. */
  readonly servicer?: string;
}
