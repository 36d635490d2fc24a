/** Words that tell an article's or a passage's topics; the ids are those of the intents. */
const words: Readonly<Record<string, RegExp>> = {
  "pledge-financing": /质押|融资|贷款|信贷|证券化|贴息|担保/gu,
  subsidy: /补助|补贴|奖励|资助|申报(?:单位|条件|主体)/gu,
  "expert-service": /专家服务|专家团|专家对接|帮扶协议|诊断服务/gu,
  "patent-commercialization": /专利开放许可|转移转化|成果转化|专利转化|专利池|密集型|产业化|转让/gu,
  "rights-protection": /维权|侵权|执法|司法保护|行政保护|惩罚性赔偿|违法案件|调解|仲裁|保护中心/gu,
  "overseas-ip": /海外|涉外|马德里|PCT|出海|国际专利/gu,
  "trademark-and-gi": /商标|地理标志|品牌/gu,
  "ip-services": /公共服务|服务机构|代理|导航|预审|服务站|知识产权服务/gu,
};

/** 融资, 品牌 and 出海 are topics of this service only where intellectual property is spoken of. */
const rights = /知识产权|专利|商标|地理标志|版权|著作权/gu;

/** Topics of a text, the strongest first, at most four; `policy-facts` where none stands out. */
export function topicsOf(title: string, text: string): string[] {
  const aboutRights = (`${title}\n${text}`.match(rights)?.length ?? 0) >= 2;
  const scored: { topic: string; score: number }[] = [];
  for (const [topic, pattern] of Object.entries(words)) {
    if (!aboutRights && topic !== "expert-service") continue;
    const inTitle = title.match(pattern)?.length ?? 0;
    const inText = text.match(pattern)?.length ?? 0;
    const score = inTitle * 5 + (inText * 1_000) / Math.max(text.length, 400);
    if (inTitle > 0 || inText >= 2) scored.push({ topic, score });
  }
  scored.sort((a, b) => b.score - a.score);
  const best = scored[0]?.score ?? 0;
  const topics = scored.filter((entry) => entry.score >= best * 0.25).map((entry) => entry.topic);
  return topics.length === 0 ? ["policy-facts"] : topics.slice(0, 4);
}
