/**
 * Attributes that customers ask for and documents often do not state: rates, ceilings, fees,
 * deadlines, addresses, names. Evidence near the topic is no answer unless it mentions the attribute.
 */
import { askingPart } from "./clauses.ts";

export interface Attribute {
  /** As the customer is told it is missing. */
  readonly name: string;
  /** What evidence must have. */
  readonly evidence: RegExp;
}

interface Rule extends Attribute {
  /** How it is asked for. */
  readonly asked: RegExp;
  /** Wording that means something else. */
  readonly unless?: RegExp;
}

const never = /(?!)/;
const totals = /全市|全区|总共|一共|全年|累计|去年|前年|20\d\d/;

const rules: readonly Rule[] = [
  {
    name: "贷款利率",
    asked: /利率|年化|利息|lpr|(?:贷|息|借).{0,8}几个点|几厘/i,
    evidence: /利率|利息|年化/,
  },
  {
    name: "质押率",
    asked: /质押率|折扣率|几折|打多少折|按评估.{0,4}几成|评估价的?(?:百分之|几成)/,
    evidence: /质押率/,
  },
  {
    name: "单户贷款额度上限",
    asked:
      /(?:最多|最高|顶多|至多|能|可以).{0,6}(?:贷|借)(?!款?(?:吗|么))|(?:贷|借)(?:到|出来?)?款?(?:多少|几百|几十)|(?:贷款|授信|单户|单笔|一户|一家).{0,4}(?:额度|上限)|额度上限|(?:一户|一家|单户|每户|每家).{0,4}(?:最多|最高|顶多|能).{0,4}(?:给|批|放|贷|拿)|额度(?:最高|最多|是多少|有多少|多大|多少)|(?:最高|最大|多少|多大)额度/,
    unless: totals,
    evidence: /(?:贷款|授信|单户|单笔).{0,6}(?:额度|上限|最高)/,
  },
  {
    name: "贷款期限和还款方式",
    asked: /贷款期限|(?:贷|借).{0,3}(?:几年|多长|多久还)|还款|展期/,
    evidence: /期限|还款|展期/,
  },
  {
    name: "担保和抵押要求",
    asked: /担保人|个人.{0,2}担保|签担保|反担保|抵押.{0,4}(?:房|厂|物|车)|(?:房|厂房|车).{0,4}抵押/,
    evidence: /担保人|个人担保|反担保|抵押物/,
  },
  {
    name: "联系电话",
    asked: /电话|手机号|联系方式|热线|座机|打哪个号|号码|微信号|加微信|怎么联系|传真/,
    evidence: /电话|热线|手机号/,
  },
  { name: "邮箱", asked: /邮箱|邮件|e-?mail/i, evidence: /邮箱|@/ },
  {
    name: "网址或链接",
    asked: /网址|网站|官网|链接|网页|公众号|小程序|二维码|\bapp\b|下载/i,
    evidence: /网址|网站|https?:|公众号|小程序|扫码|应用/,
  },
  {
    name: "具体地址",
    asked: /地址|门牌|几楼|哪条路|哪栋|怎么走|坐(?:几|哪)|办公地点|停车/,
    evidence: /地址|位于/,
  },
  {
    name: "办公时间",
    asked: /周[一二三四五六日末天]|礼拜|星期|上班|下班|营业|开门|值班|办公时间/,
    evidence: /上班|工作日|办公时间|营业时间/,
  },
  {
    name: "申报起止时间",
    asked:
      /截止|截至什么时候|申报时间|报名时间|什么时候(?:开始|可以)?(?:申报|报名|申请|受理)|申报期|窗口期|最后(?:一天|期限)|还能报|最晚|最迟|(?:之前|以前|号前|日前)(?:要|得|必须)?(?:交|报|递)|哪天(?:交|截)/,
    evidence: /截止|申报时间|受理时间|常态化|长期/,
  },
  {
    name: "钱到账的时间",
    asked:
      /到账|打款|拨(?:付|款)|(?:钱|款|补助).{0,10}(?:多久|几天|什么时候|哪天).{0,4}(?:到|发|下来)/,
    evidence: /到账|打款|拨付/,
  },
  {
    name: "申请材料清单",
    asked:
      /什么材料|哪些材料|材料清单|要带什么|准备(?:什么|哪些)|交(?:什么|哪些)(?:材料|资料)|资料清单|申请表|什么资料|哪些资料|表格/,
    evidence: /材料|资料|申请表/,
  },
  {
    name: "获批的把握",
    asked:
      /批(?:得|不)下来|能(?:不能)?批(?:下来|准)?(?:吗|不|么|[?？]|$)|(?:肯定|一定|稳).{0,4}(?:批|过)|批准吗|通过率|成功率|给个准话|能不能(?:过|成)|能过(?:审|吗)|百分(?:之)?百|百分百|保证|包过|一定能|稳不稳|概率|把握/,
    evidence: /通过率|成功率|概率/,
  },
  {
    name: "能不能叠加享受的规定",
    asked: /叠(?:加|着)|同时(?:享受|领|拿|报)|重复(?:享受|领|拿|报)|两头(?:领|拿|报)|再领一份/,
    evidence: /叠加|重复享受|同时享受/,
  },
  {
    name: "评价和预测",
    asked:
      /你(?:觉得|认为|看好)|觉得.{0,24}(?:算|多|少|好|高|值)|值不值|该不该|划不划算|靠不靠谱|靠谱吗|会(?:涨|跌)|预测|推荐一|好不好用|担心|怎么评价|什么看法|算(?:多|高|快|好|大)还是/,
    evidence: never,
  },
  {
    name: "和第一名相比的说明",
    asked: /(?:跟|和|比)第[一二三]名?(?:差|比)|差在哪|输在哪|为什么不是第一/,
    evidence: /第一名?.{0,10}(?:相比|差)/,
  },
  {
    name: "权利的估值",
    asked:
      /(?:专利|商标|实用新型|外观|版权|软著|这个|手上|手里|它).{0,12}值(?:多少|几)|估(?:个|一下)?价|估值|作价/,
    evidence: /估值|作价|评估价值/,
  },
  { name: "奖励的说明", asked: /奖(?:了)?钱|奖金|发奖/, evidence: /奖/ },
  {
    name: "人数",
    asked:
      /多少(?:号|个|名|位)?(?:人|员工|工人|职工)(?!口|次|均|民)|几(?:号|个)?人|员工(?:数|人数|有多少)/,
    evidence: /\d余?(?:多)?(?:人|名|位)/,
  },
  { name: "工作日还是自然日的说明", asked: /工作日还是|自然日/, evidence: /工作日|自然日/ },
  { name: "不良率", asked: /坏账|不良(?:率|贷款)|逾期/, evidence: /坏账|不良/ },
  {
    name: "成立时间",
    asked: /(?:哪年|什么时候|何时|啥时候?)(?:成立|创办|注册的)|成立(?:时间|日期|于)/,
    evidence: /成立|创办/,
  },
  {
    name: "重量",
    asked: /多重|重量|几斤|多少(?:斤|公斤|吨)/,
    evidence: /重量|\d+(?:公斤|千克|吨|克)/,
  },
  { name: "赔偿的数额", asked: /赔(?:偿)?(?:我|给我)?(?:多少|几)/, evidence: /判赔|赔偿/ },
  {
    name: "资金支持的数额",
    asked: /给(?:了)?(?:多少|几).{0,2}(?:资金|经费)|资金支持/,
    evidence: /补助|资金支持|补贴|拨款/,
  },
  { name: "单独的进口额", asked: /(?<![进出])进口(?!出)/, evidence: /(?<!出)进口(?!出)/ },
  { name: "单独的出口额", asked: /(?<!进)出口/, evidence: /(?<!进)出口/ },
  { name: "在全国的名次", asked: /全国.{0,4}(?:排|第几|名次|位次)/, evidence: /全国/ },
  {
    name: "具体地点",
    asked: /(?:在|设在|开在|放在|办在)哪(?:里|儿|个区|几个区|个馆|个地方)?(?:办|开|搞)?[?？]?$/,
    evidence:
      /位于|设在|落户|地点在|在[\p{Script=Han}]{1,8}(?:区|县|街|路|园|镇|馆|市)(?!场|级)|在(?:深圳|北京|上海|成都|广州|杭州|武汉)/u,
  },
  {
    name: "得分",
    asked: /多少分(?!行)|(?<!百)几分(?!之)|得分|(?<!百)分数/,
    evidence: /\d分(?!中|别)/,
  },
  { name: "合同期限", asked: /签了?(?:几|多少)年|签多久|合同期/, evidence: /为期|期限|签约?\d+年/ },
  {
    name: "最低数额",
    asked: /最低(?:给|补|多少|是)|至少(?:给|补|多少)|起步|下限/,
    evidence: /最低|至少|不少于|不低于|以上|从\d/,
  },
  {
    name: "单件的数额",
    asked: /单案|单件|单笔|每件|一件(?:最|赔|判)|最高判|最多判/,
    unless: /平均/,
    evidence: /单案|单件|每件/,
  },
  {
    name: "原产地",
    asked: /哪(?:个)?国(?:来|运|进|产|家来)/,
    evidence: /自.{2,8}(?:国|洲)|从.{2,8}国/,
  },
  {
    name: "单独的数额",
    asked: /(?:^|[，,])(?:光|单|只)(?:是|看|算|说)?(?!位)[\p{Script=Han}]{2,}/u,
    evidence: /^(?!.*(?:为代表|等\d+|\d+个|合计|共计|共有|累计)).*/,
  },
  { name: "薪酬", asked: /工资|薪水|待遇|年薪|社保/, evidence: /工资|薪|待遇/ },
  { name: "股价", asked: /股价|市值|股票代码/, evidence: /股价|市值/ },
  { name: "利润", asked: /利润|盈利|赚了多少|亏/, evidence: /利润|盈利|亏损/ },
];

