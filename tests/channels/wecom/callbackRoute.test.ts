import { assert, asyncProperty, constantFrom, nat, record, string, uint8Array } from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { callbackRoute } from "../../../src/channels/wecom/callbackRoute.ts";
import { callbackCrypto, type Sealed } from "../../../src/channels/wecom/crypto.ts";
import { type FakePort, fakePort } from "./fakePort.ts";
import { deceptive, readable } from "./vectors.ts";

const keys = {
  token: "QDG6eK",
  aesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
  receiveId: "ww6a112864f8022910",
};
const crypto = callbackCrypto(keys);

let port: FakePort;
let handled: string[];
let handle: (text: string) => Promise<Response | undefined>;
beforeEach(() => {
  port = fakePort();
  handled = [];
  handle = async (text) => {
    handled.push(text);
    return undefined;
  };
});

const route = (more: { envelope?: "xml" | "json"; keys?: typeof keys } = {}) =>
  callbackRoute({
    channel: "wecom-app",
    crypto: callbackCrypto(more.keys ?? keys),
    envelope: more.envelope ?? "xml",
    port,
    handle: (text) => handle(text),
  });

const signedQuery = ({ signature, timestamp, nonce }: Omit<Sealed, "encrypt">) =>
  new URLSearchParams({ msg_signature: signature, timestamp, nonce });
const envelope = (encrypted: string) =>
  `<xml><ToUserName><![CDATA[ww6a112864f8022910]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt><AgentID><![CDATA[1000002]]></AgentID></xml>`;
const post = (sealed: Sealed, body: string | Uint8Array<ArrayBuffer> = envelope(sealed.encrypt)) =>
  new Request(`http://bot/?${signedQuery(sealed)}`, { method: "POST", body });
const counted = (what: string) => port.counts.get(`wecom-app ${what}`) ?? 0;

describe("verification", () => {
  const vector = readable[0];
  if (vector === undefined) throw new Error("no vector");
  const app = () => route({ keys: vector });
  const query = (echostr: string) => {
    const all = signedQuery(vector);
    all.set("echostr", echostr);
    return all;
  };

  test("Tencent's own sample is answered by its plaintext and nothing else", async () => {
    const response = await app().request(`/?${query(vector.encrypt)}`);
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toMatch(/^text\/plain/);
    expect(Buffer.from(await response.arrayBuffer()).toString("hex")).toBe(
      Buffer.from("1616140317555161061").toString("hex"),
    );
    expect(counted("verified")).toBe(1);
  });

  test("a + that nobody encoded is understood", async () => {
    const raw = String(query("")) + vector.encrypt;
    expect(raw).toContain("+");
    expect(await (await app().request(`/?${raw}`)).text()).toBe(vector.text);
  });

  test.each(["msg_signature", "timestamp", "nonce", "echostr"])("no %s: 400", async (name) => {
    const all = query(vector.encrypt);
    all.delete(name);
    expect((await app().request(`/?${all}`)).status).toBe(400);
  });

  test("a wrong signature: 403, and the text is not shown", async () => {
    const all = query(vector.encrypt);
    all.set("nonce", "263014781");
    const response = await app().request(`/?${all}`);
    expect(response.status).toBe(403);
    expect(await response.text()).not.toContain("1616140317555161061");
  });

  test("a captured message sent here does not come back readable", async () => {
    const sealed = crypto.seal("<xml><Content>salary list</Content></xml>");
    const all = signedQuery(sealed);
    all.set("echostr", sealed.encrypt);
    const response = await route().request(`/?${all}`);
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain("salary");
  });
});

describe("a message", () => {
  const text = "<xml><Content><![CDATA[你好]]></Content></xml>";

  test("is handed on decrypted, and answered empty", async () => {
    const response = await route().request(post(crypto.seal(text)));
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("");
    expect(handled).toEqual([text]);
  });

  test.each(readable.filter(({ receiveId }) => receiveId !== ""))("$name", async (vector) => {
    const response = await route({ keys: vector }).request(post(vector));
    expect(response.status).toBe(200);
    expect(handled).toEqual([vector.text]);
    expect(counted("old-timestamp")).toBe(1);
  });

  test.each([
    ["another order", (e: string) => `<xml><AgentID/><Encrypt>${e}</Encrypt><ToUserName/></xml>`],
    ["white space", (e: string) => `<xml>\n <Encrypt>\n${e}\n</Encrypt>\n</xml>\n`],
    ["no AgentID", (e: string) => `<xml><Encrypt><![CDATA[${e}]]></Encrypt></xml>`],
  ])("%s makes no difference", async (_, body) => {
    const sealed = crypto.seal(text);
    expect((await route().request(post(sealed, body(sealed.encrypt)))).status).toBe(200);
    expect(handled).toEqual([text]);
  });

  test("of JSON, for an AI bot", async () => {
    const bot = { ...keys, receiveId: "" };
    const sealed = callbackCrypto(bot).seal('{"msgid":"1"}');
    const app = route({ envelope: "json", keys: bot });
    const body = JSON.stringify({ encrypt: sealed.encrypt });
    expect((await app.request(post(sealed, body))).status).toBe(200);
    expect(handled).toEqual(['{"msgid":"1"}']);
    expect((await app.request(post(sealed, envelope(sealed.encrypt)))).status).toBe(400);
  });

  test("its own answer is given", async () => {
    handle = async () => new Response("sealed answer");
    expect(await (await route().request(post(crypto.seal(text)))).text()).toBe("sealed answer");
  });

  test("that could not be stored is asked for again", async () => {
    handle = () => Promise.reject(new Error("the store is down"));
    const response = await route().request(post(crypto.seal(text)));
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain("store");
    expect(port.errors).toHaveLength(1);
    expect(counted("not-stored")).toBe(1);
  });
});

