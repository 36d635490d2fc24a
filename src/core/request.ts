/** A service request: what a finished form leaves behind, under a receipt number. */
export const requestKinds = ["financing", "expert", "subsidy", "alerts"] as const;
export type RequestKind = (typeof requestKinds)[number];

export const requestStatuses = ["submitted", "accepted", "done", "withdrawn"] as const;
export type RequestStatus = (typeof requestStatuses)[number];

export interface ServiceRequest {
  /** Receipt number: `ZW-` date `-` six letters and digits that cannot be guessed. */
  readonly receipt: string;
  readonly kind: RequestKind;
  readonly status: RequestStatus;
  /** Slot → value, as the customer confirmed them. */
  readonly slots: Readonly<Record<string, string>>;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
