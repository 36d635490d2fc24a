import { random } from "../../emulators/telegram/random.ts";
import {
  type Forgery,
  forge,
  forgeries,
  forgeVerification,
  mutated,
  verificationForgeries,
} from "../../emulators/wecom/forge.ts";
import { bytesOf, noBody, type RawRequest, textBody } from "../http.ts";
import { keys, paths } from "../settings.ts";
import {
  type Dice,
  type Door,
  dice,
  type Genuine,
  type Known,
  mangled,
  type Shot,
  weighted,
} from "../shot.ts";
import { trick } from "../tricks.ts";
import {
  asked,
  envelope,
  posted,
  resplit,
  type Signed,
  sealed,
  signed,
  stamp,
  type Way,
  wrongInside,
} from "./sealed.ts";
import { tampered } from "./tampered.ts";

/** What is said at one WeCom door, before encryption. */
export interface Words {
  readonly name: "wecom-app" | "wecom-kf" | "wecom-aibot";
  readonly way: Way;
  genuine(n: number): { readonly text: string; readonly key: Genuine["key"] };
  /** Of the forged: rightly written, and marked as such. */
  forged(n: number): string;
  /** Rightly encrypted and signed, with anything inside. */
  hostile(n: number, dice: Dice): string | Uint8Array;
  /** Rightly encrypted, signed, and to be passed over. */
  void(n: number, dice: Dice): string;
  /** What other doors with the same keys would be sent. */
  readonly strangers: readonly { readonly way: Way; text(n: number): string }[];
}

const fewer: ReadonlySet<Forgery> = new Set(["huge", "deep"]);
/** As good as the platform's own; a character that XML forbids is passed over. */
const good = ["none", "old", "reordered", "controlCharacter"] as const;
const light = forgeries.filter((kind) => !fewer.has(kind) && !good.some((each) => each === kind));
const echo = "1616140317555161061";

