/**
 * Words of a Chinese text with their part of speech, and what each weighs as evidence: a noun the
 * documents do not know is a reason to abstain, an unknown adverb is not.
 */
import { Jieba } from "@node-rs/jieba";
import { dict } from "@node-rs/jieba/dict.js";

export interface Word {
  readonly text: string;
  /** jieba's tag: n… noun, v… verb, a… adjective, m number, r pronoun, eng Latin, x other. */
  readonly tag: string;
}

export interface Segmenter {
  words(text: string): Word[];
}

/** `vocabulary`: the glossary's terms, kept whole and tagged as nouns. */
export function createSegmenter(vocabulary: Iterable<string>): Segmenter {
  const jieba = Jieba.withDict(dict);
  const lines = [...new Set(vocabulary)]
    .filter((word) => word.length > 1 && !/\s/.test(word))
    .map((word) => `${word} 100000 nz`);
  if (lines.length > 0) jieba.loadDict(Buffer.from(`${lines.join("\n")}\n`));
  return {
    words: (text) =>
      joinNames(jieba.tag(text, false).map(({ word, tag }) => ({ text: word, tag }))),
  };
}

/** Function characters: never part of a name the dictionary does not know. */
const functional = new Set(
  "的了着过地得和与及或在于从到对为被把给让向往由以按跟同比就都也还又再才只很太更最是有没不无这那哪谁几多少个种样件家次项位名条只支年月日号天元万亿要能会可想问请说讲看找帮我你您他她它们吗呢吧啊呀嘛哦哈么上下里中内外前后时点些每各其该等被将已曾并但而且如若因所光单共总做办弄搞干用来去起出入开设批交报领拿补占达超近约余第大小新老高低长短好坏快慢今明去".split(
    "",
  ),
);

/** Tag of a name put together here; as often a typing error as a name. */
export const guessedName = "n?";

/** 恒舰 and 远钦 are in no dictionary and come as single characters: side by side they are a name. */
function joinNames(words: readonly Word[]): Word[] {
  const joined: Word[] = [];
  let run = "";
  const close = () => {
    if (run.length > 1) joined.push({ text: run, tag: guessedName });
    else if (run !== "") joined.push({ text: run, tag: "x" });
    run = "";
  };
  for (const word of words) {
    if (/^\p{Script=Han}$/u.test(word.text) && !functional.has(word.text)) run += word.text;
    else {
      close();
      joined.push(word);
    }
  }
  close();
  return joined;
}

/**
 * Words of asking, politeness and connection: they carry no topic. Question words proper are read
 * by `asks.ts` before these are dropped.
 */
