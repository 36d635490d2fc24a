import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface ApiCall {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

type Body = Readonly<Record<string, unknown>>;

/** How one call is answered: a result, a refusal with its code, or by hand. */
export type Reply = (call: ApiCall, response: ServerResponse) => Body | undefined;

export interface BotApi {
  readonly url: string;
  readonly calls: ApiCall[];
  reply: Reply;
  close(): Promise<void>;
}

export const token = "4242:ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghi";

export const fine: Reply = () => ({ ok: true, result: { message_id: 1 } });

export const refusal = (error_code: number, description: string, parameters?: Body): Body => ({
  ok: false,
  error_code,
  description,
  ...(parameters === undefined ? {} : { parameters }),
});

/** The least of a Bot API server: it notes every call and answers as it is told. */
export async function startBotApi(reply: Reply = fine): Promise<BotApi> {
  const api = { calls: [] as ApiCall[], reply };
  const server = createServer(async (request, response) => {
    const call = await read(request);
    api.calls.push(call);
    const body = api.reply(call, response);
    if (body === undefined) return;
    const code = body["ok"] === true ? 200 : Number(body["error_code"]);
    response.writeHead(code, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(api, {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

async function read(request: IncomingMessage): Promise<ApiCall> {
  let body = "";
  for await (const chunk of request) body += chunk;
  const method = request.url?.split("/").at(-1) ?? "";
  return { method, params: body === "" ? {} : JSON.parse(body) };
}
