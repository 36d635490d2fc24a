import { afterEach, expect, test, vi } from "vitest";
import { listen } from "../../../src/http/listen.ts";
import { startIndependent } from "../../emulators/telegram/independent.ts";
import { token } from "./botApi.ts";
import { program, yesNo } from "./program.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close();
});

/** A server by others, after their own reading of the Bot API; what it lacks stands in its file. */
test("polled from a stranger's server", async () => {
  const server = await startIndependent({ token });
  const { channel, port, accepted, reply } = program(server);
  open.push(server, { close: () => channel.stop() });
  channel.start();
  await server.command(7, "/start");
  await accepted(1);
  await server.write(7, "评估费多少？");
  await accepted(2);
  expect(port.accepted).toMatchObject([
    { contact: "7", text: "", arrival: true },
    { contact: "7", text: "评估费多少？" },
  ]);
  expect(await reply("由银行承担。", yesNo)).toEqual({ state: "sent", parts: 1 });
  await vi.waitFor(() =>
    expect(server.answers(7)).toMatchObject([
      { text: "由银行承担。", buttons: [{ text: "是" }, { text: "否" }] },
    ]),
  );
});

test("called by a stranger's server", async () => {
  const server = await startIndependent({ token });
  const secret = "a-long-random-word-0123456789";
  const http = await listen({ fetch: (request) => routes(request) }, 0);
  const url = `http://127.0.0.1:${http.port}/channels/telegram`;
  const { channel, port, accepted, reply } = program(server, { url, secret });
  const routes = (request: Request) =>
    channel.routes?.fetch(request) ?? new Response(null, { status: 404 });
  open.push(server, http, { close: () => channel.stop() });
  channel.start();
  // It knows no getWebhookInfo, which is told; the webhook is set all the same.
  await vi.waitFor(() => expect(port.reported.length).toBeGreaterThan(0), 5_000);
  await server.write(7, "评估费多少？");
  await accepted(1);
  await reply("由银行承担。");
  await server.write(8, "专家怎么请");
  await accepted(2);
  expect(server.statuses()).toEqual([200, 200]);
  expect(port.accepted.map(({ contact }) => contact)).toEqual(["7", "8"]);
  expect(server.answers(7).map(({ text }) => text)).toEqual(["由银行承担。"]);
});
