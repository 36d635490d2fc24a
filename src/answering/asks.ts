/**
 * What kind of answer a question wants, read from its question words, and how well evidence fits it.
 */
import type { Figure, FigureKind } from "../core/figures.ts";

export type AskKind =
  | "amount"
  | "percent"
  | "count"
  | "duration"
  | "date"
  | "who"
  | "where"
  | "document"
  | "rank"
  | "list"
  | "how"
  | "why"
  | "yes-no"
  | "figure";

export interface Ask {
  readonly kind: AskKind;
  /** The measure word asked with: 家 in 多少家. */
  readonly measure?: string;
}

const counted =
  "家次|家|件|个|项|次|例|单|起|条|位|名|人|场|座|所|支|只|款|种|类|套|台|辆|吨|片|枚|亩|国|户|区县|国家|企业|项目|倍|度|平方米|万亩|单位|案件|号人|工人|员工|人员|职工|专家";

const rules: readonly (readonly [AskKind, RegExp])[] = [
  [
    "document",
    /文号|字号|文件编号|哪(?:个|份|一个)?文件|什么文件|依据(?:是)?什么|哪(?:个|份)?方案/,
  ],
  [
    "duration",
    /多久|多长时间|多少(?:个)?(?:工作日|天|小时)|多少个月|几(?:个)?(?:工作日|天|小时)|几个月|办理时限|时限(?:是)?多|周期(?:是)?多|要等多|(?:用|花|有|已|干|做)了?多少(?:个)?(?:年头?|个月|天)|多少年头?|几年(?!级)/,
  ],
  [
    "percent",
    /百分之几|百分之多少|多少%|几成|(?:占比|比例|比重|增幅|增速|增长率|占有率|覆盖率|转化率|产业化率|结案率|调解率|强度)(?:是|有|要|达|为|能|目标|会|的|现在|目前|到|升|提|，|,)*(?:多少|几|多高|如何|怎么样)?|(?:增长|涨|提高|提升|下降|降)了?(?:多少|百分)(?!亿|万|件|家|元|天|个(?!百分))|(?:多少|几)个?(?:百分)?点(?!位)|占(?:了|全市|全国|总)?.{0,8}多少|同比/,
  ],
  [
    "amount",
    /多少钱|多少元|多少个?万(?!亩|件|平|人|吨|片|台)|多少个?亿(?!亩|件|平|人|吨|立)|几个?万(?!辆|台|亩|件|人|吨|平|片|套|家|户|次|米|公里)|几百万|几个?亿|(?<!哪)几块(?:钱)?(?!地|合作|内容)|规模.{0,4}多大|补助标准|多少块|多少资金|多少经费|(?:补助?|补贴|奖励?|资助|支持|给|拿|领|投资|投|贷|融资|融|挽回|签约|债券|募集|判赔|赔|撬动|营收|产值|成交|交易|出口|进出口)(?:了|额|金额|总额|规模|到|得到|标准|是|有|大概|能|可以|款|资金)*(?:多少|好高|多高)(?!家|件|个|项|次|例|单|起|条|位|名|人|场|台|辆|吨|套|部|万(?:台|辆|吨|套|件))|收费|要钱|花钱|免费|贵不贵|总投资|产值多少|金额/,
  ],
  [
    "count",
    new RegExp(
      `(?:多少|(?<![哪第])几)[万千百]?(?:${counted})(?!百分点|月|工作日|小时|点|亿|万)|数量|总量|有多少|总数|拥有量`,
    ),
  ],
  ["date", /什么时候|何时|哪(?:一)?(?:天|年|月|日)|几月|几号|多少号|日期|啥时/],
  [
    "who",
    /谁(?!.{0,8}(?:更|多|少|高|低|快|慢|靠前|靠后|大|小|强|早|晚))|哪位|哪(?:个|些|几个|所|家|一?家)?(?:单位|部委|部门|机构|公司|企业|银行|局|委|领导|负责人|学校|高校|区县|区|省|市|国家|园区|城市)|哪家|由哪|牵头|负责人|责任单位|主管|归哪|找哪/,
  ],
  ["where", /哪里|在哪|哪儿|什么地方|何处|哪个地方/],
  ["why", /靠什么|什么原因|为啥|为什么|为何|原因|目的|图什么|为了什么/],
  ["how", /怎么|如何|怎样|流程|步骤|办法|方式|途径|渠道|咋/],
  [
    "list",
    /哪些|哪[几两三四五六七八九十\d]|有什么|是什么|包括|包含|分别|什么内容|什么条件|什么要求|要求|条件|范围|举措|特点|都有|什么/,
  ],
  ["yes-no", /吗|能不能|能否|可不可以|是不是|是否|有没有|会不会|行不行|可以不|得行|么(?:？|\?|$)/],
  ["rank", /第几|排几|排名|名次|位列|位居/],
  ["figure", /多少|(?<![哪第])几|好多/],
];

