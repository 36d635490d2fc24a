import { bytesOf, type RawRequest, withHeader } from "../http.ts";
import { oddText } from "../odd.ts";
import { type Dice, mangled, type Shot } from "../shot.ts";
import { envelope, posted, query, type Signed, type Way } from "./sealed.ts";

/** A captured callback with query, signature or envelope changed by one without the token. */
export function tampered(way: Way, call: Signed, dice: Dice): Shot {
  const { one, below, bytes: some, roll } = dice;
  const { signature, timestamp, nonce, encrypt } = call;
  const base = posted(way, call);
  const withQuery = (text: string): RawRequest => ({ ...base, target: `${way.path}?${text}` });
  const enveloped = (text: string): RawRequest => ({ ...base, body: Buffer.from(text, "utf8") });
  const wrong = one([
    "0".repeat(40),
    some(20).toString("hex"),
    "",
    "null",
    flipped(signature, dice),
  ]);
  const whole = query(call);
  const part = one(["msg_signature", "timestamp", "nonce"]);
  const without = whole.split("&").filter((pair) => !pair.startsWith(part));
  const hidden = encodeURIComponent(oddText(dice).toWellFormed().slice(0, 2_000));
  const xml = way.format === "xml";
  const inner = xml ? `<Encrypt>${encrypt}</Encrypt>` : `"encrypt":"${encrypt}"`;

  const forged: Readonly<Record<string, () => RawRequest>> = {
    "wrong signature": () => posted(way, { ...call, signature: wrong }),
    "signature of another length": () =>
      posted(way, { ...call, signature: signature.slice(1 + below(39)) }),
    "signature in capitals": () => posted(way, { ...call, signature: signature.toUpperCase() }),
    "part missing": () => withQuery(without.join("&")),
    "part odd": () => withQuery([...without, `${part}=${hidden}`].join("&")),
    "part like an array": () => withQuery(whole.replace(part, `${part}[]`)),
    "part in another case": () => withQuery(whole.replace(part, part.toUpperCase())),
    "part very long": () => withQuery(`${without.join("&")}&${part}=${"9".repeat(9_000)}`),
    "part with NUL": () => withQuery(whole.replace(`${part}=`, `${part}=%00`)),
    "part with CRLF": () => withQuery(whole.replace(`${part}=`, `${part}=%0d%0a`)),
    "wrong one first": () => withQuery(`msg_signature=${wrong}&${whole}`),
    "other timestamp": () =>
      posted(way, { ...call, timestamp: String(Number(timestamp) - 1 - below(9)) }),
    "other nonce": () => posted(way, { ...call, nonce: `${nonce}${below(10)}` }),
    "no query": () => ({ ...base, target: way.path }),
    "changed cipher": () => enveloped(changedCipher(way, call, dice)),
    "no envelope": () => enveloped(encrypt),
    "envelope of the other kind": () =>
      enveloped(xml ? JSON.stringify({ encrypt }) : `<xml><Encrypt>${encrypt}</Encrypt></xml>`),
    "form instead": () =>
      withHeader(
        enveloped(`encrypt=${encodeURIComponent(encrypt)}`),
        "Content-Type",
        "application/x-www-form-urlencoded",
      ),
    ...(xml ? xmlForgeries(inner, enveloped, one) : jsonForgeries(encrypt, enveloped)),
  };
  const copies: Readonly<Record<string, () => RawRequest>> = {
    "right one first": () => withQuery(`${whole}&msg_signature=${wrong}&nonce=1`),
    "more in the query": () => withQuery(`${whole}&${hidden}=${hidden}&__proto__=1&constructor=1`),
    "query mangled": () => withQuery(mangledText(whole, dice)),
    "body mangled": () => ({ ...base, body: mangled(base.body, dice) }),
    "body bit flip": () => ({ ...base, body: bitFlip(base.body, below) }),
    "body truncated": () => ({ ...base, body: base.body.subarray(0, below(base.body.length)) }),
    "cut elsewhere, same text": () => posted(way, shifted(call)),
    "other names around": () =>
      enveloped(
        xml
          ? `<xml>\n <A>1</A> ${inner}<B/>\n</xml>`
          : `{"__proto__":{"encrypt":"x"},"a":[],${inner}}`,
      ),
    "space around": () =>
      enveloped(
        xml
          ? inner.replace(/>(.*)</, ">\n $1 \n<").replace(/.*/s, "<xml>$&</xml>")
          : ` {${inner}}\n`,
      ),
    "as another type": () => withHeader(base, "Content-Type", one(["text/plain", "image/png", ""])),
  };
  const copy = roll() < 0.5;
  const from = copy ? copies : forged;
  const name = one(Object.keys(from));
  const request = from[name]?.() ?? base;
  return { name: `tampered: ${name}`, kind: copy ? "copy" : "forged", bytes: bytesOf(request) };
}