const feeKinds =
  "代理|律师|申请|官|(?<![今去明前后每])年|公证|担保|评估|登记|手续|服务|咨询|检索|注册|鉴定|诉讼|仲裁|检测|会员|会|报名|培训|保险|中介|评审|查新|公告|维持|变更|续展|翻译|差旅|许可|使用|管理|受理|工本";
const fee = new RegExp(`(${feeKinds})费`, "u");
/** 「担保公司那边的费用怎么算」 asks for the 担保费. */
const thirdParty =
  /(担保|律师|代理|公证|保险|中介|咨询|鉴定|检测|培训)(?:公司|机构|所|处)?.{0,6}(?:费用|收费|怎么收|收多少)/;
/** 「注册一个商标要花多少钱」: a price is asked for without naming a fee. */
const price =
  /收费(?:不|吗|没)|要不要.{0,3}(?:出|交|付|花|收)?钱|收不收(?:费|钱)|免不免费|是免费|还收(?:费|钱|不收)|(?:要|得|需要?|会)(?:花|交|付|缴|出|收)?(?:多少|几)(?:钱|块|万|元)|花(?:费)?(?:多少|几)(?:钱|块|万|元)|收(?:费)?(?:多少|几|吗)|多少钱一|怎么收费|收费标准|收不收费|(?:要|得)?(?:交|付)多少|要钱/;
