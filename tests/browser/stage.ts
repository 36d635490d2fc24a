import { mkdirSync } from "node:fs";
import { webChat } from "../../src/channels/web/door.ts";
import { createHttp, listen } from "../../src/http/server.ts";
import { type FakePort, fakePort, type Said } from "../channels/web/fakePort.ts";
import { guards } from "../channels/web/guards.ts";

const rules = {
  document: "《某市专利质押融资工作办法》（某知发〔2026〕1号）",
  section: "三、（一）评估费",
  date: "2026-01-26",
  passage: "pledge-rules/fee",
};
const plan = {
  document: "《某区知识产权行动计划》",
  section: "第4段",
  date: "2025-11-03",
  passage: "district-plan/targets",
};
const planToo = { ...plan, passage: "district-plan/measures" };

export const passages = {
  "pledge-rules/fee": {
    title: "某市专利质押融资工作办法",
    number: "某知发〔2026〕1号",
    publisher: "某市知识产权局",
    date: rules.date,
    section: rules.section,
    text: "纯知识产权质押贷款的评估费，按实际支出的百分之五十补助。\n一家企业一年不超过五万元。",
  },
  "district-plan/targets": {
    title: "某区知识产权行动计划",
    publisher: "某区人民政府",
    date: plan.date,
    section: plan.section,
    text: "到2027年，质押登记金额达到六十亿元。这是目标，不是已有的成绩。",
  },
  "district-plan/measures": {
    title: "某区知识产权行动计划",
    publisher: "某区人民政府",
    date: plan.date,
    section: plan.section,
    text: "每季度办一场银企对接会，由区知识产权局召集。",
  },
};

/** Invented answers: what is tried here is the page, not the knowledge. */
function answer(text: string): Said {
  const outcome = { kind: "answer", citations: [], choices: [] };
  if (text.includes("评估费")) {
    return {
      side: "bot",
      text: "纯知识产权质押贷款的评估费按实际支出的 50% 补助，一家企业一年不超过 5 万元。\n\n想算算您能补多少，可以接着告诉我评估费是多少。",
      outcome: {
        ...outcome,
        citations: [rules, plan, planToo],
        choices: [
          { label: "帮我算一算", text: "帮我算补助" },
          { label: "需要什么材料", text: "需要什么材料" },
          { label: "找人工", text: "转人工" },
        ],
      },
    };
  }
  if (text === "转人工") {
    return {
      side: "bot",
      text: "已为您转到工作人员，前面还有 1 位。您可以先把情况写下来。",
      outcome: { ...outcome, kind: "handoff" },
    };
  }
  return { side: "bot", text: `收到：${text}`, outcome };
}

export interface Stage {
  readonly origin: string;
  readonly port: FakePort;
  close(): Promise<void>;
}

/** The whole HTTP part on a free port, with a program behind it that answers at once. */
export async function stage(): Promise<Stage> {
  const port = fakePort({ passages, thinking: 30, answer: ({ text }) => answer(text) });
  const app = createHttp({
    web: webChat(port, { ...guards(), secureCookies: false, beat: 500, report: () => {} }),
    health: async () => ({ ok: true, checks: {} }),
    report: () => {},
  });
  const server = await listen(app, 0);
  return { origin: `http://localhost:${server.port}`, port, close: server.close };
}

/** Where pictures of the run go; git ignores it. */
export const artefacts = new URL("../artefacts/", import.meta.url).pathname;
mkdirSync(artefacts, { recursive: true });
