/** Who answers in a conversation. Only the owner's messages leave. */
export const owners = ["bot", "waiting", "staff"] as const;
export type Owner = (typeof owners)[number];
