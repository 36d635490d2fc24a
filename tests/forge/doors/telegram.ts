import { type Forged, malformed, unauthentic } from "../../emulators/telegram/forge.ts";
import { random } from "../../emulators/telegram/random.ts";
import { bytesOf, type RawRequest, textBody, withHeader } from "../http.ts";
import { distorted, oddJson, oddText } from "../odd.ts";
import { paths, people, plaintext, secrets } from "../settings.ts";
import { type Dice, type Door, dice, type Known, mangled, type Shot, weighted } from "../shot.ts";
import { trick } from "../tricks.ts";
import { updateTemplates } from "./telegramUpdates.ts";

const header = "X-Telegram-Bot-Api-Secret-Token";

export function telegramDoor(seed: number, known: Known): Door {
  const d = dice(random(seed));
  const base = Number(known.run) * 10_000_000;
  let count = 0;

  const update = (from: number, number: number, text: string) => ({
    update_id: number,
    message: {
      message_id: number,
      from: { id: from, is_bot: false, first_name: "客" },
      chat: { id: from, type: "private", first_name: "客" },
      date: 1_763_700_000 + (number % 1_000_000),
      text,
    },
  });
  const request = (body: Uint8Array, secret?: string): RawRequest => ({
    method: "POST",
    target: paths.telegram,
    headers: [
      ["Content-Type", "application/json"],
      ...(secret === undefined ? [] : [[header, secret] as const]),
    ],
    body,
  });
  const genuineUpdate = (n: number) =>
    update(people.genuine(n), base + n, `${plaintext} 专利质押贷款评估费多少？${n}`);
  const genuineRequest = (n: number) =>
    request(textBody(JSON.stringify(genuineUpdate(n))), secrets.webhook);
  /** Sent before the flood, so that what is made of it is known again. */
  const copied = () => genuineRequest(d.below(20));
  const forged = () => update(people.forged(count), base + count, `${plaintext} forged`);
  const forgedBody = () => textBody(JSON.stringify(forged()));
  const shot = (name: string, kind: Shot["kind"], raw: RawRequest): Shot => ({
    name,
    kind,
    bytes: bytesOf(raw),
  });
  const listed = (made: readonly Forged[], kind: Shot["kind"]): Shot => {
    const { name, headers, body, method } = d.one(made);
    const raw = { method, target: paths.telegram, headers: Object.entries(headers), body };
    return shot(`listed: ${name.replace(/\d+$/, "")}`.slice(0, 40), kind, raw);
  };
  const hostileUpdate = () => ({ update: update(people.hostile(count), base + count, plaintext) });
  const small = malformed({ secret: secrets.webhook, ...hostileUpdate() }).filter(
    ({ body }) => body.length < 20_000,
  );
  const big = malformed({ secret: secrets.webhook, ...hostileUpdate() }).filter(
    ({ body }) => body.length >= 20_000,
  );

  const press = (data: string) => ({
    update_id: base + count,
    callback_query: {
      id: `${known.run}${count}`,
      from: { id: people.forged(count), is_bot: false, first_name: "x" },
      chat_instance: "1",
      data,
      message: {
        message_id: base + count,
        date: 1_763_700_000,
        chat: { id: people.forged(count), type: "private" },
      },
    },
  });

  const makers: readonly (readonly [number, () => Shot])[] = [
    [15, () => shot("wrong secret", "forged", request(forgedBody(), wrongSecret(d)))],
    [8, () => shot("secret, mangled", "forged", request(forgedBody(), mangledSecret(d)))],
    [8, () => shot("header tampered", "forged", tampered(request(forgedBody()), d))],
    [6, () => listed(unauthentic({ secret: secrets.webhook, update: forged() }), "forged")],
    [5, () => shot("no secret, body mangled", "forged", request(mangled(forgedBody(), d)))],
    [
      6,
      () => trick(request(forgedBody(), d.roll() < 0.5 ? wrongSecret(d) : undefined), "forged", d),
    ],
    [6, () => trick(copied(), "copy", d)],
    [12, () => shot("replay", "copy", copied())],
    [6, () => shot("replay under another update_id", "copy", renumbered(copied(), base + count))],
    [4, () => listed(small, "hostile")],
    [
      8,
      () =>
        shot("authentic, mangled", "hostile", request(mangled(hostileBody(), d), secrets.webhook)),
    ],
    [
      4,
      () =>
        shot(
          "authentic, odd JSON",
          "hostile",
          request(textBody(oddJson(hostileText(), d)), secrets.webhook),
        ),
    ],
    [
      20,
      () => {
        const template = d.one(updateTemplates(people.hostile(count), base + count));
        const body = JSON.stringify(distorted(template, d)) ?? "";
        return shot("authentic, wrong types", "hostile", request(textBody(body), secrets.webhook));
      },
    ],
    [
      4,
      () => {
        const delivery = known.deliveries.length > 0 ? d.one(known.deliveries) : "none";
        const data = d.roll() < 0.7 ? `${delivery}:${d.below(4)}` : oddText(d).slice(0, 64);
        const body = textBody(JSON.stringify(press(data)));
        return shot("press of another's choice", "void", request(body, secrets.webhook));
      },
    ],
  ];

  const hostileText = () => JSON.stringify(hostileUpdate().update);
  const hostileBody = () => textBody(hostileText());

  const [bot = ""] = secrets.telegram.split(":");

  return {
    name: "telegram",
    genuine(n) {
      const contact = String(people.genuine(n));
      return { bytes: bytesOf(genuineRequest(n)), key: { contact, id: `${bot}/m${base + n}` } };
    },
    shot() {
      count += 1;
      return weighted(d, makers);
    },
    heavy: () => [
      ...big.map(({ name, headers, body }) =>
        shot(`heavy: ${name}`, "hostile", {
          method: "POST",
          target: paths.telegram,
          headers: Object.entries(headers),
          body,
        }),
      ),
      shot("heavy: 10 MB without the secret", "forged", request(Buffer.alloc(10_000_000, 0x61))),
      shot("heavy: many entities", "hostile", request(textBody(manyEntities()), secrets.webhook)),
    ],
  };

  function manyEntities(): string {
    const whole = update(people.hostile(1), base + 1, `${"@".repeat(20_000)} ${plaintext}`);
    const id = Number(secrets.telegram.split(":")[0]);
    const entity = (offset: number) => ({ type: "text_mention", offset, length: 1, user: { id } });
    const entities = Array.from({ length: 3_000 }, (_, n) => entity(n));
    const chat = { id: -100_777, type: "supergroup" };
    return JSON.stringify({ ...whole, message: { ...whole.message, chat, entities } });
  }
}

