import {
  kindNames,
  type RequestStatus,
  type ServiceRequest,
  statusNames,
} from "../../core/request.ts";

/** Characters of a note: the whole message stays one short bubble on every channel. */
export const longestNote = 300;

/** What the customer is told when the status of their request changes: one short message. */
export function tidings(
  { kind, receipt, status }: ServiceRequest,
  to: RequestStatus,
  note: string,
): string {
  const again = to === "accepted" && status !== "submitted" ? "重新受理" : statusNames[to];
  const lead = `您的${kindNames[kind]}（回执 ${receipt}）${
    to === "declined" ? "没有受理" : again.startsWith("已") ? again : `已${again}`
  }。`;
  const label = to === "declined" ? "原因" : "服务人员留言";
  return [lead, ...(note === "" ? [] : [`${label}：${note}`]), "发「我的申请」可以随时查看。"].join(
    "\n",
  );
}