function xmlForgeries(
  inner: string,
  enveloped: (text: string) => RawRequest,
  one: Dice["one"],
): Readonly<Record<string, () => RawRequest>> {
  const entity = one(["file:///etc/passwd", "http://127.0.0.1:9/x", "php://filter/x"]);
  return {
    "two ciphers": () => enveloped(`<xml>${inner}${inner}</xml>`),
    "cipher nested": () => enveloped(`<xml><a>${inner}</a></xml>`),
    "external entity": () =>
      enveloped(`<!DOCTYPE xml [<!ENTITY x SYSTEM "${entity}">]><xml><Encrypt>&x;</Encrypt></xml>`),
    "parameter entity": () =>
      enveloped(`<!DOCTYPE xml [<!ENTITY % x SYSTEM "${entity}">%x;]><xml>${inner}</xml>`),
    "entity bomb": () => enveloped(bomb(inner)),
    "document type": () => enveloped(`<!DOCTYPE xml><xml>${inner}</xml>`),
    "two roots": () => enveloped(`<xml>${inner}</xml><xml>${inner}</xml>`),
    "other encoding": () => enveloped(`<?xml version="1.0" encoding="utf-7"?><xml>${inner}</xml>`),
    include: () =>
      enveloped(
        `<xml xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd"/></xml>`,
      ),
    instruction: () =>
      enveloped(`<?xml-stylesheet href="http://127.0.0.1:9/"?><xml>${inner}</xml>`),
    deep: () => enveloped(`<xml>${"<a>".repeat(100)}${inner}${"</a>".repeat(100)}</xml>`),
    "other root": () => enveloped(`<Xml>${inner}</Xml>`),
    unclosed: () => enveloped(`<xml>${inner}`),
  };
}

function bomb(inner: string): string {
  const row = (n: number) => `<!ENTITY e${n} "${`&e${n - 1};`.repeat(10)}">`;
  const rows = Array.from({ length: 9 }, (_, n) => row(n + 1)).join("");
  return `<!DOCTYPE xml [<!ENTITY e0 "ha">${rows}]><xml>${inner}<a>&e9;</a></xml>`;
}

function jsonForgeries(
  encrypt: string,
  enveloped: (text: string) => RawRequest,
): Readonly<Record<string, () => RawRequest>> {
  const text = JSON.stringify(encrypt);
  return {
    "two objects": () => enveloped(`{"encrypt":${text}}{"encrypt":${text}}`),
    "cipher in a list": () => enveloped(`{"encrypt":[${text}]}`),
    "cipher as an object": () => enveloped(`{"encrypt":{"toString":${text}}}`),
    "list around": () => enveloped(`[{"encrypt":${text}}]`),
    "prototype only": () => enveloped(`{"__proto__":{"encrypt":${text}}}`),
    "other case": () => enveloped(`{"Encrypt":${text}}`),
    "wrong one last": () => enveloped(`{"encrypt":${text},"encrypt":"x"}`),
    "text alone": () => enveloped(text),
    deep: () => enveloped(`{"encrypt":${"[".repeat(10_000)}${"]".repeat(10_000)}}`),
    unclosed: () => enveloped(`{"encrypt":${text}`),
  };
}

function changedCipher(way: Way, { encrypt }: Signed, { below, one }: Dice): string {
  const at = below(encrypt.length - 4);
  const letter = encrypt[at] === "A" ? "B" : "A";
  const text = one([
    `${encrypt.slice(0, at)}${letter}${encrypt.slice(at + 1)}`,
    encrypt.slice(0, at),
    encrypt.replaceAll("+", "-").replaceAll("/", "_"),
    `${encrypt.slice(0, at)}\n${encrypt.slice(at)}`,
    encrypt.slice(128),
    `${encrypt}${encrypt}`,
    encrypt.toLowerCase(),
  ]);
  // One that was no change at all is made one.
  return Buffer.from(envelope(way, text === encrypt ? `A${encrypt}` : text)).toString("utf8");
}

function flipped(signature: string, { below }: Dice): string {
  const at = below(signature.length);
  return `${signature.slice(0, at)}${signature[at] === "0" ? "1" : "0"}${signature.slice(at + 1)}`;
}

/** Digits moved from the nonce to the timestamp or back, so that the joined text is the same. */
function shifted(call: Signed): Signed {
  const joined = [call.timestamp, call.nonce].sort().join("");
  for (let at = 1; at < joined.length; at += 1) {
    const [a, b] = [joined.slice(0, at), joined.slice(at)];
    if (a <= b && a !== call.timestamp && b !== call.timestamp) {
      return { ...call, timestamp: b, nonce: a };
    }
  }
  return call;
}

function bitFlip(bytes: Uint8Array, below: (n: number) => number): Buffer {
  const copy = Buffer.from(bytes);
  const at = below(copy.length);
  copy[at] = (copy[at] ?? 0) ^ (1 << below(8));
  return copy;
}

function mangledText(text: string, dice: Dice): string {
  return mangled(Buffer.from(text), dice).toString("latin1").replaceAll(/[\s#]/g, "_");
}
