/** The only place that knows ECharts: a chart in, a picture out. */
import type { EChartsCoreOption } from "echarts/core";
import { few } from "./chart.ts";
import { type Palette, palettes, type Theme } from "./palette.ts";
import type { ToldChart } from "./told.ts";

// Without quotation marks: ECharts puts them into an attribute as they are.
const fonts = "system-ui, PingFang SC, Noto Sans CJK SC, Noto Sans SC, Microsoft YaHei, sans-serif";

/** Pictures are drawn for two widths, so that letters stay legible on a phone. In CSS pixels. */
export const sizes = { wide: 520, narrow: 320 } as const;
export type Size = keyof typeof sizes;

const legendRow = 26;

/** How many rows the legend takes: drawn sign, name and gap for each series. */
function legendRows({ seriesNames }: Pick<ToldChart, "seriesNames">, size: Size): number {
  if (seriesNames.length < 2) return 0;
  let rows = 1;
  let used = 0;
  for (const name of seriesNames) {
    const item = 60 + textWidth(name, "13px");
    if (used > 0 && used + item > sizes[size]) {
      rows += 1;
      used = 0;
    }
    used += item;
  }
  return rows;
}

/** Bars grow downwards with their number; the others have one height below the legend. */
export function heightOf(chart: ToldChart, size: Size): number {
  const drawn = chart.shape === "bars" ? 44 + Math.max(1, chart.rows.length) * 34 : 240;
  return drawn + 16 + legendRows(chart, size) * legendRow;
}

let library: Promise<typeof import("echarts/core")> | undefined;

/** Loaded with the first picture: whoever never opens the dashboard does not pay for it. */
async function loaded() {
  library ??= (async () => {
    const [core, charts, components, renderers] = await Promise.all([
      import("echarts/core"),
      import("echarts/charts"),
      import("echarts/components"),
      import("echarts/renderers"),
    ]);
    core.setPlatformAPI({ measureText: (text, font) => ({ width: textWidth(text, font) }) });
    core.use([
      charts.BarChart,
      charts.LineChart,
      components.GridComponent,
      components.LegendComponent,
      renderers.SVGRenderer,
    ]);
    return core;
  })();
  return await library;
}

/** Without a browser nobody measures letters: ours are as wide as a wide sans serif's. */
function textWidth(text: string, font = ""): number {
  const size = Number(/([\d.]+)px/.exec(font)?.[1] ?? 12);
  const ems = [...text].map((letter) => (letter < "\u2e80" ? 0.62 : 1));
  return size * ems.reduce((sum, em) => sum + em, 0);
}

/** The picture as an SVG document. */
export async function draw(chart: ToldChart, theme: Theme, size: Size): Promise<string> {
  const width = sizes[size];
  const { init } = await loaded();
  const canvas = init(null, null, {
    renderer: "svg",
    ssr: true,
    width,
    height: heightOf(chart, size),
  });
  try {
    canvas.setOption(optionOf(chart, palettes[theme], size));
    return canvas.renderToSVGString();
  } finally {
    canvas.dispose();
  }
}

function optionOf(chart: ToldChart, palette: Palette, size: Size): EChartsCoreOption {
  const lying = chart.shape === "bars";
  const text = { color: palette.soft, fontFamily: fonts, fontSize: 13 };
  const kinds = {
    type: "category",
    data: [...chart.rowNames].map((name) => (lying ? name : short(name))),
    inverse: lying,
    axisLabel: {
      ...text,
      hideOverlap: true,
      ...(lying ? { width: Math.round(sizes[size] * 0.33), overflow: "truncate" } : {}),
    },
    axisTick: { show: false },
    axisLine: { lineStyle: { color: palette.grid } },
  };
  const amounts = {
    type: "value",
    min: 0,
    ...(chart.unit === "percent" ? { max: 100 } : {}),
    ...(chart.unit === "count" ? { minInterval: 1 } : {}),
    axisLabel: { ...text, formatter: chart.unit === "percent" ? "{value}%" : "{value}" },
    splitLine: { lineStyle: { color: palette.grid } },
  };
  return {
    animation: false,
    backgroundColor: palette.surface,
    color: [...palette.colours],
    textStyle: { fontFamily: fonts },
    legend: {
      show: chart.series.length > 1,
      top: 0,
      left: 0,
      itemGap: 18,
      textStyle: { ...text, color: palette.ink },
    },
    grid: {
      left: 4,
      right: 28,
      top: 16 + legendRows(chart, size) * legendRow,
      bottom: 4,
      outerBoundsMode: "same",
      outerBoundsClampWidth: "45%",
    },
    xAxis: lying ? amounts : kinds,
    yAxis: lying ? kinds : amounts,
    series: chart.series.map((_, at) => seriesOf(chart, at, palette)),
  };
}

function seriesOf(chart: ToldChart, at: number, palette: Palette) {
  const values = chart.series[at]?.values ?? [];
  const shared = { name: chart.seriesNames[at], silent: true, emphasis: { disabled: true } };
  const colour = palette.colours[at % palette.colours.length];
  if (chart.shape === "lines") {
    return {
      ...shared,
      type: "line",
      // Another stroke and another mark, so that colour is not all that tells them apart.
      lineStyle: { width: 2, type: at === 0 ? "solid" : "dashed" },
      symbol: at === 0 ? "circle" : "diamond",
      symbolSize: chart.rows.length > 31 ? 4 : 9,
      showSymbol: true,
      showAllSymbol: true,
      data: values.map((value, row) => ({
        value: value ?? null,
        itemStyle: {
          color: (chart.n?.[row] ?? few) < few ? palette.surface : colour,
          borderColor: colour,
          borderWidth: chart.rows.length > 31 ? 1 : 2,
        },
      })),
    };
  }
  const counted = values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  return {
    ...shared,
    type: "bar",
    stack: "all",
    barMaxWidth: 26,
    itemStyle: { borderColor: palette.surface, borderWidth: chart.rows.length > 31 ? 0 : 1 },
    data: values.map((value) => value ?? 0),
    ...(chart.series.length === 1 && counted > 0
      ? { label: { show: true, position: "right", color: palette.ink, fontFamily: fonts } }
      : {}),
  };
}

/** `2026-11-21` → `11-21`: the page says the year. */
function short(name: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(name) ? name.slice(5) : name;
}