const priceStated =
  /费(?:用)?(?:标准)?[^，。；]{0,8}?\d+(?:\.\d+)?万?元|免费|不收费|免收|费.{0,4}(?:为|至|到)0/;

const posts =
  "老板|副?局长|副?主任|副?院长|副?行长|副?书记|副?区长|副?县长|副?市长|处长|科长|校长|董事长|总裁|总经理|副?会长|秘书长|副?组长|法定代表人|创始人|负责人|发言人|主编|领导";
const post = new RegExp(
  `(${posts})(?=.{0,6}(?:是?谁|叫|姓|名字|哪位|哪个人))|(?:谁(?:是|当|任).{0,10}|哪位.{0,4})(${posts})`,
);

/** 「哪家银行」「哪个馆」 want one of that kind by its name. */
const kindOf =
  /(?:哪|什么)(?:一)?(?:家|个|些|几家|几个|所|种)?(银行|支行|馆|厂|工厂|牌子|品牌|学校|大学|国家|镇|街道|园区|研究所|所(?!以)|院(?!长))|(银行|企业|公司|单位|支行)(?:都|分别)?(?:是谁|叫啥|叫什么|有哪些|是哪些|是哪(?:几)?家)/;
const generic =
  "各|多|等|该|这|家|些|贷款|向|请|金融|商业|合作|由|和|与|及|的|对|为|是|有|在|一|让|专营|科技型中小|出海|中小|重点|参展|龙头|骨干|民营|国有|外商投资|入选|百强";

