/** What a button carries: the reply it stands under, and which of its choices it is. */
export interface Press {
  readonly delivery: string;
  readonly index: number;
}

/** Telegram takes up to 64 bytes; a delivery's id is at most 30 ASCII characters. */
export function callbackData({ delivery, index }: Press): string {
  return `${delivery}:${index}`;
}

/** Undefined for what no button of ours carries. */
export function readCallbackData(data: string): Press | undefined {
  const [, delivery, index] = /^([A-Za-z0-9-]{1,30}):(0|[1-9]\d?)$/.exec(data) ?? [];
  return delivery === undefined ? undefined : { delivery, index: Number(index) };
}