/** The door of a self-built app, of 微信客服 or of an AI bot, by what is said there. */
export function wecomDoor(words: Words, seed: number, known: Known): Door {
  const { name, way } = words;
  const d = dice(random(seed));
  const address = `http://127.0.0.1${way.path}`;
  let count = 0;
  // Captured once: the first twenty are sent before anything is made of them.
  const captured = Array.from({ length: 20 }, (_, n) => capture(n));
  const copied = () => d.one(captured);

  function capture(n: number): Signed {
    return signed(sealed(d, way, words.genuine(n).text), stamp(d));
  }

  const shot = (title: string, kind: Shot["kind"], request: RawRequest): Shot => ({
    name: title,
    kind,
    bytes: bytesOf(request),
  });
  const from = (message: string) => ({
    url: address,
    keys: { ...keys, receiveId: way.receiveId },
    format: way.format,
    message,
    at: new Date(),
  });
  const forgedRequest = (kind: Forgery) =>
    shot(`forged: ${kind}`, "forged", plain(forge(kind, from(words.forged(count)))));
  const taken = (message: string | Uint8Array) =>
    posted(way, signed(sealed(d, way, message), stamp(d)));
  const unsigned = () =>
    posted(way, signed(sealed(d, way, words.forged(count)), stamp(d), `${keys.token}x`));

  const makers: readonly (readonly [number, () => Shot])[] = [
    [18, () => forgedRequest(d.one(light))],
    [14, () => wrongInside(way, words.forged(count), d)],
    [16, () => tampered(way, copied(), d)],
    [
      8,
      () => {
        const { text } = words.genuine(d.below(20));
        const request = { ...forge("none", from(text)), genuine: false };
        return shot("mutated", "copy", plain(mutated(request, d.roll)));
      },
    ],
    [8, () => shot("replay", "copy", posted(way, copied()))],
    [
      2,
      () => {
        const kind = d.one(good);
        return shot(
          `as good: ${kind}`,
          "copy",
          plain(forge(kind, from(words.genuine(d.below(20)).text))),
        );
      },
    ],
    [4, () => shot("said again, newly encrypted", "copy", taken(words.genuine(d.below(20)).text))],
    [5, () => trick(posted(way, copied()), "copy", d)],
    [5, () => trick(unsigned(), "forged", d)],
    [3, () => verification(d.one(verificationForgeries))],
    [3, () => shot("a message's text as echostr", "forged", asked(way, copied()))],
    [1, () => shot("an echo as a message", "void", taken(echo))],
    [1, () => resplit(way, words.forged(count), d)],
    [3, () => stranger()],
    [2, () => reflected()],
    [4, () => shot("signed, passed over", "void", taken(words.void(count, d)))],
    [12, () => shot("authentic, anything inside", "hostile", taken(words.hostile(count, d)))],
    [
      4,
      () =>
        shot(
          "authentic, mangled inside",
          "hostile",
          taken(mangled(bytes(words.hostile(count, d)), d)),
        ),
    ],
  ];

  /** Of another door of the same keys: never read as one of this door's. */
  function stranger(): Shot {
    const { way: other, text } = d.one(words.strangers);
    const call = signed(sealed(d, other, text(count)), stamp(d));
    const same = other.receiveId === way.receiveId;
    return shot("another door's", same ? "void" : "forged", posted(way, call));
  }

  /** What the program itself once answered, sent back to it. */
  function reflected(): Shot {
    const answer = known.replies.length === 0 ? undefined : d.one(known.replies);
    if (answer === undefined || way.format !== "json") return forgedRequest(d.one(light));
    return d.roll() < 0.5
      ? shot("its own answer sent back", "void", posted(way, answer))
      : shot("its own answer as echostr", "forged", asked(way, answer));
  }

  function verification(kind: (typeof verificationForgeries)[number]): Shot {
    const request = forgeVerification(kind, {
      url: address,
      keys: { ...keys, receiveId: way.receiveId },
      at: new Date(),
      echo,
    });
    const fine = kind === "none" || kind === "rawPlus";
    return shot(`verification: ${kind}`, fine ? "void" : "forged", plain(request));
  }

  const big = (title: string, kind: Shot["kind"], body: Uint8Array): Shot =>
    shot(`heavy: ${title}`, kind, { ...posted(way, copied()), body });

  return {
    name,
    genuine(n) {
      if (n >= 20 && n % 5 === 4) {
        const call = signed(sealed(d, way, echo), stamp(d));
        return { bytes: bytesOf(asked(way, call)), key: undefined };
      }
      const call = captured[n] ?? capture(n);
      return { bytes: bytesOf(posted(way, call)), key: words.genuine(n).key };
    },
    shot() {
      count += 1;
      return weighted(d, makers);
    },
    heavy: () => [
      ...[...fewer].map((kind) => forgedRequest(kind)),
      big("10 MB", "forged", Buffer.alloc(10_000_000, 0x61)),
      big("256 KB of one text", "forged", envelope(way, "A".repeat(250_000))),
      big(
        "256 KB of brackets",
        "forged",
        textBody(way.format === "json" ? "[".repeat(250_000) : "<a>".repeat(80_000)),
      ),
      big("256 KB of attributes", "forged", textBody(attributes())),
      big("256 KB of entities", "forged", textBody(`<xml><a>${"&amp;".repeat(50_000)}</a></xml>`)),
      big("256 KB of one entity", "forged", textBody(`<xml><a>&${"a".repeat(250_000)};</a></xml>`)),
      big(
        "256 KB of CDATA ends",
        "forged",
        textBody(`<xml><![CDATA[${"]]]".repeat(80_000)}>]]></xml>`),
      ),
      big("2,000 elements", "forged", textBody(`<xml>${"<a/>".repeat(60_000)}</xml>`)),
      shot("heavy: authentic, a text of 180 KB", "hostile", taken(longText())),
    ],
  };

  function longText(): string {
    return Buffer.from(bytes(words.forged(count)))
      .toString("utf8")
      .replace("forged", "hostile")
      .replace("LONG", "问".repeat(40_000));
  }
}

function attributes(): string {
  const all = Array.from({ length: 15_000 }, (_, n) => `a${n}="1"`).join(" ");
  return `<xml ${all}></xml>`;
}

function bytes(text: string | Uint8Array): Uint8Array {
  return typeof text === "string" ? textBody(text) : text;
}

function plain(request: {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}): RawRequest {
  const { method, headers, body } = request;
  const target = request.url.replace("http://127.0.0.1", "").replaceAll(/[^\x21-\x7e]/g, "_");
  return {
    method,
    target,
    headers: Object.entries(headers),
    body: body === "" ? noBody : textBody(body),
  };
}

export const ways = {
  app: { path: paths["wecom-app"], format: "xml", receiveId: keys.corpId },
  kf: { path: paths["wecom-kf"], format: "xml", receiveId: keys.corpId },
  aibot: { path: paths["wecom-aibot"], format: "json", receiveId: "" },
} as const satisfies Readonly<Record<string, Way>>;
