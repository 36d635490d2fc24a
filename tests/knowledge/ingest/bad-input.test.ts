import { symlink } from "node:fs/promises";
import { deflateSync } from "node:zlib";
import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { ingest } from "../../../src/knowledge/ingest/ingest.ts";
import { deflatedPdf, docx, eveningPaper, pdf, written } from "./fixtures.ts";

const now = new Date("2026-11-21");

async function refusal(name: string, content: Uint8Array | string): Promise<string> {
  const result = await ingest(await written({ [name]: content }), { now });
  expect(result.digests).toEqual([]);
  expect(result.problems).toHaveLength(1);
  expect(result.problems[0]?.fatal).toBe(true);
  return result.problems[0]?.message ?? "";
}

describe("files that cannot be taken in", () => {
  it("names the file, the fault and the fix", async () => {
    expect(await refusal("empty.txt", "")).toMatch(/empty\.txt: is empty\. Check/);
    expect(await refusal("blank.txt", " \n\u3000\n\t\n")).toMatch(/holds no text/);
    expect(await refusal("noise.txt", "\u0001\u0002\u200b\n")).toMatch(/holds no text|not text/);
    expect(await refusal("smile.txt", "😀🎉😀")).toMatch(/holds no sentence/);
    expect(
      await refusal("picture.txt", new Uint8Array([137, 80, 78, 71, 0, 0, 0, 13, 255, 0])),
    ).toMatch(/is not text in UTF-8, UTF-16 or GB18030\. Open it/);
    expect(await refusal("table.csv", "a,b\n1,2")).toMatch(/no format that can be ingested/);
    expect(await refusal("old.doc", new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 1, 2]))).toMatch(
      /Save it as docx/,
    );
    expect(await refusal("fake.docx", "not a zip")).toMatch(/is named docx but is no docx/);
    expect(await refusal("fake.pdf", "not a pdf")).toMatch(/is named pdf but is no PDF/);
    expect(await refusal("cut.pdf", pdf([["一页"]]).subarray(0, 60))).toMatch(
      /is not a readable PDF/,
    );
  });

  it("goes on with the others after one that fails", async () => {
    const paths = await written({ "bad.docx": "x", "good.txt": eveningPaper });
    const result = await ingest([...paths, "/nowhere/gone.txt"], { now });
    expect(result.digests).toHaveLength(2);
    expect(
      result.problems.filter((problem) => problem.fatal).map((problem) => problem.file),
    ).toEqual([paths[0], "/nowhere/gone.txt"]);
  });

  it("tells a missing file and a directory", async () => {
    const result = await ingest(["/nowhere/gone.txt", "/tmp"], { now });
    expect(result.problems.map((problem) => problem.message)).toEqual([
      "/nowhere/gone.txt: does not exist. Check the path",
      expect.stringContaining("/tmp: is not a file"),
    ]);
  });

  it("does not follow a symbolic link, whether it leads to a file, nowhere or to itself", async () => {
    const [good = ""] = await written({ "good.txt": eveningPaper });
    const links = ["/etc/passwd", good, "/nowhere/gone.txt", `${good}-3.txt`].map(
      (target, i) => [target, `${good}-${i}.txt`] as const,
    );
    for (const [target, link] of links) await symlink(target, link);
    const result = await ingest(
      links.map(([, link]) => link),
      { now },
    );
    expect(result.digests).toEqual([]);
    expect(result.problems.map((problem) => problem.message)).toEqual(
      links.map(([, link]) => `${link}: is a symbolic link. Name the file it points to instead`),
    );
  });
});

describe("archives made to do harm", () => {
  it("refuses a docx with a part that inflates to many megabytes, before it is inflated", async () => {
    const bomb = docx(["无害的一句话。"], { "word/media/a.xml": new Uint8Array(60 * 1024 * 1024) });
    expect(bomb.length).toBeLessThan(200_000);
    const message = await refusal("bomb.docx", bomb);
    expect(message).toMatch(
      /zip bomb: its part word\/media\/a\.xml would inflate to 60\.0 MB; the limit is 40\.0 MB/,
    );
  });

  it("refuses one packed beyond any text, many middling parts, and too many parts", async () => {
    const packed = docx(["话。"], { "word/a.xml": new Uint8Array(3 * 1024 * 1024) });
    expect(await refusal("packed.docx", packed)).toMatch(/packed \d+ to 1; the limit is 150 to 1/);
    const many = Object.fromEntries(
      Array.from({ length: 2_100 }, (_, i) => [`word/p${i}.xml`, strToU8("x")]),
    );
    expect(await refusal("many.docx", docx(["话。"], many))).toMatch(/more than 2000 parts/);
  });

  it("does not inflate beyond the size a lying directory declares", async () => {
    const bytes = docx([`${"很长的一句话".repeat(40_000)}。`]);
    const view = Buffer.from(bytes);
    // The central directory's uncompressed size of word/document.xml, set to 64 bytes.
    for (let at = view.indexOf("PK\u0001\u0002", 0, "latin1"); at >= 0; ) {
      const length = view.readUInt16LE(at + 28);
      if (view.toString("latin1", at + 46, at + 46 + length) === "word/document.xml") {
        view.writeUInt32LE(64, at + 24);
      }
      at = view.indexOf("PK\u0001\u0002", at + 4, "latin1");
    }
    expect(await refusal("liar.docx", new Uint8Array(view))).toMatch(/docx/);
  });

  it("refuses entities and document types in a part", async () => {
    const xml = `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>`;
    const message = await refusal("entity.docx", docx([], { "word/document.xml": strToU8(xml) }));
    expect(message).toMatch(/declares a document type or entities/);
  });

  it("tells a damaged docx, a spreadsheet and a plain archive apart", async () => {
    const whole = docx(["一句完整的话。"]);
    expect(await refusal("cut.docx", whole.subarray(0, whole.length - 40))).toMatch(
      /archive is damaged/,
    );
    const broken = docx([], { "word/document.xml": strToU8("<w:document><w:body>") });
    expect(await refusal("broken.docx", broken)).toMatch(/text part is damaged|holds no text/);
    expect(await refusal("book.docx", zipSync({ "xl/workbook.xml": strToU8("<x/>") }))).toMatch(
      /is a spreadsheet/,
    );
  });
});

