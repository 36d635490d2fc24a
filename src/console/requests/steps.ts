import type { RequestStatus } from "../../core/request.ts";

/**
 * What staff can make of a request. What is over can be taken up again, so that a slip is mended;
 * what the customer withdrew stays theirs.
 */
const next: Readonly<Record<RequestStatus, readonly RequestStatus[]>> = {
  submitted: ["accepted", "declined"],
  accepted: ["done", "declined"],
  done: ["accepted"],
  declined: ["accepted"],
  withdrawn: [],
};

export function stepsFrom(status: RequestStatus): readonly RequestStatus[] {
  return next[status];
}
