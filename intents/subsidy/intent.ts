import {
  calculate,
  calculateDifference,
  calculateSum,
  defineIntent,
  type NamedProject,
  projectsNamed,
} from "#kit";
import { subsidyForm } from "./form.ts";

const chinese = "一二三四五六七八九十";

/** Years of operation a question adds up: 「头两年」「运行五年」「第一年」. 0 for none. */
function yearsIn(text: string): number {
  if (/年半|半年|-\d|－\d|负/.test(text)) return 0;
  const plain = text.replace(/(?:19|20)\d{2}年|每一?年|一年(?=能|给|补|有多少|多少)/g, "");
  const said = /(\d{1,2}|[一二两三四五六七八九十])年/u.exec(plain)?.[1];
  if (said === undefined) return 0;
  return /\d/.test(said) ? Number(said) : said === "两" ? 2 : chinese.indexOf(said) + 1;
}

/** 「只算运行经费」「不算建设补助」: the yearly money alone. */
const yearlyOnly =
  /(?:只|光|单)(?:算|看|说|要)?.{0,4}(?:运行|每年|年度)|(?:不算|不含|除开|除了|去掉|不包括|刨开|扣除).{0,4}(?:建设|一次性|获批)/;

export default defineIntent(({ answering }) => {
  const { programs } = answering.knowledge;
  const operating = (named: NamedProject) => {
    const source = named.project.conditions.find(({ id }) => id.startsWith("yearly-"))?.source;
    return source === undefined ? undefined : `${source.document}/${source.passage}`;
  };
  return {
    title: "知识产权保护补助",
    starter: "快维中心能补多少？",
    forms: [subsidyForm(answering)],
    handle(turn) {
      const { text } = turn;
      // In a follow-up (「那保护中心呢」) the project now named counts, not the one before.
      const fresh = projectsNamed(turn.raw, programs);
      const named = fresh.length > 0 ? fresh : projectsNamed(text, programs);
      const elsewhere = turn.question.regions.some(
        (name) => !answering.reader.regions.within(name, "重庆市"),
      );
      const money =
        turn.question.asks.some(({ kind }) => kind === "amount") ||
        /补(?:助|贴)?(?:多少|几|好多|\d)|能(?:补|拿|领|得)|一共|总共|合计|加起来|多少/.test(text);
      const other =
        turn.question.attributes.length > 0 || turn.question.years !== undefined || elsewhere;
      if (
        /自查|自测|自检|核对|算一?下.{0,6}(?:能不能|资格|够不够|符不符合)|(?:我|我们|咱).{0,8}(?:能不能|可不可以|够不够|符不符合|有没有资格).{0,8}(?:补|申请|报|拿)|帮我(?:算|查|看看).{0,10}补/.test(
          text,
        ) &&
        !(named.length > 0 && yearsIn(text) > 0)
      ) {
        const [first] = named;
        return turn.start(
          "subsidy-check",
          first === undefined ? {} : { project: first.project.name },
        );
      }
      const [one, two] = named;
      if (
        one !== undefined &&
        two !== undefined &&
        named.length === 2 &&
        /高|低|更多|更少|差|比|一样|相同|区别/.test(text)
      ) {
        const difference = calculateDifference([one, two]);
        if (difference !== undefined)
          return turn.cited("answer", difference.text, difference.passages);
      }
      if (
        money &&
        !other &&
        named.length > 0 &&
        !/没完成|未完成|没达标|不达标|不合格|没通过|[两三四五六七八九2-9]个(?:快维|保护|国家|中心|平台|分中心)|谁|哪个单位|条件|什么时候|材料|怎么|异常|失信|高|比|差/.test(
          text,
        )
      ) {
        const years = yearsIn(text);
        const [first] = named;
        const sum =
          named.length > 1 && /一共|总共|合计|加起来|总计|共/.test(text)
            ? calculateSum(named, years)
            : undefined;
        const calculation =
          sum ??
          (first !== undefined && named.length === 1
            ? calculate(first, years, operating(first), yearlyOnly.test(text))
            : undefined);
        if (calculation !== undefined) {
          const stated = named.some(
            ({ project }) => project.oneOff !== undefined || project.yearly !== undefined,
          );
          return turn.cited(stated ? "answer" : "abstain", calculation.text, calculation.passages);
        }
      }
      return turn.wish && !other ? turn.start("subsidy-check", {}) : turn.answer();
    },
  };
});
