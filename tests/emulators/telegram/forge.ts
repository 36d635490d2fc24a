import { random } from "./random.ts";

/** A request to a webhook that Telegram did not send, or sent broken. */
export interface Forged {
  readonly name: string;
  /** Carries the right secret: the door may read the body. Otherwise it has to refuse unread. */
  readonly authentic: boolean;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface ForgeOptions {
  readonly secret: string;
  /** A genuine update to damage. */
  readonly update: object;
  readonly seed?: number;
}

const secretHeader = "x-telegram-bot-api-secret-token";
const json = { "content-type": "application/json" };
const bytes = (text: string): Uint8Array => Buffer.from(text, "utf8");

/** Requests that must be refused without a look at their body. */
export function unauthentic({ secret, update }: ForgeOptions): readonly Forged[] {
  const body = bytes(JSON.stringify(update));
  const given = (name: string, headers: Readonly<Record<string, string>>): Forged => ({
    name,
    authentic: false,
    method: "POST",
    headers: { ...json, ...headers },
    body,
  });
  const otherCase = secret === secret.toUpperCase() ? secret.toLowerCase() : secret.toUpperCase();
  return [
    given("no secret", {}),
    given("empty secret", { [secretHeader]: "" }),
    given("wrong secret", { [secretHeader]: "x".repeat(secret.length) }),
    given("secret without its last character", { [secretHeader]: secret.slice(0, -1) }),
    given("secret and more", { [secretHeader]: `${secret}x` }),
    given("secret in the other case", { [secretHeader]: otherCase }),
    given("secret twice", { [secretHeader]: `${secret}, ${secret}` }),
    given("secret as a bearer token", { authorization: `Bearer ${secret}` }),
    given("secret under a near name", { "x-telegram-bot-api-secret": secret }),
    { ...given("no secret, not JSON", {}), body: bytes("{") },
  ].filter(({ headers }) => headers[secretHeader] !== secret);
}

/** Requests with the right secret whose body is not an update, or not one the Bot API would write. */
export function malformed({ secret, update, seed = 1 }: ForgeOptions): readonly Forged[] {
  const good = JSON.stringify(update);
  const given = (name: string, body: string | Uint8Array, headers = {}): Forged => ({
    name,
    authentic: true,
    method: "POST",
    headers: { ...json, [secretHeader]: secret, ...headers },
    body: typeof body === "string" ? bytes(body) : body,
  });
  const changed = (name: string, change: object): Forged =>
    given(name, JSON.stringify({ ...update, ...change }));
  const message = (name: string, change: object): Forged => {
    const genuine = (update as { message?: object }).message ?? {};
    return changed(name, { message: { ...genuine, ...change } });
  };
  return [
    given("empty body", ""),
    given("truncated", good.slice(0, -Math.ceil(good.length / 3))),
    given("not JSON", "update_id=1&message=hello"),
    given("text with a wrong type", good, { "content-type": "text/plain" }),
    given("a list", "[1,2,3]"),
    given("null", "null"),
    given("a number", "1"),
    given("deep list", "[".repeat(100_000) + "]".repeat(100_000)),
    given("deep object", `${'{"message":'.repeat(20_000)}1${"}".repeat(20_000)}`),
    given("huge", JSON.stringify({ ...update, padding: "长".repeat(2 * 1024 * 1024) })),
    given("byte order mark", `\uFEFF${good}`),
    given("invalid UTF-8", Buffer.concat([Buffer.from(good), Buffer.from([0xff, 0xfe, 0xc3])])),
    given("prototype", `{"__proto__":{"update_id":1,"message":{}},"constructor":{"prototype":{}}}`),
    given("no update_id", JSON.stringify({ ...update, update_id: undefined })),
    ...["1", -1, 1.5, 2 ** 53, null, {}, []].map((update_id) =>
      changed(`update_id ${JSON.stringify(update_id)}`, { update_id }),
    ),
    given("update_id beyond numbers", `{"update_id":1e999,"message":{}}`),
    changed("no kind known", { message: undefined, callback_query: undefined, new_kind: { a: 1 } }),
    ...["message", "edited_message", "callback_query", "my_chat_member"].flatMap((kind) =>
      [null, 1, "text", [], {}, { chat: null, from: null }].map((value) =>
        changed(`${kind} ${JSON.stringify(value)}`, { [kind]: value }),
      ),
    ),
    message("text as a number", { text: 7 }),
    message("text as an object", { text: { toString: "x" } }),
    message("empty text", { text: "" }),
    message("NUL in the text", { text: "a\u0000b" }),
    message("half a character", { text: "\ud83d" }),
    message("text of a million", { text: "问".repeat(200_000) }),
    message("direction marks", { text: "\u202e\u2066abc\u2069\u200b" }),
    message("chat id as text", { chat: { id: "7", type: "private" } }),
    message("chat id beyond numbers", { chat: { id: 2 ** 60, type: "private" } }),
    message("unknown chat type", { chat: { id: 7, type: "planet" } }),
    message("no sender", { from: undefined }),
    message("sender is a bot", { from: { id: 9, is_bot: true, first_name: "x" } }),
    message("date far ahead", { date: 99_999_999_999_999 }),
    message("date as text", { date: "yesterday" }),
    message("entities beyond the text", {
      entities: [{ type: "bot_command", offset: -5, length: 1e9 }],
    }),
    message("entities of the wrong kind", { entities: "bold" }),
    message("photo without sizes", { text: undefined, photo: [] }),
    message("document of null", { text: undefined, document: null }),
    ...bitFlips(good, 40, seed).map((body, at) => given(`bit flip ${at + 1}`, body)),
  ];
}

/** Requests of the right origin and the wrong method. */
export function wrongMethods({ secret, update }: ForgeOptions): readonly Forged[] {
  return ["GET", "PUT", "DELETE", "PATCH"].map((method) => ({
    name: method,
    authentic: true,
    method,
    headers: { ...json, [secretHeader]: secret },
    body: method === "GET" ? new Uint8Array() : bytes(JSON.stringify(update)),
  }));
}

/** One bit of each copy turned over, at places the seed decides. */
export function bitFlips(text: string, count: number, seed: number): readonly Uint8Array[] {
  const chance = random(seed);
  return Array.from({ length: count }, () => {
    const copy = Buffer.from(text, "utf8");
    const at = Math.floor(chance() * copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(chance() * 8));
    return copy;
  });
}
