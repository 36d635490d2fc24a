export const chartNames = [
  "volume",
  "resolved",
  "waiting",
  "first-answer",
  "handoffs",
  "satisfaction",
  "topics",
] as const;
export type ChartName = (typeof chartNames)[number];

/** One line, or one colour of bars. */
export interface Series {
  readonly key: string;
  /** One a row; undefined where there is nothing to tell. */
  readonly values: readonly (number | undefined)[];
}

/** What a picture and the table below it both show. Keys are put into words by the page. */
export interface Chart {
  readonly name: ChartName;
  /** `columns`: stacked, upright, over time. `lines`: over time. `bars`: stacked, lying, by kind. */
  readonly shape: "columns" | "lines" | "bars";
  readonly unit: "count" | "minutes" | "percent";
  /** Days, hours of a day, or kinds. */
  readonly rows: readonly string[];
  readonly series: readonly Series[];
  /** How many cases stand behind each row, where its values are not counts themselves. */
  readonly n?: readonly number[];
}

/** With fewer cases than this a share or a duration says little, and is shown as such. */
export const few = 10;
