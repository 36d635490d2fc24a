import type { Attachment, Handle, Message } from "../core/message.ts";
import type { StaffRef } from "../core/staff.ts";
import { storable } from "./storable.ts";

/** What an accepted message has beside its text, as one column holds it. */
export interface Detail {
  readonly attachment?: Attachment;
  readonly arrival?: true;
  readonly returned?: true;
  readonly handle?: Handle;
  /** Goes on the transcript and is not answered. */
  readonly kept?: true;
  readonly side?: "staff";
  /** Who of staff wrote it. */
  readonly staff?: StaffRef;
  /** Taken back by the contact before it was handled. */
  readonly recalled?: true;
}

export const recalled = JSON.stringify({ kept: true, recalled: true } satisfies Detail);

/** Null when there is nothing beside the text. */
export function writeDetail(
  message: Message,
  {
    kept,
    side,
    staff,
  }: Pick<Detail, "staff"> & {
    readonly kept: boolean;
    readonly side: "staff" | undefined;
  },
): string | null {
  const { attachment, arrival, returned, handle } = message;
  const detail: Detail = {
    ...(attachment === undefined ? {} : { attachment }),
    ...(arrival === true ? { arrival } : {}),
    ...(returned === true ? { returned } : {}),
    ...(handle === undefined ? {} : { handle }),
    ...(kept ? { kept } : {}),
    ...(side === undefined ? {} : { side }),
    ...(staff === undefined ? {} : { staff }),
  };
  return Object.keys(detail).length === 0 ? null : storable(JSON.stringify(detail));
}

export function readDetail(stored: string | null): Detail {
  return stored === null ? {} : (JSON.parse(stored) as Detail);
}
