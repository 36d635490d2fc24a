/** Texts of our own that imitate the forms newspapers and offices print, and files made of them. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, type Zippable, zipSync } from "fflate";

/** Titles first, bylines last, captions, a page number, a paragraph cut inside a word. */
export const morningPaper = `

“老茶坊”添“新动力” 三江县走出“绿色路”

2024年全县茶产业交出答卷

3月12日，三江县召开通报会，公布2024年茶产业成绩：鲜叶产值超8.6亿元、同比增长17.5%，加工企业达到43家。县茶业局局长林青在会上说：“我们把茶叶做成了富民的大文章。”

种好一片叶 让茶园“绿”起来

2024年，全县新增标准茶园1.25万亩，亩均增收860元。县里与茶叶研究所共同选育新品种，已有7个品种通过审定，示范面积占全县茶

园总面积的31.2%，带动农户1600余户。

盘活一座坊 让茶香“飘”出去

截至2024年底，全县茶叶出口备案基地达到12个，产品销往19个国家和地区，出口额突破3000万元。

西江新闻-西江晨报记者 林一舟

造船厂搬进产业园 三个月实现交付

作为老工业基地，临港市正把船厂搬进产业园。园区负责人表示，首条生产线从进场到投产只用了90天，创下园区纪录。

这条生产线总投资2.4亿元，设计年产小型渔船120艘，主要销往沿海各地，也为国外客户代工生产。

西江新闻-西江晨报记者 周南 通讯员 吴小北

黎水县-生态养蜂

15

五个码头联动 临港市推出通关新办法

3月11日，临港市口岸部门发布通关便利化清单，五个码头统一受理申报，平均通关时间压缩到6小时。

口岸部门说，清单共18条，覆盖报关、查验、放行等环节，企业当天就能办结。

西江新闻-西江晨报记者 林一舟
`;

/** Narrow wrapped columns, titles after their article, a page end inside a sentence. */
export const eveningPaper = ` 本报讯 （记者 何晓雨）5
月8日至10日，山地农业技术服
务队来到云岭县，来自6个领域
的14名技术人员，通过课堂讲授、
田间示范等形式，帮助当地解决
果树管护难题。

服务队先后走访9个乡镇、27
个合作社，开展现场指导33次、

技术讲座12场，培训果农
800余人。

技术服务队走进云岭县

签下11项长期帮扶协议

本报讯 （首席记者 白石）5月
9日，记者从东湖区获悉，该区数
据产业园迎来首批16家企业入
驻，合同金额达4.7亿元，预计三
年内吸纳就业2000人。

园区将为入驻企业提供算力补
贴和场地支持，帮助企业降低运
营成本，加快形成数据产业集群，
让更多项目在这里落地生根。

东湖区数据产业园迎来
首批16家企业
`;

/** A plan sent out by a notice, with an annex. */
export const plan = `  临港府发〔2024〕7号

临港市人民政府
临港市知识产权局
关于印发《建设海洋产业知识产权强市

行动方案》的通知

各区人民政府，市政府各部门，有关单位：

现将《建设海洋产业知识产权强市行动方案》印发给你们，请认真组织实施。

临港市人民政府          临港市知识产权局
2024年5月20日

（此件公开发布）

建设海洋产业知识产权强市行动方案

为做大海洋产业，发挥知识产权作用，市政府与市知识产权局决定共同行动，制定本方案。

一、总体思路

以海洋装备、水产加工和航运服务为重点，把创造、运用、保护连成一条线，为海洋经济提供支撑。
二、行动目标

到2026年，每万人口发明专利拥有量达到21.5件，知识产权质押融资累计超过6亿元。
到2028年，建成3个专利导航基地，地理标志产品产值突破40亿元。

三、主要任务

（一）做强创造，共同提升海洋产业核心竞争力
1．培育高价值专利。支持船厂与高校联合攻关，组建2个创新联合体。力争到2026年，形成15项以上关键专利；到2028年，形成30项以上关键专利。（责任单位：市科技局、市市场监管局）
2．完善专利导航。在三个园区建立导航站，为企业提供检索和预警服务。（责任单位：市知识产权局）

（二）做优运用，共同打通转化渠道

3．扩大质押融资。鼓励银行推出面向小微企业的质押产品，对贷款利息给予适当补贴。
四、组织保障

（一）加强统筹。建立联席会议制度，每季度会商一次。
附件：2024年重点事项清单

附件

2024年重点事项清单

（2024年）

今年重点抓好以下事项，力争全年新增发明专利600件（2023年为520件）。

一、创造方面

（一）开展专利摸底。完成200家企业走访。

抄送：市委各部门，市人大常委会办公室。
`;

/** Writes files into a new directory and gives their paths. */
export async function written(files: Record<string, Uint8Array | string>): Promise<string[]> {
  const dir = await mkdtemp(join(tmpdir(), "zhiwen-ingest-"));
  const paths: string[] = [];
  for (const [name, content] of Object.entries(files)) {
    const path = join(dir, name);
    await writeFile(path, content);
    paths.push(path);
  }
  return paths;
}

/** GB18030 bytes of a text, made by inverting the decoder over the two-byte plane. */
export function gb18030(text: string): Uint8Array {
  const table = new Map<string, [number, number]>();
  const decoder = new TextDecoder("gb18030");
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail === 0x7f) continue;
      const character = decoder.decode(new Uint8Array([lead, trail]));
      if (character.length === 1 && !table.has(character)) table.set(character, [lead, trail]);
    }
  }
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.charCodeAt(0);
    if (code < 128) bytes.push(code);
    else bytes.push(...(table.get(character) ?? [0x3f]));
  }
  return new Uint8Array(bytes);
}

