import { createHash } from "node:crypto";
import { random } from "../../emulators/telegram/random.ts";
import { bytesOf, type RawRequest, textBody, withHeader } from "../http.ts";
import { distorted, oddJson, oddText } from "../odd.ts";
import { paths, plaintext } from "../settings.ts";
import { type Dice, type Door, dice, type Known, mangled, type Shot, weighted } from "../shot.ts";
import { trick } from "../tricks.ts";

/** The cookie of the nth visitor of a kind, and the contact it makes. */
export function visitor(kind: "genuine" | "forged" | "hostile", n: number) {
  const cookie = createHash("sha256").update(`${kind}${n}`).digest("base64url").slice(0, 22);
  const contact = createHash("sha256").update(cookie).digest("base64url").slice(0, 22);
  return { cookie, contact };
}

const origin = "http://127.0.0.1";

/** Those whose requests are sent again by others write nothing further: they would be told to wait. */
const writer = (n: number) => visitor("genuine", n < 20 ? n : 20 + (n % 100));

export function webDoor(seed: number, known: Known): Door {
  const d = dice(random(seed));
  let count = 0;
  const idOf = (kind: string, n: number) => `${kind}-${known.run}-${String(n).padStart(12, "0")}`;
  const post = (cookie: string, body: Uint8Array): RawRequest => ({
    method: "POST",
    target: paths.web,
    headers: [
      ["Host", "127.0.0.1"],
      ["Content-Type", "application/json"],
      ["Origin", origin],
      ["Cookie", `zhiwen=${cookie}`],
    ],
    body,
  });
  const json = (value: unknown) => textBody(JSON.stringify(value) ?? "");
  const question = (n: number) => `${plaintext} 专利质押贷款评估费多少？${n}`;
  const genuine = (n: number) => ({
    request: post(writer(n).cookie, json({ id: idOf("g", n), text: question(n) })),
    key: { contact: writer(n).contact, id: idOf("g", n) },
  });
  const copied = () => genuine(d.below(20)).request;
  const forged = () => {
    const { cookie } = visitor("forged", count % 1_000);
    return post(cookie, json({ id: idOf("f", count), text: question(count) }));
  };
  const hostile = (body: Uint8Array) => post(visitor("hostile", count % 300).cookie, body);
  const hostileValue = () => ({ id: idOf("h", count), text: question(count) });
  const shot = (name: string, kind: Shot["kind"], raw: RawRequest): Shot => ({
    name,
    kind,
    bytes: bytesOf(raw),
  });

  const makers: readonly (readonly [number, () => Shot])[] = [
    [14, () => shot("from elsewhere", "forged", elsewhere(forged(), d))],
    [12, () => shot("without a good cookie", "forged", cookieless(forged(), d))],
    [
      8,
      () =>
        shot(
          "another content type",
          "forged",
          withHeader(forged(), "Content-Type", d.one(otherTypes)),
        ),
    ],
    [
      14,
      () =>
        shot("wrong shape", "forged", {
          ...forged(),
          body: textBody(d.one(wrongShapes(d, question(count)))),
        }),
    ],
    [
      8,
      () =>
        shot("deep", "forged", {
          ...forged(),
          body: textBody(`${"[".repeat(10_000)}${"]".repeat(d.below(10_001))}`),
        }),
    ],
    [
      6,
      () =>
        shot("more fields", "forged", {
          ...forged(),
          body: json({ id: idOf("f", count), text: "x", [oddText(d)]: 1 }),
        }),
    ],
    [5, () => trick(elsewhere(forged(), d), "forged", d)],
    [6, () => trick(copied(), "copy", d)],
    [10, () => shot("replay", "copy", copied())],
    [
      3,
      () =>
        shot("known id, other text", "copy", {
          ...copied(),
          body: json({ id: idOf("g", d.below(20)), text: "other" }),
        }),
    ],
    [6, () => shot("mangled", "hostile", hostile(mangled(json(hostileValue()), d)))],
    [6, () => shot("odd text", "hostile", hostile(json({ ...hostileValue(), text: oddText(d) })))],
    [6, () => shot("wrong types", "hostile", hostile(json(distorted(hostileValue(), d))))],
    [
      4,
      () =>
        shot("odd JSON", "hostile", hostile(textBody(oddJson(JSON.stringify(hostileValue()), d)))),
    ],
  ];

  return {
    name: "web",
    genuine(n) {
      const { request, key } = genuine(n);
      return { bytes: bytesOf(request), key };
    },
    shot() {
      count += 1;
      return weighted(d, makers);
    },
    heavy: () => [
      shot("heavy: text of 1 MB", "forged", {
        ...forged(),
        body: json({ id: idOf("f", 1), text: "问".repeat(350_000) }),
      }),
      shot("heavy: 10 MB", "forged", { ...forged(), body: Buffer.alloc(10_000_000, 0x61) }),
      shot("heavy: text of 60 KB", "forged", {
        ...forged(),
        body: json({ id: idOf("f", 2), text: "x".repeat(60_000) }),
      }),
    ],
  };
}

