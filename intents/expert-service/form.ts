import {
  type Answering,
  company,
  contactName,
  district,
  type Form,
  oneOf,
  phone,
  plainText,
} from "#kit";

/** The official categories of the standing collection, and what customers say for them. */
const fields = [
  {
    value: "技术创新",
    says: /工艺|技术|研发|新产品|成果转化|产学研|产品升级|设备|良率|精度|配方|材料/,
  },
  { value: "数字化转型", says: /数字化|智能|工业互联网|ai|系统|上云|自动化|信息化|mes|erp/i },
  { value: "生产经营管理", says: /管理|质量|品牌|生产经营|体系|6s|班组/i },
  { value: "降本增效", says: /降本|成本|增效|效率|供应链|节能|降碳|绿色|能耗|流程/ },
  { value: "决策咨询服务", says: /决策|战略|规划|市场前景|政策解读|行业分析/ },
  { value: "个性化需求", says: /融资|出海|法律|风险|个性|其他|别的/ },
] as const;

export function fieldIn(text: string): string | undefined {
  return fields.find(({ value, says }) => text.includes(value) || says.test(text))?.value;
}

export function expertForm({ reader }: Answering): Form {
  return {
    name: "expert",
    title: "专家服务需求",
    kind: "expert",
    consent:
      "我来帮您登记专家服务需求。会问单位、区县、需求领域和联系方式，只用于对接专家；随时可以说「取消」，说「删除我的数据」可全部删除。请不要在这里写未公开的技术秘密。",
    slots: () => [
      company,
      district(reader.regions),
      oneOf(
        {
          name: "field",
          label: "需求领域",
          aliases: ["领域", "方向", "类别"],
          prompt: "需求属于哪个领域？",
        },
        fields,
      ),
      {
        name: "description",
        label: "需求描述",
        aliases: ["描述", "需求", "问题描述"],
        prompt: "请描述遇到的问题和希望专家帮什么（几句话就行）。",
        free: true,
        parse: (text) => plainText(text, "需求描述", 6, 500),
      },
      oneOf({ name: "mode", label: "服务方式", aliases: ["方式"], prompt: "希望哪种服务方式？" }, [
        { value: "上门指导", says: /上门|现场|到厂|来厂|来公司/ },
        { value: "专题培训", says: /培训|讲座|讲课/ },
        { value: "线上咨询", says: /线上|电话|视频|网上|远程/ },
        { value: "都可以", says: /都可以|都行|随便|不限|无所谓|看安排/ },
      ]),
      contactName,
      phone,
    ],
    sameBy: ["company", "field", "description"],
  };
}