/** A docx of these paragraphs; `#` and `##` before one make it a heading. */
export function docx(paragraphs: readonly string[], more: Zippable = {}): Uint8Array {
  const body = paragraphs
    .map((text) => {
      const level = text.match(/^#+/)?.[0].length ?? 0;
      const style = level > 0 ? `<w:pPr><w:pStyle w:val="Heading${level}"/></w:pPr>` : "";
      return `<w:p>${style}<w:r><w:t xml:space="preserve">${text.slice(level).trim()}</w:t></w:r></w:p>`;
    })
    .join("");
  const space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
  const styles = [1, 2, 3]
    .map(
      (n) =>
        `<w:style w:type="paragraph" w:styleId="Heading${n}"><w:name w:val="heading ${n}"/></w:style>`,
    )
    .join("");
  const office = "http://schemas.openxmlformats.org";
  return zipSync({
    "[Content_Types].xml": strToU8(
      `<Types xmlns="${office}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    ),
    "_rels/.rels": strToU8(
      `<Relationships xmlns="${office}/package/2006/relationships"><Relationship Id="r1" Type="${office}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
    ),
    "word/_rels/document.xml.rels": strToU8(
      `<Relationships xmlns="${office}/package/2006/relationships"><Relationship Id="r2" Type="${office}/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`,
    ),
    "word/styles.xml": strToU8(`<w:styles ${space}>${styles}</w:styles>`),
    "word/document.xml": strToU8(`<w:document ${space}><w:body>${body}</w:body></w:document>`),
    ...more,
  });
}

/** A PDF whose pages hold these lines; pages without lines hold nothing. */
export function pdf(pages: readonly (readonly string[])[]): Uint8Array {
  const objects: string[] = [];
  const add = (content: string): number => objects.push(content);
  const codes = new Map<string, number>();
  const hex = (line: string): string =>
    [...line]
      .map((character) => {
        const code = codes.get(character) ?? codes.size + 1;
        codes.set(character, code);
        return code.toString(16).padStart(4, "0");
      })
      .join("");
  const streams = pages.map((lines) =>
    lines.map((line, i) => `BT /F1 12 Tf 60 ${780 - i * 18} Td <${hex(line)}> Tj ET`).join("\n"),
  );
  const pagesId = 1;
  add(""); // the page tree, filled in below
  const entries = [...codes].map(
    ([character, code]) =>
      `<${code.toString(16).padStart(4, "0")}> <${character.charCodeAt(0).toString(16).padStart(4, "0")}>`,
  );
  const blocks: string[] = [];
  for (let i = 0; i < entries.length; i += 100) {
    const part = entries.slice(i, i + 100);
    blocks.push(`${part.length} beginbfchar\n${part.join("\n")}\nendbfchar`);
  }
  const cmap = `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def 1 begincodespacerange <0000> <ffff> endcodespacerange\n${blocks.join("\n")}\nendcmap end end`;
  const cmapId = add(`<< /Length ${cmap.length} >>\nstream\n${cmap}\nendstream`);
  const descriptor = add(
    "<< /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
  );
  const cid = add(
    `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor ${descriptor} 0 R /DW 1000 >>`,
  );
  const font = add(
    `<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [${cid} 0 R] /ToUnicode ${cmapId} 0 R >>`,
  );
  const kids: number[] = [];
  for (const stream of streams) {
    const content = add(`<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`);
    kids.push(
      add(
        `<< /Type /Page /Parent ${pagesId} 0 R /MediaBox [0 0 595 842] /Contents ${content} 0 R /Resources << /Font << /F1 ${font} 0 R >> >> >>`,
      ),
    );
  }
  objects[0] = `<< /Type /Pages /Kids [${kids.map((id) => `${id} 0 R`).join(" ")}] /Count ${kids.length} >>`;
  const root = add(`<< /Type /Catalog /Pages ${pagesId} 0 R >>`);
  let text = "%PDF-1.4\n";
  const offsets: number[] = [];
  for (const [index, object] of objects.entries()) {
    offsets.push(text.length);
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
  }
  const start = text.length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer << /Size ${objects.length + 1} /Root ${root} 0 R >>\nstartxref\n${start}\n%%EOF`;
  return strToU8(text);
}

/** A PDF of one page with these streams as they are; the first is its content. */
export function deflatedPdf(
  streams: readonly Uint8Array[],
  times = 1,
  images: readonly number[] = [],
): Uint8Array {
  const filter = `/Filter [${"/FlateDecode ".repeat(times)}]`;
  const image = "/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8";
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>",
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ...streams.map((bytes, i) => {
      const kind = images.includes(i) ? image : "";
      const data = Buffer.from(bytes).toString("latin1");
      return `<< /Length ${bytes.length} ${filter} ${kind} >>\nstream\n${data}\nendstream`;
    }),
  ];
  let text = "%PDF-1.4\n";
  const rows = objects.map((object, i) => {
    const row = `${String(text.length).padStart(10, "0")} 00000 n \n`;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return row;
  });
  const size = objects.length + 1;
  text += `xref\n0 ${size}\n0000000000 65535 f \n${rows.join("")}trailer << /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF`;
  return new Uint8Array(Buffer.from(text, "latin1"));
}
