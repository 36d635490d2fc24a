import { expect, test } from "vitest";
import { callbackCrypto } from "../../../../src/channels/wecom/crypto.ts";
import { kfRoute, readKfEvent } from "../../../../src/channels/wecom/kf/route.ts";
import { readXml, type XmlFields } from "../../../../src/channels/wecom/xml.ts";
import { writeXml } from "../writeXml.ts";
import { kfRecord } from "./record.ts";
import { openKfid } from "./sample.ts";

const corpId = "ww12345678910";
const keys = {
  token: "QDG6eK",
  aesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
  receiveId: corpId,
};

function fields(xml: string): XmlFields {
  const read = readXml(xml);
  if (!read.ok) throw new Error(read.why);
  return read.value;
}

/** As WeCom prints it in doc 94670. */
const ring = `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><CreateTime>1348831860</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[kf_msg_or_event]]></Event><Token><![CDATA[ENCApHxnGDNAVNY4AaSJKj4Tb5mwsEMzxhFmHVGcra996NR]]></Token><OpenKfId><![CDATA[${openKfid}]]></OpenKfId></xml>`;

function authChange(inner: string): string {
  return `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName><CreateTime>1</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[kf_account_auth_change]]></Event>${inner}</xml>`;
}

test("a callback tells whose record to pull, and with which token", () => {
  expect(readKfEvent(fields(ring))).toEqual({
    kind: "ring",
    openKfid,
    token: "ENCApHxnGDNAVNY4AaSJKj4Tb5mwsEMzxhFmHVGcra996NR",
  });
  const bare = ring.replace(/<Token>.*<\/Token>/, "");
  expect(readKfEvent(fields(bare))).toEqual({ kind: "ring", openKfid, token: undefined });
});

test.each([
  ["", [], []],
  ["<AuthAddOpenKfId>wk1</AuthAddOpenKfId>", ["wk1"], []],
  [
    "<AuthAddOpenKfId>wk1</AuthAddOpenKfId><AuthDelOpenKfId>wk3</AuthDelOpenKfId><AuthAddOpenKfId>wk2</AuthAddOpenKfId>",
    ["wk1", "wk2"],
    ["wk3"],
  ],
])("a change of rights names accounts once or often: %s", (inner, added, removed) => {
  expect(readKfEvent(fields(authChange(inner)))).toEqual({ kind: "accounts", added, removed });
});

test.each([
  "<xml><MsgType>text</MsgType><Content>kf_msg_or_event</Content></xml>",
  "<xml><MsgType>event</MsgType><Event>enter_agent</Event></xml>",
  "<xml><MsgType>event</MsgType><Event>kf_msg_or_event</Event></xml>",
  "<xml><MsgType>event</MsgType><Event>kf_msg_or_event</Event><OpenKfId>a/b</OpenKfId></xml>",
  "<xml><MsgType>event</MsgType><Event>kf_msg_or_event</Event><OpenKfId>a</OpenKfId><OpenKfId>b</OpenKfId></xml>",
])("what is not of 微信客服 is left to others: %s", (xml) => {
  expect(readKfEvent(fields(xml))).toBeUndefined();
});

function door(onEvent: (fields: XmlFields) => boolean) {
  const port = kfRecord().port();
  const routes = kfRoute(keys, port, onEvent);
  const crypto = callbackCrypto(keys);
  const post = async (text: string, forged = false) => {
    const { encrypt, signature, timestamp, nonce } = crypto.seal(text);
    const msg_signature = forged
      ? signature.replace(/^./, (c) => (c === "0" ? "1" : "0"))
      : signature;
    const query = new URLSearchParams({ msg_signature, timestamp, nonce });
    const body = writeXml({ ToUserName: corpId, Encrypt: encrypt });
    const response = await routes.request(`/?${query}`, { method: "POST", body });
    return { status: response.status, text: await response.text() };
  };
  return { port, post };
}

test("a callback is answered empty once it is taken", async () => {
  const taken: XmlFields[] = [];
  const { post, port } = door((event) => taken.push(event) > 0);
  expect(await post(ring)).toEqual({ status: 200, text: "" });
  expect(taken).toHaveLength(1);
  // The same again is one more pull, which is harmless; two real ones may look alike.
  expect(await post(ring)).toEqual({ status: 200, text: "" });
  expect(taken).toHaveLength(2);
  expect([...port.counts]).toEqual([]);
});

test("what is not for us, or not XML, is answered all the same and counted", async () => {
  const { post, port } = door(() => false);
  expect(await post("<xml><MsgType>text</MsgType></xml>")).toEqual({ status: 200, text: "" });
  expect(await post("<!DOCTYPE x><xml/>")).toEqual({ status: 200, text: "" });
  expect(Object.fromEntries(port.counts)).toEqual({
    "wecom-kf ignored": 1,
    "wecom-kf unreadable": 1,
  });
});

test("nothing that is not signed gets anywhere", async () => {
  const taken: XmlFields[] = [];
  const { post } = door((event) => taken.push(event) > 0);
  expect((await post(ring, true)).status).toBe(403);
  expect(taken).toEqual([]);
});
