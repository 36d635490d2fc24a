import { random } from "../emulators/telegram/random.ts";

/**
 * What customers write on an ordinary day, the most frequent first. Made up for this measurement;
 * in no other test and in no example of an intent on purpose.
 */
export const questions: readonly string[] = [
  "你好",
  "专利能贷款吗",
  "专利质押贷款需要什么条件",
  "知识产权质押融资有补贴吗",
  "怎么申请专家服务",
  "我的申请",
  "在吗",
  "贷款利息能补多少",
  "保护中心一次补助多少钱",
  "怎么预约专家上门",
  "专利质押要花多久",
  "商标可以拿去银行贷款吗",
  "评估费谁出",
  "小微企业专利贷款有什么优惠",
  "我想了解一下补助政策",
  "重庆有哪些银行做知识产权贷款",
  "专利被人侵权了怎么办",
  "你能做什么",
  "发明专利有没有资助",
  "地理标志怎么申请",
  "高价值专利有什么支持",
  "涪陵区有什么知识产权政策",
  "那渝北呢",
  "专利转化有补贴吗",
  "想转让一项专利怎么弄",
  "展会上被投诉侵权怎么处理",
  "海外维权有人帮忙吗",
  "出口产品遇到专利纠纷找谁",
  "需要准备哪些材料",
  "办理要几天",
  "谢谢",
  "专利开放许可是什么意思",
  "商业秘密怎么保护",
  "专利快速审查怎么走",
  "预审要多久",
  "专家服务收费吗",
  "可以远程请专家吗",
  "知识产权保险有吗",
  "贷款最高能贷多少",
  "银行不认我的专利怎么办",
  "风险补偿怎么算",
  "质押登记在哪里办",
  "维权援助电话是多少",
  "政策什么时候到期",
  "2027年的目标是什么",
  "去年全市质押融资多少亿",
  "九龙坡区有奖励吗",
  "高校专利能免费用吗",
  "怎么查专利有没有失效",
  "年费忘交了还能恢复吗",
  "转人工",
  "我要投诉",
  "今天天气怎么样",
  "PCT申请有补助吗",
  "how can I get a patent loan",
  "專利質押貸款怎麼辦理",
  "专利证书丢了咋个办",
  "公司改名了专利要变更吗",
  "数据知识产权登记是啥子",
  "帮我删除我的资料",
];

export const mixes = ["everyday", "distinct"] as const;
/** `everyday`: the questions as they stand. `distinct`: each with a company or a sum, no two alike. */
export type Mix = (typeof mixes)[number];

const names = ["江河", "恒达", "渝新", "长岭", "嘉陵", "巴山", "宏远", "金科", "三峡", "明月"];
const trades = ["机械", "电子", "化工", "食品", "新材料", "汽配", "软件", "医药", "纺织", "仪表"];

/**
 * Questions drawn by Zipf's law: the nth of the list as often as 1/n of the first. The same seed
 * gives the same row.
 */
export function drawn(mix: Mix, seed = 1): () => string {
  const chance = random(seed);
  const bounds: number[] = [];
  let sum = 0;
  for (let place = 1; place <= questions.length; place += 1) {
    sum += 1 / place;
    bounds.push(sum);
  }
  let count = 0;
  return () => {
    const at = chance() * sum;
    const question = questions[bounds.findIndex((bound) => at < bound)] ?? "";
    count += 1;
    return mix === "everyday" ? question : distinct(question, seed * 1_000_000 + count);
  };
}

function distinct(question: string, n: number): string {
  const company = `重庆${names[n % 10]}${trades[Math.floor(n / 10) % 10]}${n}号有限公司`;
  return n % 2 === 0 ? `我们是${company}，${question}` : `${question}，我们想要${n}元`;
}
