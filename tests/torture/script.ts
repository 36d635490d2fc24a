/** What customers say, and what each reply has to hold. */

export interface Line {
  /** No other line of the same contact is the same. */
  readonly text: string;
  /** Words the reply must have. */
  readonly expects: readonly string[];
  /** Set for the lines of a form: once begun, it is to be said to its end. */
  readonly form?: true;
  /** Set where the line files a request: the telephone number that is in it and in no other. */
  readonly files?: string;
}

/**
 * Whole questions whose answers stand in the knowledge and do not depend on the day or on what was
 * asked before; no two have the same answer.
 */
export const questions: readonly (readonly [string, ...string[]])[] = [
  ["重庆市知识产权局局长叫什么名字？", "何大伟"],
  ["重庆的发明专利里高价值的占几成？", "40.2%"],
  ["专利开放许可到2025年底一共做了多少次？", "2800"],
  ["公安2025年破了多少起知识产权刑事案件？", "241"],
  ["惩罚性赔偿判下来的钱总共有多少？", "3447.1万"],
  ["市高法院出席发布会的副院长姓甚名谁？", "孙海龙"],
  ["江津花椒那几个地标产品建了多大面积的标准化基地？", "84.49万亩"],
  ["海外风险预警替企业挽回了多少损失？", "5000万"],
  ["区县设一个保护分中心，建设补助是多少？", "20万"],
  ["鉴定平台建好以后，每年运行得好还给多少？", "10万"],
  ["申报单位不能在哪个平台的严重失信名单上？", "信用中国"],
  ["想做AI+制造的场景，对应专家服务的哪个方面？", "数字化转型"],
  ["产学研协同、成果转化这样的需求，属于专家服务哪一块？", "技术创新"],
  ["涪陵2027年前要惠及几家企业融资？", "50家"],
  ["涪陵到2027年知识产权优势示范企业要有几家？", "42家"],
  ["2029年涪陵知识产权交易运营金额定的是多少？", "7亿"],
  ["涪陵2029年高校专利转化率目标？", "12%"],
  ["涪陵2027年专利密集型产品要认定多少件？", "20件"],
  ["涪陵农产品加工业2029年产值目标是多少？", "600亿"],
  ["涪陵要围绕哪所大学建创新创业生态圈？", "长江师范学院"],
  ["渝中2025年的质押融资想突破多少？", "1亿"],
  ["2027年渝中每万人口有效发明专利要到多少件？", "50件"],
  ["渝中到2027年高价值专利要占多大比例？", "42%"],
  ["渝中马德里商标累计申请要做到多少件？", "32件"],
  ["渝中高校的专利转化率2027年想达到多少？", "15%"],
  ["渝中知识产权民事纠纷调解率的目标是多少？", "25%"],
  ["渝中知识产权综合保护联系点打算有几家？", "7家"],
  ["渝中2025年要新培育几家知识产权优势示范企业？", "5家"],
  ["“十四五”以来全市高新技术企业增长了几倍？", "2.5倍"],
  ["重庆布局了多少家国家级、省部级平台基地？", "231家"],
  ["四川和重庆合作实施了多少项科技创新项目？", "257项"],
  ["北斗智联一年的销售额做到多少？", "30亿"],
  ["两江新区全社会研发投入强度是多少？", "5.6%"],
  ["摩托车2025年出口了多少亿，涨了多少？", "264.7亿", "29.5%"],
  ["龙水五金的货卖到了多少个国家和地区？", "124个"],
  ["西永综保区在全国综保区里排第几？", "第六"],
  ["百团千企计划帮企业拿到的意向订单有多少？", "200亿"],
  ["璧山那家做汽车出风口的公司一年产值多少？", "5亿"],
  ["重庆森林覆盖率是多少？", "55%"],
  ["秀山那次活动做了多少场学术讲座和报告？", "18场"],
  ["专家在秀山帮扶了多少个受援单位？", "35个"],
  ["百强企业里高新技术企业有多少家？", "77家"],
];

/** Letters that make no abbreviation anybody would ask about. */
const letters = "qxzwkvjh";

/** A word for a number up to 262,143: no word of any language, and another for each number. */
export function tagOf(number: number): string {
  let tag = "";
  for (let rest = number; tag.length < 6; rest = Math.floor(rest / letters.length)) {
    tag += letters[rest % letters.length];
  }
  return tag;
}

/** The tag at the head of a message; undefined where there is none. */
export function tagIn(message: string): string | undefined {
  return /([qxzwkvjh]{6})：/.exec(message)?.[1];
}

/**
 * What one contact says, about sixteen lines: fewer than the program takes at once from one contact.
 *
 * @param number of the contact
 * @param tags gives the next tag; every question has one of its own
 */
export function scriptOf(
  number: number,
  form: boolean,
  chance: () => number,
  tags: () => string,
): readonly Line[] {
  const order = questions.map((question) => ({ question, at: chance() }));
  const asked = order.toSorted((a, b) => a.at - b.at).slice(0, form ? 5 : 14);
  const lines = asked.map(({ question: [text, ...expects] }) => ({
    text: `${tags()}：${text}`,
    expects,
  }));
  return form ? [...lines.slice(0, 3), ...formLines(number), ...lines.slice(3)] : lines;
}

/** A whole form for an expert, from consent to receipt. */
function formLines(number: number): readonly Line[] {
  const phone = `138${String(number).padStart(8, "0")}`;
  const lines: readonly Line[] = [
    { text: "我要登记专家服务需求", expects: ["专家服务"] },
    { text: "同意", expects: ["单位"] },
    { text: "重庆渝精机械有限公司", expects: ["区县"] },
    { text: "渝中区", expects: ["领域"] },
    { text: "技术创新", expects: ["描述"] },
    { text: "数控加工的精度上不去，良率只有八成，想请人看看夹具", expects: ["方式"] },
    { text: "上门指导", expects: ["联系人"] },
    { text: "王女士", expects: ["电话"] },
    { text: phone, expects: ["确认提交", phone] },
    { text: "确认", expects: ["ZW-"], files: phone },
  ];
  return lines.map((line) => ({ ...line, form: true }));
}
