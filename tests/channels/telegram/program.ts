import { vi } from "vitest";
import { pauses } from "../../../src/channels/telegram/pauses.ts";
import type { PollingOptions } from "../../../src/channels/telegram/polling.ts";
import { telegram } from "../../../src/channels/telegram/telegram.ts";
import type { Webhook } from "../../../src/channels/telegram/webhookSetUp.ts";
import type { Choice } from "../../../src/core/outcome.ts";
import { delivery } from "./delivery.ts";
import { type FakePort, fakePort } from "./fakePort.ts";

const short = () => pauses(20, 100);

/** The channel as the program runs it, with short pauses. */
export function program(
  server: { readonly token: string; readonly url: string },
  webhook?: Webhook,
  polling: PollingOptions = {},
  port: FakePort = fakePort(),
) {
  const config = { token: server.token, apiRoot: server.url, webhook };
  const channel = telegram(config, port, {
    pauses: short,
    polling: { hold: 1, pauses: short(), ...polling },
  });
  let replies = 0;
  return {
    channel,
    port,
    /** Resolves once so many messages are accepted in all. */
    accepted: (count: number) =>
      vi.waitFor(() => {
        if (port.accepted.length < count) throw new Error(`${port.accepted.length} of ${count}`);
      }, 8_000),
    /** Answers the message accepted last. */
    async reply(text: string, choices: readonly Choice[] = []) {
      const { contact = "", id = "", handle = {} } = port.accepted.at(-1) ?? {};
      const reply = delivery({
        id: `r-${++replies}`,
        contact,
        messageId: id,
        handle,
        text,
        choices,
      });
      port.offered.set(`${contact} ${reply.id}`, choices);
      return await channel.sender(reply, async () => {});
    },
  };
}

export const yesNo: readonly Choice[] = [
  { label: "是", text: "是的" },
  { label: "否", text: "不是" },
];
