import {
  type Answering,
  company,
  contactName,
  district,
  type Form,
  oneOf,
  phone,
  plainText,
  threeWay,
} from "#kit";

const rights = [
  { value: "发明专利", says: /发明/ },
  { value: "实用新型或外观设计", says: /实用新型|外观/ },
  { value: "商标", says: /商标|牌子|品牌/ },
  { value: "地理标志", says: /地理标志|地标/ },
  { value: "其他或几类都有", says: /其他|都有|软著|著作权|版权|几类|不确定/ },
] as const;

/** The kind of right a wish names; undefined for none, for several and for 专利 of no stated kind. */
export function rightIn(text: string): string | undefined {
  const [one, another] = rights.filter(({ says }) => says.test(text));
  const patent = one?.value === "发明专利" || one?.value === "实用新型或外观设计";
  return another !== undefined || (/专利/.test(text) && !patent) ? undefined : one?.value;
}

const reform = "ip-city-2025-results";

/** Self-check against what the documents state, then a consultation request. */
export function financingForm({ reader, knowledge, citations }: Answering): Form {
  const cited = (id: string) => {
    const [citation] = citations([id]);
    return citation === undefined ? "" : `（${citation.document}·${citation.section}）`;
  };
  const known = (passage: string) => knowledge.passages.has(`${reform}/${passage}`);
  return {
    name: "financing",
    title: "质押融资咨询",
    kind: "financing",
    consent:
      "我先帮您做一个质押融资自查，再把咨询需求登记下来。会问单位、区县、权利类型和联系方式，只用于这次咨询；随时可以说「取消」，说「删除我的数据」可全部删除。请不要在这里写未公开的技术内容。",
    slots: () => [
      company,
      district(reader.regions),
      threeWay({
        name: "techSme",
        label: "科技型中小企业",
        prompt: "贵单位是科技型中小企业吗？",
      }),
      oneOf(
        {
          name: "right",
          label: "权利类型",
          aliases: ["知识产权类型", "权利"],
          prompt: "准备用哪类知识产权？",
        },
        rights,
      ),
      {
        name: "purpose",
        label: "想咨询的问题",
        aliases: ["问题", "需求", "咨询内容"],
        prompt: "想咨询什么？例如需要的金额、用途、想了解的银行产品。",
        free: true,
        parse: (text) => plainText(text, "想咨询的问题", 4, 300),
      },
      contactName,
      phone,
    ],
    sameBy: ["company", "right", "purpose"],
    verdict(slots) {
      const lines = ["自查结果（只对照资料里写明的内容）："];
      const passages: string[] = [];
      const use = (passage: string, text: string) => {
        const id = `${reform}/${passage}`;
        if (!known(passage)) return;
        lines.push(`· ${text}${cited(id)}`);
        passages.push(id);
      };
      const sme =
        slots["techSme"] === "是" ? "符合" : slots["techSme"] === "否" ? "不符合" : "缺信息";
      use("pledge-reform-purpose", `${sme}：改革面向科技型中小企业。`);
      use("pledge-reform-fee", "改革后质押评估费降至0元。");
      use("pledge-reform-time", "改革后办理时限从15天压缩至7天。");
      if (slots["right"] === "地理标志")
        use("gi-export-loan", "重庆已落地“地理标志出海挂钩贷款”。");
      for (const product of knowledge.products) {
        if (product.region !== slots["district"]) continue;
        const [source] = product.sources;
        if (source === undefined) continue;
        const id = `${source.document}/${source.passage}`;
        lines.push(`· ${product.region}：${product.name}${cited(id)}`);
        passages.push(id);
      }
      lines.push("能否放款、额度和利率资料里都没有写，以银行审批为准。");
      return { text: lines.join("\n"), passages };
    },
  };
}
