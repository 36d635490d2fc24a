/** Keys and values of a chart in the words of the page: for the picture, its text and its table. */
import { deskWords } from "../desk/words.ts";
import type { Language } from "../visitor.ts";
import type { Chart } from "./chart.ts";
import { dashboardWords } from "./words.ts";

/** A chart with every key put into words. */
export interface ToldChart extends Chart {
  readonly title: string;
  readonly rowNames: readonly string[];
  readonly seriesNames: readonly string[];
  /** Nothing was counted: there is no picture to draw. */
  readonly empty: boolean;
}

export function told(
  chart: Chart,
  language: Language,
  topic: (intent: string) => string | undefined,
): ToldChart {
  const say = dashboardWords(language);
  const { ratings, reasons, ends } = deskWords(language);
  const rowWords: Readonly<Record<string, string>> = {
    ...reasons,
    "rating-3": ratings[3],
    "rating-2": ratings[2],
    "rating-1": ratings[1],
  };
  const seriesWords: Readonly<Record<string, string>> = { ...ends, ...say.series };
  const rowName = (key: string) => {
    if (chart.name === "topics") return key === "others" ? say.others : topicName(key);
    return own(rowWords, key) ?? key;
  };
  // Intents have Chinese titles only; their ids are English.
  const topicName = (intent: string) =>
    language === "zh" ? (topic(intent) ?? intent) : intent.replaceAll("-", " ");
  return {
    ...chart,
    title: say.charts[chart.name],
    rowNames: chart.rows.map(rowName),
    seriesNames: chart.series.map(({ key }) => own(seriesWords, key) ?? key),
    empty: chart.series.every(({ values }) =>
      values.every((value) => value === undefined || (chart.unit === "count" && value === 0)),
    ),
  };
}

/** A value with its unit; a dash where there is none. */
export function valueWords(
  value: number | undefined,
  unit: Chart["unit"],
  language: Language,
): string {
  const say = dashboardWords(language);
  if (value === undefined) return say.none;
  switch (unit) {
    case "count":
      return String(value);
    case "percent":
      return say.percent(String(Math.round(value)));
    case "minutes":
      return say.minutes(value < 10 ? String(Math.round(value * 10) / 10) : value.toFixed(0));
  }
}

/** What the picture shows, in a sentence for those who do not see it. */
export function altText(chart: ToldChart, language: Language): string {
  const say = dashboardWords(language);
  const parts = chart.series.flatMap(({ values }, at) => {
    const name = chart.seriesNames[at] ?? "";
    const known = values.filter((value) => value !== undefined);
    if (chart.unit === "count")
      return [
        say.total(
          name,
          known.reduce((a, b) => a + b, 0),
        ),
      ];
    if (known.length === 0) return [];
    const [low, high] = [Math.min(...known), Math.max(...known)];
    const words = (value: number) => valueWords(value, chart.unit, language);
    return [say.range(name, words(low), words(high))];
  });
  const text = parts.length === 0 ? say.nothing : parts.join(language === "zh" ? "，" : ", ");
  return say.alt(chart.title, text);
}

function own(record: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