/** Every kind of answer the question would take, the most telling first. */
export function asksOf(text: string): Ask[] {
  const asks: Ask[] = [];
  for (const [kind, rule] of rules) {
    if (!rule.test(text)) continue;
    if (kind === "figure" && asks.length > 0) continue;
    const measure =
      kind === "count"
        ? new RegExp(
            `(?:多少|(?<![哪第])几)[万千百]?(${counted})(?!百分点|月|工作日|小时|点|亿|万)`,
          ).exec(text)?.[1]
        : undefined;
    asks.push(measure === undefined ? { kind } : { kind, measure });
  }
  return asks;
}

const wanted: Readonly<Partial<Record<AskKind, readonly FigureKind[]>>> = {
  amount: ["money", "number"],
  percent: ["percent", "points", "multiple"],
  count: ["count", "area", "multiple", "number", "percent"],
  duration: ["duration"],
  date: ["year", "month", "day"],
  document: ["document"],
  figure: [
    "money",
    "percent",
    "points",
    "multiple",
    "count",
    "duration",
    "area",
    "number",
    "temperature",
  ],
};

const measureAs: Readonly<Record<string, string>> = {
  企业: "家",
  单位: "家",
  机构: "家",
  项目: "个",
  国家: "个",
  案件: "件",
  号人: "人",
  工人: "人",
  员工: "人",
  人员: "人",
  职工: "人",
  专家: "名",
  万亩: "亩",
  区县: "个",
};

/** How well the figures of a piece of evidence fit an ask: 1 exact measure, 0.6 right kind, 0 none. */
export function figureFit(ask: Ask, figures: readonly Figure[]): number {
  const kinds = wanted[ask.kind];
  if (kinds === undefined) return 0.5;
  const measure = ask.measure === undefined ? undefined : (measureAs[ask.measure] ?? ask.measure);
  if (measure !== undefined && figures.some(({ unit }) => unit === measure)) return 1;
  const fitting = figures.filter(
    ({ kind, unit }) => kinds.includes(kind) && (kind !== "number" || unit === ""),
  );
  if (fitting.length === 0) return 0;
  // A bare number fits as an amount where it is written in 万 or 亿 (900万以上), else it may be a label.
  if (fitting.every(({ kind }) => kind === "number")) {
    return measure === undefined && fitting.some(({ raw }) => /[万亿]/.test(raw)) ? 0.8 : 0.2;
  }
  return measure === undefined || fitting.some(({ unit }) => alike(measure, unit))
    ? measure === undefined
      ? 1
      : 0.8
    : 0.2;
}

/**
 * Nouns that name a kind of answer: 份额 is accounted for by a share, 名字 by a name. They are no
 * topic; the evidence need not repeat them.
 */
