/** A service request: what a finished form leaves behind, under a receipt number. */
export const requestKinds = ["financing", "expert", "subsidy", "alerts"] as const;
export type RequestKind = (typeof requestKinds)[number];

/** `declined`: staff do not take it on. `withdrawn`: the customer took it back. */
export const requestStatuses = ["submitted", "accepted", "done", "declined", "withdrawn"] as const;
export type RequestStatus = (typeof requestStatuses)[number];

/** What customers read for a kind. */
export const kindNames: Readonly<Record<RequestKind, string>> = {
  financing: "质押融资咨询",
  expert: "专家服务需求",
  subsidy: "补助条件核对",
  alerts: "政策提醒",
};

/** What customers read for a status. */
export const statusNames: Readonly<Record<RequestStatus, string>> = {
  submitted: "已提交",
  accepted: "已受理",
  done: "已办结",
  declined: "不受理",
  withdrawn: "已撤回",
};

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
