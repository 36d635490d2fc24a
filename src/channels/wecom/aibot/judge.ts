import type { Feedback } from "./incoming.ts";
import type { AibotPort } from "./port.ts";
import { readStreamId } from "./streamId.ts";

const channel = "wecom-aibot";

/** Counts what a contact thinks of a reply, and tells which one it was. Never rejects. */
export async function judge(port: AibotPort, feedback: Feedback): Promise<void> {
  const { verdict, reasons } = feedback;
  port.count(channel, `feedback-${verdict}`);
  for (const reason of reasons) port.count(channel, `feedback-${verdict}/${reason}`);
  const delivery = await deliveryOf(port, feedback).catch((error: unknown) => {
    port.report(error, "wecom-aibot feedback");
    return undefined;
  });
  port.judged({ ...(delivery === undefined ? {} : { delivery }), verdict, reasons });
}

/** A stream is begun before there is a delivery, and names the message instead. */
async function deliveryOf(
  port: AibotPort,
  { contact, about = "" }: Feedback,
): Promise<string | undefined> {
  const stream = readStreamId(about);
  if (stream !== undefined) {
    return (await port.replyTo(channel, contact, stream.messageId))?.delivery;
  }
  return /^[0-9A-Za-z-]{1,30}$/.test(about) ? about : undefined;
}