describe("what is refused", () => {
  const text = "<xml></xml>";
  const status = async (request: Request) => (await route().request(request)).status;

  test.each(deceptive)("$name: 403", async (vector) => {
    const response = await route({ keys: vector }).request(post(vector));
    expect(response.status).toBe(403);
    expect(await response.text()).toBe("forbidden");
    expect(handled).toEqual([]);
  });

  test("everything that is not WeCom's is refused with the same words", async () => {
    const sealed = crypto.seal(text);
    const unsigned = await route().request(post({ ...sealed, signature: "0".repeat(40) }));
    const another = callbackCrypto({ ...keys, receiveId: "wwAnother" }).seal(text);
    const mine = await route().request(post(another));
    expect([unsigned.status, await unsigned.text()]).toEqual([mine.status, await mine.text()]);
  });

  test("no signature: 400, and the body is not read", async () => {
    let read = false;
    const body = new ReadableStream(
      {
        pull(controller) {
          read = true;
          controller.close();
        },
      },
      { highWaterMark: 0 },
    );
    const request = new Request("http://bot/?timestamp=1&nonce=2", {
      method: "POST",
      body,
      duplex: "half",
    } as RequestInit);
    expect(await status(request)).toBe(400);
    expect(read).toBe(false);
  });

  test.each([
    ["nothing", () => ""],
    ["plain XML, as an unsigned sender would", () => "<xml><Content>hi</Content></xml>"],
    ["two Encrypt", (e: string) => `<xml><Encrypt>${e}</Encrypt><Encrypt>${e}</Encrypt></xml>`],
    ["an Encrypt inside another", (e: string) => `<xml><a><Encrypt>${e}</Encrypt></a></xml>`],
    [
      "an entity",
      (e: string) => `<!DOCTYPE a [<!ENTITY x "${e}">]><xml><Encrypt>&x;</Encrypt></xml>`,
    ],
    ["JSON", (e: string) => JSON.stringify({ encrypt: e })],
    ["a cut envelope", (e: string) => envelope(e).slice(0, -3)],
  ])("%s in the body: 400", async (_, body) => {
    const sealed = crypto.seal(text);
    expect(await status(post(sealed, body(sealed.encrypt)))).toBe(400);
    expect(handled).toEqual([]);
  });

  test("a body that is not UTF-8: 400", async () => {
    expect(await status(post(crypto.seal(text), new Uint8Array([60, 0xc3, 0x28])))).toBe(400);
  });

  test("a body beyond all size: 413", async () => {
    expect(await status(post(crypto.seal(text), "x".repeat(300 * 1024)))).toBe(413);
  });

  test("who fails too often is told to wait, and the genuine is served all the same", async () => {
    port.waits.failures = 7;
    const wrong = await route().request(post({ ...crypto.seal(text), signature: "0".repeat(40) }));
    expect(wrong.status).toBe(429);
    expect(wrong.headers.get("Retry-After")).toBe("7");
    expect(await status(post(crypto.seal(text)))).toBe(200);
  });

  test("whatever is done to a callback, nothing but the sealed text is handled and nothing breaks", async () => {
    const app = route();
    const genuine = crypto.seal(text, { timestamp: "1760000000", nonce: "n" });
    await assert(
      asyncProperty(
        record({
          name: constantFrom("signature", "timestamp", "nonce", "encrypt"),
          at: nat(300),
          by: string({ maxLength: 3 }),
        }),
        async ({ name, at, by }) => {
          const value = genuine[name as keyof Sealed];
          const place = at % value.length;
          const sealed = {
            ...genuine,
            [name]: value.slice(0, place) + by + value.slice(place + 1),
          };
          const response = await app.request(post(sealed));
          expect(response.status).toBeLessThan(500);
        },
      ),
    );
    await assert(
      asyncProperty(uint8Array({ maxLength: 200 }), async (bytes) => {
        expect((await app.request(post(genuine, new Uint8Array(bytes)))).status).toBe(400);
      }),
    );
    expect(handled.filter((each) => each !== text)).toEqual([]);
  });
});