function wrongSecret({ below, bytes, one }: Dice): string {
  const { webhook } = secrets;
  return one([
    bytes(1 + below(60)).toString("base64url"),
    webhook.slice(0, 1 + below(webhook.length - 1)),
    `${webhook}${bytes(1).toString("hex")}`,
    webhook.slice(1),
    webhook.toUpperCase(),
    [...webhook].reverse().join(""),
    `${webhook}, ${webhook}`,
    `"${webhook}"`,
    "a".repeat(8_000),
    "null",
    "",
  ]);
}

/** One character of the secret is another; never the secret itself. */
function mangledSecret({ below }: Dice): string {
  const { webhook } = secrets;
  const at = below(webhook.length);
  const letter = webhook[at] === "x" ? "y" : "x";
  return `${webhook.slice(0, at)}${letter}${webhook.slice(at + 1)}`;
}

function tampered(base: RawRequest, { one }: Dice): RawRequest {
  const { webhook } = secrets;
  const headers = one<readonly (readonly [string, string])[]>([
    [
      [header, webhook],
      [header, "wrong"],
    ],
    [
      [header, "wrong"],
      [header, webhook],
    ],
    [
      [header, webhook],
      [header, webhook],
    ],
    [[`${header}[]`, webhook]],
    [[`${header}[0]`, webhook]],
    [[header.replaceAll("-", "_"), webhook]],
    [[`${header}\0`, webhook]],
    [[header, `${webhook}\0`]],
    [[header, `wrong\r\n ${webhook}`]],
    [[` ${header}`, webhook]],
    [[`${header} `, webhook]],
    [["Cookie", `${header}=${webhook}`]],
    [["Authorization", webhook]],
    [["Trailer", header]],
    [[header, `\xe2\x80\x8b${webhook}`]],
  ]);
  const raw = { ...base, headers: [...base.headers, ...headers] };
  return one([
    raw,
    raw,
    { ...base, target: `${base.target}?secret_token=${webhook}&${header}=${webhook}` },
  ]);
}

function renumbered(base: RawRequest, update_id: number): RawRequest {
  const value = JSON.parse(Buffer.from(base.body).toString("utf8")) as object;
  return withHeader(
    { ...base, body: textBody(JSON.stringify({ ...value, update_id })) },
    "X-Copy",
    "1",
  );
}