const empty = new Set(
  (
    "的 了 着 过 地 得 和 与 及 或 而 在 于 从 到 对 为 被 把 给 让 向 往 由 以 按 跟 同 比 就 都 也 还 又 再 才 只 " +
    "很 太 更 最 挺 蛮 比较 非常 特别 大概 大约 差不多 一般 一共 总共 共 合计 到底 究竟 其实 反正 现在 目前 如今 当前 今天 最近 近期 " +
    "请问 请 问 问下 问问 想问 想 想要 要 要想 想知道 知道 了解 咨询 查 查询 查一下 看看 说 说说 讲 讲讲 介绍 介绍一下 告诉 帮 帮我 帮忙 麻烦 谢谢 你好 您好 " +
    "我 我们 咱 咱们 你 你们 您 他 她 它 他们 它们 这 那 这个 那个 这些 那些 这里 那里 这边 那边 其 该 本 自己 大家 人家 别人 谁 " +
    "什么 啥 怎么 怎样 怎么样 如何 为什么 为何 哪 哪个 哪些 哪里 哪儿 哪家 哪位 几 几个 多少 多 多久 多长 多大 多高 何时 何 吗 呢 吧 啊 呀 嘛 哦 哈 么 " +
    "是 是不是 是否 有 有没有 没有 没 不 不是 能 能不能 能否 可以 可不可以 可 会 会不会 应该 应 需要 需 必须 得 行 行不行 好 好的 成 " +
    "做 办 弄 搞 干 用 使用 来 去 上 下 里 中 内 外 前 后 时候 时 时间 一下 一个 一些 一点 点 些 个 种 样 件 家 次 项 位 名 " +
    "情况 事 事情 事儿 东西 方面 问题 内容 具体 详细 主要 相关 有关 关于 至于 属于 包括 包含 还有 另外 以及 并且 然后 如果 要是 假如 那么 所以 因为 但是 不过 " +
    "多少钱 钱 块 块钱 万 亿 元 年 月 日 号 天 % 哪年 哪一年 哪天 几号 数 数字 数据 数量 总数 总额 金额 规模 " +
    "叫 叫做 称 算 算是 达到 达 完成 实现 成为 出 出来 拿 拿到 得到 获得 获 弄到 到位 " +
    "全部 所有 各 各个 每 每个 整个 全 老板 公司 企业 我司 厂 厂子 单位 小微企业 中小企业 小公司 申请人 " +
    "第几 排 排名 第 谁家 一年 去年 今年 明年 前年 后年 年底 年初 底 为止 截至 截止到 期间 以来 之前 之后 以后 以前 " +
    "觉得 认为 希望 打算 准备 计划 比如 例如 就是 那样 这样 一样 噻 哟 嘞 咯 撒 哒 喽 喔 嗯 呃 额 诶 欸 " +
    "本区 该区 区里 市里头 天才 三个 两个 四个 五个 几个 案子 重点 名号 具体数 有没有 姓甚名谁 全都 全套 都是 招牌 一套 下来 个人 人家 掏 掏钱 自己 出钱 花 花了 花费 盘子 玩法 里头 里面 当中 其中 那份 那家 那个 那所 那次 那批 那边 这份 这家 这笔 那笔 现场 一块儿 一块 要求 节点 不一样 一样 区别 现如今 联系 厂里 家里 咱家 卡壳 整得 归一 哥们 师傅 亲 朋友 听说 据说 看到 新闻 请教 求教 想法 打听 搞懂 搞清楚 弄清楚 说清楚 列 列出来 列一下 列出 各是 各有 分别是 " +
    "地方 人 东 面 哈子 有点 有些 别 快 赶紧 马上 立刻 真 真的 确实 完全 肯定 一定 曾 曾经 已 已经 正 正在 将 将要 可能"
  ).split(/\s+/),
);

/** 几天, 哪几个, 多少家: the question word with its measure. */
const asked = /^(?:怎么|咋|如何).*|^(?:几|多少|哪|哪几|第几|各|某|百分之)[\p{Script=Han}]?$/u;

/** How much a word says about the topic, 0 to 1. */
export function topicWeight({ text, tag }: Word): number {
  if (empty.has(text) || asked.test(text)) return 0;
  if (/^[\p{P}\p{S}\s]+$/u.test(text)) return 0;
  if (/^\d+(?:\.\d+)?$/.test(text)) return 0.6;
  if (/^[a-z0-9.+-]+$/i.test(text)) return text.length > 1 ? 1 : 0;
  if (text.length === 1) return tag.startsWith("n") || tag === "j" || tag.startsWith("v") ? 0.3 : 0;
  switch (tag[0]) {
    case "n":
    case "j":
    case "l":
    case "i":
      return 1;
    case "v":
      return tag === "vn" ? 0.8 : 0.5;
    case "a":
    case "b":
    case "z":
      return 0.5;
    case "s":
    case "f":
      return 0.4;
    case "d":
    case "r":
    case "c":
    case "p":
    case "u":
    case "y":
    case "e":
    case "o":
      return 0;
    case "m":
    case "q":
    case "t":
      return 0.3;
    default:
      return 0.6;
  }
}

/** A place or a body: what is stated of another one is no answer. */
export function namesOne({ text, tag }: Word): boolean {
  return text.length > 1 && /^n[st]/.test(tag) && !empty.has(text);
}

/** Whether the word may be a slip: put together here, or two characters (西永|和 read as 西|永和). */
export function mayBeSlip({ text, tag }: Word): boolean {
  return tag === guessedName || (/^n[st]/.test(tag) && text.length === 2 && !text.endsWith("国"));
}

/** Whether the word names a thing, so that its absence from the evidence means the answer is absent. */
export function namesThing({ text, tag }: Word): boolean {
  return (
    text.length > 1 &&
    !empty.has(text) &&
    (/^(?:n|j|l|eng)/.test(tag) || /^[a-z][a-z0-9-]+$/i.test(text))
  );
}
