/** A region as answers name it, with its other names; the glossary's regions fit this. */
export interface Region {
  readonly name: string;
  readonly aliases: readonly string[];
}

const districts =
  "万州 黔江 涪陵 渝中 大渡口 江北 沙坪坝 九龙坡 南岸 北碚 渝北 巴南 长寿 江津 合川 永川 南川 綦江 大足 璧山 铜梁 潼南 荣昌 开州 梁平 武隆".split(
    " ",
  );
const counties = "城口 丰都 垫江 忠 云阳 奉节 巫山 巫溪".split(" ");
const autonomous: Readonly<Record<string, string>> = {
  石柱: "石柱土家族自治县",
  秀山: "秀山土家族苗族自治县",
  酉阳: "酉阳土家族苗族自治县",
  彭水: "彭水苗族土家族自治县",
};
/** Short names that are everyday words: only the full name counts. */
const ambiguous = new Set(["长寿", "江北", "南岸", "忠", "开州"]);

/** The city all regions below belong to. */
export const city: Region = { name: "重庆市", aliases: ["重庆", "我市", "全市", "渝企", "在渝"] };

/** Chongqing's districts, counties and the two state-level zones; the default of `ingest`. */
export const chongqing: readonly Region[] = [
  ...districts.map((name) => ({ name: `${name}区`, aliases: ambiguous.has(name) ? [] : [name] })),
  ...counties.map((name) => ({ name: `${name}县`, aliases: ambiguous.has(name) ? [] : [name] })),
  ...Object.entries(autonomous).map(([short, name]) => ({ name, aliases: [`${short}县`, short] })),
  { name: "两江新区", aliases: [] },
  { name: "重庆高新区", aliases: ["西部科学城重庆高新区"] },
  { name: "万盛经开区", aliases: ["万盛"] },
];

/** Names of the regions a text names, each once, in order of first mention, the city left out. */
export function regionsIn(text: string, regions: readonly Region[]): string[] {
  const found: { name: string; at: number }[] = [];
  for (const region of regions) {
    if (region.name === city.name) continue;
    let at = -1;
    for (const form of [region.name, ...region.aliases]) {
      const here = text.indexOf(form);
      if (here >= 0 && (at < 0 || here < at)) at = here;
    }
    if (at >= 0) found.push({ name: region.name, at });
  }
  return found.sort((a, b) => a.at - b.at).map((region) => region.name);
}

function namesCity(text: string): boolean {
  return [city.name, ...city.aliases].some((form) => text.includes(form));
}

/** The one region an article is about: by its publisher and title first, then its text. */
export function regionOf(
  article: { title: string; publisher: string; official: boolean; text: string },
  regions: readonly Region[],
): string {
  if (article.official) {
    const byOffice = regionsIn(article.publisher, regions);
    if (byOffice[0] !== undefined) return byOffice[0];
  }
  const inTitle = regionsIn(article.title, regions);
  if (inTitle.length === 1 && inTitle[0] !== undefined) return inTitle[0];
  if (inTitle.length > 1 || namesCity(article.title)) return city.name;
  const inLead = regionsIn(article.text.slice(0, 160), regions);
  const lead = inLead[0];
  if (inLead.length === 1 && lead !== undefined && !/全市|我市|全国/.test(article.text))
    return lead;
  return city.name;
}

/** The region a passage speaks of where it is another than the article's; its first words decide, or that it comes back to it. */
export function passageRegion(
  text: string,
  articleRegion: string,
  regions: readonly Region[],
): string | undefined {
  const named = regionsIn(text, regions);
  const only = named[0];
  if (named.length !== 1 || only === undefined || only === articleRegion) return undefined;
  if (articleRegion !== city.name || /全市|我市|全国|各区县/.test(text)) return undefined;
  // 「在某区举行」 is where a thing took place; what it is about opens the passage or comes back.
  const forms = regions.find((region) => region.name === only);
  const mentions = [only, ...(forms?.aliases ?? [])].reduce(
    (most, form) => Math.max(most, text.split(form).length - 1),
    0,
  );
  const opens = regionsIn(text.slice(0, only.length + 3), regions).length === 1;
  return opens || mentions >= 2 ? only : undefined;
}