describe("PDFs made to do harm", () => {
  const line = "BT /F1 12 Tf 60 700 Td (Subsidy of 12 yuan for each patent in 2026.) Tj ET\n";
  const packed = (content: Uint8Array | string, times = 1): Uint8Array => {
    let bytes = typeof content === "string" ? strToU8(content) : content;
    for (let i = 0; i < times; i += 1) bytes = deflateSync(bytes, { level: 9 });
    return bytes;
  };
  const tooMuch =
    /\.pdf: is refused as a possible PDF bomb: it would inflate to more than 64\.0 MB\. Split/;

  it("reads one deflated once or more often", async () => {
    for (const times of [1, 2, 4]) {
      const bytes = deflatedPdf([packed(line, times)], times);
      const result = await ingest(await written({ "good.pdf": bytes }), { now });
      expect(result.digests[0]?.passages[0]?.text).toContain("Subsidy of 12 yuan");
    }
  });

  it("refuses small files that inflate beyond the limit, at once or in two steps", async () => {
    const size = 80 * 1024 * 1024;
    const spaces = deflatedPdf([packed(new Uint8Array(size).fill(32), 2)], 2);
    expect(spaces.length).toBeLessThan(10_000);
    expect(await refusal("spaces.pdf", spaces)).toMatch(tooMuch);
    const operators = deflatedPdf([packed(line.repeat(size / line.length))]);
    expect(await refusal("operators.pdf", operators)).toMatch(tooMuch);
  });

  it("counts all streams together, and damaged ones as far as they go", async () => {
    const part = packed(new Uint8Array(30 * 1024 * 1024).fill(32));
    expect(await refusal("three.pdf", deflatedPdf([part, part, part]))).toMatch(tooMuch);
    const cut = part.subarray(0, part.length - 8);
    expect(await refusal("cut.pdf", deflatedPdf([cut, cut, cut]))).toMatch(tooMuch);
  });

  it("refuses streams deflated over and over", async () => {
    expect(await refusal("deep.pdf", deflatedPdf([packed(line, 5)], 5))).toMatch(
      /has a stream deflated more than 4 times\. Split/,
    );
  });

  it("does not count images, and a stream that only claims to be one gives no content", async () => {
    const picture = packed(new Uint8Array(80 * 1024 * 1024).fill(255));
    const illustrated = deflatedPdf([packed(line), picture], 1, [1]);
    const result = await ingest(await written({ "illustrated.pdf": illustrated }), { now });
    expect(result.digests[0]?.passages[0]?.text).toContain("Subsidy of 12 yuan");
    const disguised = deflatedPdf([packed(line.repeat(1_000_000))], 1, [0]);
    expect(await refusal("disguised.pdf", disguised)).toMatch(/but no text/);
  });
});

describe("odd texts that are taken in", () => {
  it("takes a line of a megabyte without sentence ends", async () => {
    const started = Date.now();
    const result = await ingest(await written({ "line.txt": `标题\n\n${"长".repeat(350_000)}` }), {
      now,
    });
    const passages = result.digests[0]?.passages ?? [];
    expect(passages.map((passage) => passage.text).join("").length).toBe(350_000);
    expect(Math.max(...passages.map((passage) => passage.text.length))).toBeLessThanOrEqual(250);
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  it("takes a megabyte of Latin text, of digits and of open brackets", async () => {
    for (const unit of ["word ", "7", "（", "“甲，", "1．", "记者 "]) {
      const result = await ingest(
        await written({ "odd.txt": unit.repeat(1_000_000 / unit.length) }),
        { now },
      );
      expect(result.digests.length + result.problems.length).toBeGreaterThan(0);
    }
  }, 60_000);

  it("cleans lone surrogates, control characters and hidden directions out of the text", async () => {
    const text = "站点说明\n\n本站每周开放五天\u0007，\u202e周末休息\u200b。\ud800";
    const wide = Buffer.from(text, "utf16le");
    const result = await ingest(
      await written({ "wide.txt": Buffer.concat([Buffer.from([0xff, 0xfe]), wide]) }),
      {
        now,
      },
    );
    expect(result.digests[0]?.passages[0]?.text).toBe("本站每周开放五天，周末休息。");
  });

  it("takes UTF-8 with a few damaged bytes and says so", async () => {
    const bytes = Buffer.concat([Buffer.from(eveningPaper), Buffer.from([0xe4, 0xb8])]);
    const result = await ingest(await written({ "damaged.txt": bytes }), { now });
    expect(result.digests).toHaveLength(2);
    expect(result.problems[0]?.message).toMatch(/some bytes were not valid utf-8/);
  });

  it("says what it had to guess", async () => {
    const result = await ingest(
      await written({ "note.txt": "站点每天开放八小时，周末照常服务。" }),
      { now },
    );
    const messages = result.problems.map((problem) => problem.message).join("\n");
    expect(messages).toMatch(/no title found/);
    expect(messages).toMatch(/no publisher found/);
    expect(messages).toMatch(/no date found/);
    expect(result.digests[0]?.date).toBe("2026-11-21");
  });
});
