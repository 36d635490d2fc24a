import { assert, dictionary, property, string, stringMatching } from "fast-check";
import { describe, expect, test } from "vitest";
import {
  allOf,
  fieldsOf,
  readXml,
  textOf,
  type XmlFields,
} from "../../../src/channels/wecom/xml.ts";
import { writeXml } from "./writeXml.ts";

function fields(xml: string): XmlFields {
  const read = readXml(xml);
  if (!read.ok) throw new Error(read.why);
  return read.value;
}
const content = (xml: string) => textOf(fields(`<xml><Content>${xml}</Content></xml>`), "Content");

describe("text stays as it was written", () => {
  test.each([
    ["<![CDATA[  0012 ]]>", "  0012 "],
    ["<![CDATA[0x1F]]>", "0x1F"],
    ["<![CDATA[1e3]]>", "1e3"],
    ["<![CDATA[true]]>", "true"],
    ["4561255354251345929", "4561255354251345929"],
    ["<![CDATA[a]]]]><![CDATA[>b]]>", "a]]>b"],
    ["<![CDATA[a\r\nb\rc]]>", "a\nb\nc"],
    ["a &lt;b&gt; &amp;amp; &quot;c&quot; &apos;d&apos;", "a <b> &amp; \"c\" 'd'"],
    ["&#20320;&#x597d;", "你好"],
    ["<![CDATA[&lt;<!DOCTYPE x>]]>", "&lt;<!DOCTYPE x>"],
    ["<![CDATA[你好 😀 a<b & c]]>", "你好 😀 a<b & c"],
    ["<![CDATA[a\u0001\u0000b\uffff]]>", "ab"],
    ["", ""],
    ["<![CDATA[]]>", ""],
  ])("%j", (written, text) => {
    expect(content(written)).toBe(text);
  });
});

describe("elements", () => {
  test("a single one is a value, repeated ones are all there in order", () => {
    const one = fields("<xml><Id>a</Id></xml>");
    const two = fields("<xml><Id>a</Id><Other>x</Other><Id>b</Id></xml>");
    expect(allOf(one, "Id")).toEqual(["a"]);
    expect(allOf(two, "Id")).toEqual(["a", "b"]);
    expect(allOf(two, "None")).toEqual([]);
    expect(textOf(one, "Id")).toBe("a");
    expect(textOf(two, "Id")).toBeUndefined();
  });

  test("what is nested is held by name, white space between does not count", () => {
    const read = fields(`<?xml version="1.0" encoding="UTF-8"?>
      <xml>
        <SendLocationInfo><Location_X>23</Location_X><Label><![CDATA[ 广州]]></Label></SendLocationInfo>
        <Empty/>
      </xml>`);
    const place = fieldsOf(read, "SendLocationInfo") ?? {};
    expect(textOf(place, "Label")).toBe(" 广州");
    expect(fieldsOf(read, "Empty")).toBeUndefined();
    expect(textOf(read, "SendLocationInfo")).toBeUndefined();
  });

  test("an element may be called like a part of every object", () => {
    const read = fields("<xml><__proto__>a</__proto__><constructor>b</constructor></xml>");
    expect(textOf(read, "__proto__")).toBe("a");
    expect(textOf(read, "constructor")).toBe("b");
    expect(textOf(read, "toString")).toBeUndefined();
    expect(({} as Record<string, unknown>)["a"]).toBeUndefined();
  });
});

describe("refused", () => {
  test.each([
    ["an internal entity", '<!DOCTYPE x [<!ENTITY x "boom">]><xml><Content>&x;</Content></xml>'],
    ["an external entity", '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml>&x;</xml>'],
    ["a bare document type", "<!DOCTYPE xml><xml></xml>"],
    ["an unknown entity", "<xml><Content>&nbsp;</Content></xml>"],
    ["a parameter entity", '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://x/">%p;]><xml/>'],
    ["a mismatched close tag", "<xml><Content>a</Conten></xml>"],
    ["an unclosed element", "<xml><Content>a"],
    ["two roots", "<xml></xml><xml></xml>"],
    ["plain text", "hello"],
    ["nothing", ""],
    ["JSON", '{"encrypt":"x"}'],
    ["another root", "<html></html>"],
    ["a comment", "<xml><Content>a<!-- -->b</Content></xml>"],
    ["a processing instruction", "<xml><?php x?></xml>"],
    ["another encoding", '<?xml version="1.0" encoding="GBK"?><xml></xml>'],
    ["XML 1.1", '<?xml version="1.1"?><xml></xml>'],
    ["text between elements", "<xml>a<Content>b</Content></xml>"],
    ["a reference to a control character", "<xml><Content>&#1;</Content></xml>"],
    ["a character reference out of range", "<xml><Content>&#x110000;</Content></xml>"],
    ["great depth", `<xml>${"<a>".repeat(5_000)}${"</a>".repeat(5_000)}</xml>`],
    ["many elements", `<xml>${"<a/>".repeat(5_000)}</xml>`],
    ["great size", `<xml><a>${"x".repeat(300_000)}</a></xml>`],
  ])("%s", (_, xml) => {
    expect(readXml(xml)).toMatchObject({ ok: false });
  });

  test("whatever comes, it does not throw", () => {
    const xmlish = stringMatching(
      /^(?:<\/?(?:xml|a|!DOCTYPE|!\[CDATA\[)[ >]?|&\w?;|\]\]>|[a<>&;]){0,40}$/,
    );
    void assert(
      property(xmlish, (text) => {
        expect(typeof readXml(text).ok).toBe("boolean");
        expect(typeof readXml(`<xml>${text}</xml>`).ok).toBe("boolean");
      }),
    );
  });
});

describe("writing", () => {
  test("text in CDATA, numbers bare, fields nested", () => {
    const xml = writeXml({ MsgType: "text", TimeStamp: 1, Button: { ReplaceName: "好" } });
    expect(xml).toBe(
      "<xml><MsgType><![CDATA[text]]></MsgType><TimeStamp>1</TimeStamp>" +
        "<Button><ReplaceName><![CDATA[好]]></ReplaceName></Button></xml>",
    );
  });

  test("an end of CDATA and forbidden characters do no harm", () => {
    expect(fields(writeXml({ Content: "a]]>b]]>\u0000c\ud800" }))["Content"]).toBe(
      "a]]>b]]>c\ufffd",
    );
  });

  test("any text goes there and back, but for line ends and forbidden characters", () => {
    const names = stringMatching(/^[A-Z][a-z]{0,8}$/);
    void assert(
      property(dictionary(names, string({ unit: "binary" }), { minKeys: 1 }), (texts) => {
        const read = fields(writeXml(texts));
        for (const [name, text] of Object.entries(texts)) {
          const kept = text
            .toWellFormed()
            .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
            .replaceAll(/\r\n?/g, "\n");
          expect(textOf(read, name)).toBe(kept);
        }
      }),
    );
  });
});