const kindNouns: Record<string, AskKind> = {};
for (const [kind, nouns] of Object.entries({
  percent:
    "涨 涨了 百分之几 比例 比重 份额 占比 百分比 百分点 幅度 增幅 增速 增长幅度 增长率 涨幅 降幅 增长 提高 提升 上升 下降 率 百分之",
  amount:
    "总金额 金额 总额 额度 融资额 贷款额 出口额 资金 经费 费用 价钱 价格 收费 总投资 款 总价 大钱 标准 补助标准 现钱 钱数 规模 总规模",
  count: "名次 位次 排名 面积 大面积 数量 总数 数目 总量 个数 件数 家数 人数 次数 户数",
  duration: "年头 年限 时限 周期 时长 手续 办完 办好 办下来 办理 等待 工期 耗时 时间",
  date: "落款 落款日期 日期 时间 日子 消息 月份 年份 当天",
  who: "名字 姓名 人名 大名 姓 牵头 领导 人物",
  where: "地点 位置 地区 区域",
  document: "发文 字号 发文字号 编号 文号 文件 全称 名称 全名 依据 出处",
  list: "类型 种类 类别 方面 内容 条款 要点 说法 叫法 情形 做法 数字 东西 部分 哪类 哪种",
  how: "步骤 流程 方式 渠道 途径 办法 手段 方法 路径",
  why: "原因 目的 理由 背景 用意 意义",
})) {
  for (const noun of nouns.split(" ")) kindNouns[noun] ??= kind as AskKind;
}

/** Words that insist on a target or on what was achieved; the scope rules read them. */
export const standingWords = new Set([
  "目标",
  "力争",
  "预期",
  "计划",
  "实际",
  "完成",
  "达到",
  "预计",
]);

/** The kind of answer a noun names, if it names one. */
export function kindNamed(noun: string): AskKind | undefined {
  return Object.hasOwn(kindNouns, noun) ? kindNouns[noun] : undefined;
}

const someone =
  /局长|行长|院长|主任|处长|关长|部长|区长|市长|秘书长|会长|董事长|总裁|经理|负责人|发言人|记者|教授|先生|女士/;
const bodies =
  /局|委|院|行|公司|集团|大学|中心|政府|部门|处|银行|协会|管委会|单位|办事处|机构|法院|检察院|厅|所/;

/** How well evidence fits an ask that wants no figure, 0 to 1. */
export function textFit(kind: AskKind, text: string, said: boolean): number {
  if (kind === "who") {
    if (someone.test(text) && (!said || /说|表示|介绍|认为|指出|称/.test(text))) return 1;
    return bodies.test(text) && !said ? 0.7 : 0.2;
  }
  if (kind === "rank")
    return /第[一二三四五六七八九十\d]+(?!季|产业|条|段|章|次)/.test(text) ? 1 : 0.3;
  if (kind === "where") return /区|县|市|路|街|园|镇|位于|地处|落户/.test(text) ? 0.6 : 0.3;
  if (kind === "why")
    return /为了|目的|因为|由于|针对|破解|痛点|旨在|以便|得益于|推动了/.test(text) ? 0.9 : 0.4;
  if (kind === "how")
    return /通过|可先|步骤|方式|向.{2,14}(?:提|申请|咨询|确认)|联系|先.{2,20}再|由.{2,20}(?:负责|办理|匹配)/.test(
      text,
    )
      ? 0.8
      : 0.45;
  if (kind === "list") return (text.match(/[、；]/g) ?? []).length >= 2 ? 0.75 : 0.5;
  return 0.5;
}

/** Measure words used for the same things: 257项 answers 多少个项目, 四种 does not answer 几家. */
const measureGroups = [
  "个项件款",
  "类种",
  "家户个所",
  "件项起例宗",
  "人名位",
  "次场例起回",
  "条项款",
  "亩",
  "座处个",
  "台辆部",
];

function alike(asked: string, unit: string): boolean {
  return measureGroups.some(
    (group) => group.includes(asked.slice(0, 1)) && unit !== "" && group.includes(unit.slice(0, 1)),
  );
}
