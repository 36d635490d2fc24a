import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ContentRoots, type Knowledge, readKnowledge } from "../../src/knowledge/read.ts";

/**
 * Two made-up districts and a made-up city document: enough to ask about scope, period and what is
 * not there, and nothing that the tuning of the real knowledge could move.
 */
const source = { file: "made-up.txt", sha256: "0".repeat(64), article: 1 };

const city = {
  id: "city-report",
  title: "鹏城专利工作年度报告",
  publisher: "鹏城市专利局",
  number: "鹏专发〔2026〕7号",
  date: "2026-03-02",
  kind: "report",
  region: "鹏城市",
  topics: ["pledge-financing"],
  source,
  passages: [
    {
      id: "pledge",
      section: "第二段",
      region: "鹏城市",
      period: "2025",
      standing: "achieved",
      text: "2025年鹏城市专利质押融资金额超65亿元，惠及企业1200家。2025年鹏城市专利质押融资金额比上年增长近三成，其中首次贷款企业占比达30%。",
    },
    {
      id: "fee",
      section: "第三段",
      region: "鹏城市",
      standing: "rule",
      text: "鹏城市专利质押评估费降至0元，办理时限由15天压缩到7天。鹏城市专利质押评估工作由市专利局运用处牵头负责。",
    },
    {
      id: "award",
      section: "第四段",
      region: "鹏城市",
      standing: "rule",
      text: "鹏城市灯塔实验室获批建设后，可得建设补助50万元。鹏城市灯塔实验室建成运行后，每年可得运行补助20万元。",
    },
  ],
};

const east = {
  id: "east-plan",
  title: "东岸区专利强区方案",
  publisher: "东岸区人民政府",
  date: "2025-06-16",
  kind: "plan",
  region: "东岸区",
  topics: ["policy-facts"],
  source,
  passages: [
    {
      id: "target",
      section: "目标",
      region: "东岸区",
      period: "2027",
      standing: "target",
      text: "东岸区每万人口高价值发明专利拥有量，力争到2027年达到18.5件以上。",
    },
    {
      id: "trademarks",
      section: "现状",
      region: "东岸区",
      period: "2024",
      standing: "achieved",
      text: "东岸区2024年有效注册商标3.2万件。",
    },
  ],
};

const west = {
  id: "west-plan",
  title: "西岸区专利强区方案",
  publisher: "西岸区人民政府",
  date: "2024-05-20",
  kind: "plan",
  region: "西岸区",
  topics: ["policy-facts"],
  source,
  passages: [
    {
      id: "trademarks",
      section: "现状",
      region: "西岸区",
      period: "2024",
      standing: "achieved",
      text: "西岸区2024年有效注册商标1.4万件。",
    },
    {
      id: "window",
      section: "服务",
      region: "西岸区",
      standing: "fact",
      text: "西岸区在政务大厅设专利服务窗口，窗口负责专利咨询、转让登记和维权引导。窗口的咨询电话资料里没有写。",
    },
  ],
};

const old = {
  id: "old-rules",
  title: "鹏城市版权登记资助办法",
  publisher: "鹏城市版权局",
  date: "2020-01-05",
  kind: "rules",
  region: "鹏城市",
  topics: ["policy-facts"],
  validTo: "2023-12-31",
  source,
  passages: [
    { id: "aid", section: "第一条", standing: "rule", text: "鹏城市版权登记每件资助300元。" },
  ],
};

const faqs = [
  {
    id: "fee-how-much",
    intent: "pledge-financing",
    questions: ["专利质押评估费要多少", "质押评估要钱吗", "专利质押评估收费标准"],
    answer: "鹏城市专利质押评估费降至0元。",
    topics: ["pledge-financing"],
    sources: [{ document: "city-report", passage: "fee" }],
  },
];

const program = {
  id: "lab-subsidy",
  kind: "subsidy",
  title: "灯塔实验室补助",
  region: "鹏城市",
  topics: ["subsidy"],
  summary: "鹏城市对灯塔实验室给予建设补助50万元。",
  sources: [{ document: "city-report", passage: "award" }],
  projects: [
    {
      id: "lab",
      name: "灯塔实验室",
      aliases: ["灯塔"],
      oneOff: { yuan: 500_000, qualifier: "固定" },
      yearly: { yuan: 200_000, qualifier: "固定" },
      source: { document: "city-report", passage: "award" },
      conditions: [
        {
          id: "approved",
          text: "已获批建设。",
          ask: "已经获批建设了吗？",
          source: { document: "city-report", passage: "award" },
        },
        {
          id: "yearly-running",
          text: "已建成运行。",
          ask: "已经建成运行了吗？",
          source: { document: "city-report", passage: "award" },
        },
      ],
      exclusions: [
        {
          id: "dishonest",
          text: "被列为失信主体的不予支持。",
          ask: "被列为失信主体了吗？",
          source: { document: "city-report", passage: "award" },
        },
      ],
    },
  ],
};

const glossary = {
  regions: [
    { name: "鹏城市", aliases: ["鹏城", "全市"] },
    { name: "东岸区", aliases: ["东岸"], within: "鹏城市" },
    { name: "西岸区", aliases: ["西岸"], within: "鹏城市" },
    { name: "南岭区", aliases: ["南岭"], within: "鹏城市" },
  ],
  terms: [
    { term: "质押融资", says: ["质押贷款", "专利贷款"] },
    { term: "评估费", says: ["评估费用"] },
  ],
  colloquial: { 好多钱: "多少钱", 咋个办: "怎么办" },
  english: { "pledge financing": "质押融资", trademark: "商标" },
};

const folders: string[] = [];

/** A new empty folder, removed by {@link removeFolders}. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "zhiwen-test-"));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Writes `files` (path → text, or a value written as JSON, which is YAML) below a fresh folder. */
export function contentRoots(files: Readonly<Record<string, unknown>>): ContentRoots {
  const folder = freshFolder();
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content, null, 2));
  }
  return { seeds: join(folder, "seeds"), knowledge: join(folder, "knowledge") };
}

export const smallFiles: Readonly<Record<string, unknown>> = {
  "seeds/city-report.yaml": city,
  "seeds/east-plan.yaml": east,
  "seeds/west-plan.yaml": west,
  "seeds/old-rules.yaml": old,
  "knowledge/faq/fees.yaml": faqs,
  "knowledge/programs/lab.yaml": program,
  "knowledge/glossary.yaml": glossary,
};

/** The small knowledge, read from disk the way the program reads its own; throws if it has errors. */
export function smallKnowledge(): Knowledge {
  const { knowledge, problems } = readKnowledge(contentRoots(smallFiles));
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return knowledge;
}