function kindAsked(text: string): Attribute[] {
  const found = kindOf.exec(text);
  const kind = found?.[1] ?? found?.[2];
  if (kind === undefined) return [];
  const named =
    kind === "企业" || kind === "公司" || kind === "工厂" || kind === "厂"
      ? "公司|集团|厂"
      : kind === "大学" || kind === "学校"
        ? "大学|学院"
        : kind;
  const evidence = new RegExp(
    `${/牌子|品牌/.test(kind) ? "“[^”]+”|" : ""}(?<!${generic})(?!(?:${generic}))[\\p{Script=Han}A-Za-z]{2,12}(?<!${generic})(?:${named})`,
    "u",
  );
  return [{ name: `${kind}的名称`, evidence }];
}

/** A part of a year: a figure of the whole year is not one of its months, and the reverse. */
const part =
  /前[一二三四五六七八九十\d]{1,2}个?月|上半年|下半年|[一二三四1-4]季度|全年|(?<!十[一二三四五])(?<!分)[二三四五六]期(?!间|限)|上个?月|本月|这个月|上周|上半年|(?<!\d)\d{1,2}年前|[一二两三四五六七八九十]年前|近[两三五\d]年|第[一二三四五六七八九十\d]+条|(?<!\d)\d{1,2}月(?:\d{1,2}[日号])?/g;

const numbers = "一二三四五六七八九十";

/** The attributes a question asks about. A story told before the question asks nothing. */
export function attributesOf(whole: string): Attribute[] {
  const text = whole.length > 40 ? askingPart(whole) : whole;
  return [
    ...rules.filter(({ asked, unless }) => asked.test(text) && unless?.test(text) !== true),
    ...feeAsked(text),
    ...nameAsked(text),
    ...kindAsked(text),
    ...partsAsked(text),
    ...rankAsked(text),
  ].map(({ name, evidence }) => ({ name, evidence }));
}

function feeAsked(text: string): Attribute[] {
  const kind = fee.exec(text)?.[1] ?? thirdParty.exec(text)?.[1];
  if (kind !== undefined) {
    return [{ name: `${kind}费`, evidence: new RegExp(`${kind}\\p{Script=Han}{0,2}费`, "u") }];
  }
  return price.test(text) && !/投资|补|奖|贷|给多少|获批|批下来/.test(text)
    ? [{ name: "要交的费用", evidence: priceStated }]
    : [];
}

/** A post's holder is named only where the evidence has that post with a name behind it. */
function nameAsked(text: string): Attribute[] {
  const found = post.exec(text);
  const held = found?.[1] ?? found?.[2];
  if (held === undefined) return [];
  const plain = held === "领导" ? posts : held;
  const evidence = new RegExp(
    `(?:${plain})(?!介绍|表示|说|认为|透露|指出|牵头|负责|为|的|和|及)\\p{Script=Han}{2,3}(?=说|表示|介绍|认为|指出|透露|在|称|，|、|。|和|与|及|等|主讲|把|$)`,
    "u",
  );
  return [{ name: `${held}是谁`, evidence }];
}

function partsAsked(text: string): Attribute[] {
  return [...text.matchAll(part)].map(([said]) => {
    if (said === "全年")
      return { name: "全年的数据", evidence: /全年|20\d\d年(?!.{0,3}季度|.{0,2}半年|\d)/ };
    const month = /^\d{1,2}月/.exec(said)?.[0];
    const evidence = new RegExp(month === undefined ? RegExp.escape(said) : `(?<!\\d)${month}`);
    return { name: `${said}的数据`, evidence };
  });
}

/** 「第八名」 is covered by 第八; a mention of the first ten does not say who is eighth. */
function rankAsked(text: string): Attribute[] {
  const said =
    /第([一二三四五六七八九十]|\d{1,3})(?:名|位|个|家|(?=.{0,3}(?:是|在)?(?:谁|哪)))/.exec(
      text,
    )?.[1] ?? /(?:谁|哪).{0,8}第([一二三四五六七八九十])/.exec(text)?.[1];
  if (said === undefined) return [];
  const rank = /\d/.test(said) ? Number(said) : numbers.indexOf(said) + 1;
  const forms = [`第${rank}(?!\\d)`, `第${numbers[rank - 1] ?? rank}(?!单|批|个|家|次|产业|时间)`];
  if (rank <= 3) forms.push("前三");
  if (rank === 1) forms.push("首位", "最多", "最高", "榜首", "居首");
  return [{ name: `第${said}名`, evidence: new RegExp(forms.join("|")) }];
}