const otherTypes = [
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "application/jsonp",
  "text/json",
  "application/json+x",
  "",
  " ",
];

function elsewhere(base: RawRequest, { one }: Dice): RawRequest {
  const origins = [
    "http://evil.example",
    "null",
    "http://127.0.0.1.evil.example",
    "http://127.0.0.1@evil.example",
    "http://evil.example/127.0.0.1",
    "http://127.0.0.1:81",
    "file://",
    "",
    "127.0.0.1",
    "http://[::1]",
    "\xff",
  ];
  const without = { ...base, headers: base.headers.filter(([name]) => name !== "Origin") };
  return one([
    () => withHeader(base, "Origin", one(origins)),
    () => without,
    () =>
      withHeader(
        base,
        "Sec-Fetch-Site",
        one(["cross-site", "same-site", "none", "", "same-origin,x"]),
      ),
    () => ({ ...base, headers: [...base.headers, ["Origin", "http://evil.example"] as const] }),
  ])();
}

function cookieless(base: RawRequest, dice: Dice): RawRequest {
  const { one, bytes } = dice;
  const good = bytes(16).toString("base64url");
  const cookies = [
    "",
    "zhiwen=",
    `zhiwen=${good.slice(1)}`,
    `zhiwen=${good}x`,
    `zhiwen=${good.slice(1)}!`,
    `zhiwen[]=${good}`,
    `Zhiwen=${good}`,
    `__Host-zhiwen=${good}`,
    `zhiwen="${"a".repeat(5_000)}"`,
    "zhiwen=__proto__",
    `zhiwen=%00${good.slice(3)}`,
    `a=b; c; =; ${"x=y; ".repeat(500)}`,
    "zhiwen=\xff",
  ];
  const { headers } = base;
  if (dice.roll() < 0.2) return { ...base, headers: headers.filter(([name]) => name !== "Cookie") };
  return withHeader(base, "Cookie", one(cookies));
}

function wrongShapes(dice: Dice, text: string): string[] {
  const { below, one } = dice;
  const id = "forged-0000000000000001";
  const written = (value: unknown) => JSON.stringify(value);
  return [
    "",
    "null",
    "[]",
    '"text"',
    "1",
    "{",
    written({ text }),
    written({ id }),
    written({ id: "short", text }),
    written({ id: "x".repeat(65), text }),
    written({ id: `${id}\u0000`, text }),
    written({ id: `${id}/..`, text }),
    written({ id: [id], text }),
    written({ id, text: [text] }),
    written({ id, text: { toString: text } }),
    written({ id, text: one([1, true, null]) }),
    written({ id, text: "" }),
    written({ id, text: one(["   \n", "\u0000\u0001", "\u001b", "\r", "\u0085"]) }),
    written({ id, text: "x".repeat(4_001 + below(9)) }),
    written({ id, text: "👍".repeat(4_001) }),
    `{"id":"${id}","text":"a\u0001b"}`,
    `{"__proto__":{"id":"${id}","text":"x"}}`,
    `id=${id}&text=x`,
    `{"id":"${id}","text":"\\ud83d`,
  ];
}
