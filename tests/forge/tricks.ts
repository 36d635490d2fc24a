import { gzipSync } from "node:zlib";
import { bytesOf, chunked, noBody, type RawRequest, withHeader } from "./http.ts";
import { oddText } from "./odd.ts";
import { type Dice, mangled, type Shot, type ShotKind } from "./shot.ts";

const methods = [
  "GET",
  "HEAD",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
  "TRACE",
  "PROPFIND",
  "SEARCH",
  "QUERY",
  "post",
  "Post",
  "POSTX",
  "POST\t",
];

/**
 * A request that says the right thing in a way HTTP does not foresee. `kind` is what the untouched
 * request is: a copy of a genuine one stays a copy, a forged one stays forged.
 */
export function trick(base: RawRequest, kind: ShotKind, dice: Dice): Shot {
  const { one, below } = dice;
  const shot = (name: string, bytes: Uint8Array, as: ShotKind = kind): Shot => ({
    name: `http ${name}`,
    kind: as,
    bytes,
  });
  const sent = (name: string, request: RawRequest, as: ShotKind = kind) =>
    shot(name, bytesOf(request), as);
  const exact = (name: string, request: RawRequest, as: ShotKind = kind) =>
    shot(name, bytesOf(request, { exact: true }), as);
  const { body, target } = base;
  const [path = "", query] = target.split("?");
  const at = (other: string) => ({
    ...base,
    target: query === undefined ? other : `${other}?${query}`,
  });
  const host = ["Host", "127.0.0.1"] as const;
  const typed = base.headers;

  const all: readonly (() => Shot)[] = [
    () => sent("method", { ...base, method: one(methods) }, "forged"),
    () =>
      sent(
        "method override",
        withHeader({ ...base, method: "GET", body: noBody }, "X-HTTP-Method-Override", "POST"),
        "forged",
      ),
    () => sent("path", at(one(pathsNear(path)))),
    () => sent("path, mangled", at(printable(mangled(Buffer.from(path), dice)))),
    () => sent("absolute target", at(`http://${one(["127.0.0.1", "evil.example", "["])}${path}`)),
    () => sent("fragment", { ...base, target: `${target}#${one(["", "x", "/../web"])}` }),
    () => sent("backslash", at(path.replaceAll("/", "\\"))),
    () => sent("raw byte in the target", { ...base, target: `${target}\xff\xfe` }),
    () => sent("NUL in the target", { ...base, target: `${target}\0` }),
    () => sent("space in the target", { ...base, target: `${target} x` }),
    () => sent("content-encoding", gzipped(base, one(["gzip", "deflate", "br", "gzip, gzip"]))),
    () => sent("content-encoding untrue", withHeader(base, "Content-Encoding", one(encodings))),
    () => sent("chunked", chunked(base, 1 + below(64))),
    () => sent("chunked wrongly", brokenChunks(base, dice)),
    () => ({ ...sent("a chunk without end", endlessChunk(base)), leaves: true }),
    () => exact("length and chunks", smuggled(base, host, dice), "forged"),
    () => exact("two lengths", lengths(base, host, [body.length, body.length + 1]), "forged"),
    () =>
      exact("length odd", lengths(base, host, [one(["-1", "0x10", "1e3", "", "NaN"])]), "forged"),
    () => exact("length short", lengths(base, host, [below(body.length + 1)])),
    () => ({
      ...exact("length long", lengths(base, host, [body.length + 1 + below(99)])),
      leaves: true,
    }),
    () => sent("expect", withHeader(base, "Expect", one(["100-continue", "200-ok", ""]))),
    () => sent("upgrade", upgrade(base, one(["websocket", "h2c", "TLS/1.0", ""]))),
    () => exact("no host", { ...base, headers: [...typed, length(base)] }),
    () =>
      exact("odd host", { ...base, headers: [["Host", oddHost(dice)], ...typed, length(base)] }),
    () => exact("two hosts", { ...base, headers: [host, host, ...typed, length(base)] }),
    () => sent("content-type", withHeader(base, "Content-Type", one(contentTypes))),
    () => sent("odd header", withHeader(base, one(headerNames), headerText(dice))),
    () => sent("many headers", manyHeaders(base, 1 + below(1_500))),
    () => sent("long header", withHeader(base, "X-Long", "a".repeat(1_000 + below(40_000)))),
    () => sent("folded header", withHeader(base, "X-Folded", "a\r\n b\r\n\tc")),
    () => sent("injected header", withHeader(base, "X-Injected", "a\r\nX-Forwarded-For: ::1")),
    () => sent("bare LF", withHeader(base, "X-Bare", "a\nX-Forwarded-For: ::1")),
    () =>
      sent(
        "forwarded",
        withHeader(base, one(forwarded), one(["::1", "1.2.3.4, 5", "a".repeat(999)])),
      ),
    () =>
      shot(
        "HTTP version",
        versioned(base, one(["HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "http/1.1", ""])),
      ),
    () => shot("no HTTP", dice.bytes(1 + below(200)), "forged"),
    () => shot("TLS hello", Buffer.from("16030100c8010000c40303", "hex"), "forged"),
    () => ({ ...shot("left in the middle", cut(bytesOf(base), dice)), leaves: true }),
    () => ({ ...sent("left after sending", base), leaves: true }),
  ];
  return one(all)();
}

const encodings = ["gzip", "deflate", "br", "identity", "zstd", "x-gzip", "\xff", ""];
const contentTypes = [
  "",
  "text/plain",
  "multipart/form-data",
  "multipart/form-data; boundary=x",
  "application/x-www-form-urlencoded",
  "application/json; charset=utf-16",
  "text/xml; charset=gbk",
  "application/xml, application/json",
  "\xff\xfe",
  `text/${"x".repeat(3_000)}`,
];
const headerNames = [
  "Cookie",
  "Accept",
  "Accept-Language",
  "Range",
  "If-None-Match",
  "Origin",
  "Referer",
  "Authorization",
  "Transfer-Encoding",
  "Connection",
  "Trailer",
  "__proto__",
  "constructor",
  "X-Forwarded-Proto",
];
const forwarded = ["X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Host"];

function pathsNear(path: string): string[] {
  const last = path.slice(path.lastIndexOf("/") + 1);
  return [
    `/${path}`,
    `${path}/`,
    `${path}//`,
    `${path}/..`,
    `${path}/.`,
    `${path};x=1`,
    `${path}%00`,
    `${path}%20`,
    `${path}%2f`,
    `${path}.json`,
    path.toUpperCase(),
    path.replace("/channels", "/channels/."),
    path.replace("/channels", "/channels/x/.."),
    path.replace("/channels", "/channels/%2e%2e/channels"),
    path.replace("/channels", "/%63hannels"),
    path.replaceAll("/", "%2f").replace("%2f", "/"),
    path.replaceAll("/", "//"),
    path.replace(last, `%${last.charCodeAt(0).toString(16)}${last.slice(1)}`),
    path.replace(last, `%zz${last}`),
    path.replace(last, `%ff${last}`),
    path.replace(last, "\uFF41"),
    path.replace(last, "__proto__"),
    `/..${path}`,
    "*",
    "",
    "channels",
    `/${"a".repeat(9_000)}`,
    `${path}/${"a/".repeat(900)}`,
  ];
}

function length({ body }: RawRequest): readonly [string, string] {
  return ["Content-Length", String(body.length)];
}

function lengths(
  base: RawRequest,
  host: readonly [string, string],
  values: readonly (string | number)[],
): RawRequest {
  const given = values.map((value) => ["Content-Length", String(value)] as const);
  return { ...base, headers: [host, ...base.headers, ...given] };
}

function smuggled(base: RawRequest, host: readonly [string, string], { one }: Dice): RawRequest {
  const coding = one([
    "chunked",
    "Chunked",
    "xchunked",
    "chunked, identity",
    "gzip, chunked",
    "\tchunked",
  ]);
  const headers = [host, ...base.headers, length(base), ["Transfer-Encoding", coding] as const];
  return { ...base, headers };
}

function gzipped(base: RawRequest, coding: string): RawRequest {
  return withHeader({ ...base, body: gzipSync(base.body) }, "Content-Encoding", coding);
}

function brokenChunks(base: RawRequest, dice: Dice): RawRequest {
  const whole = chunked(base, 40);
  const bad = ["zz\r\n", "-1\r\nab\r\n", `5;${"x".repeat(20_000)}\r\n`, "5\r\nabc"];
  return { ...whole, body: Buffer.concat([Buffer.from(dice.one(bad)), whole.body]) };
}

function endlessChunk(base: RawRequest): RawRequest {
  const whole = chunked(base, 40);
  return { ...whole, body: Buffer.concat([Buffer.from("ffffffffffffffff\r\n"), whole.body]) };
}

function upgrade(base: RawRequest, to: string): RawRequest {
  const key = withHeader(base, "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
  return withHeader(withHeader(key, "Connection", "Upgrade"), "Upgrade", to);
}

function manyHeaders(base: RawRequest, count: number): RawRequest {
  const more = Array.from({ length: count }, (_, n) => [`X-H${n}`, "1"] as const);
  return { ...base, headers: [...base.headers, ...more] };
}

function versioned(base: RawRequest, version: string): Buffer {
  const bytes = bytesOf(base);
  const at = bytes.indexOf(" HTTP/1.1");
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(` ${version}`), bytes.subarray(at + 9)]);
}

function cut(bytes: Buffer, { below }: Dice): Buffer {
  return bytes.subarray(0, 1 + below(bytes.length - 1));
}

function oddHost({ one }: Dice): string {
  return one([
    "",
    "[",
    "a b",
    "evil.example",
    "127.0.0.1:99999",
    "@",
    "%",
    "a".repeat(5_000),
    "\xff",
    "1.1",
  ]);
}

function printable(bytes: Buffer): string {
  return bytes.toString("latin1").replaceAll(/[\s?#]/g, "_");
}

/** An odd text as header bytes, without what would end the header. */
function headerText(dice: Dice): string {
  return Buffer.from(oddText(dice).slice(0, 3_000))
    .toString("latin1")
    .replaceAll(/[\r\n]/g, "");
}
