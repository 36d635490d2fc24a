import type { DeskFigures } from "../../ledger/deskRecord.ts";
import { refuse } from "../refuse.ts";
import type { Call, Route } from "../route.ts";
import { languages } from "../visitor.ts";
import { chartNames } from "./chart.ts";
import { chartsOf } from "./charts.ts";
import { draw } from "./draw.ts";
import { keptFor } from "./kept.ts";
import { overviewOf } from "./overview.ts";
import { dashboardPage } from "./page.ts";
import { themes } from "./palette.ts";
import { type Period, periodNamed, type Span, spanOf } from "./period.ts";
import type { DashboardPort } from "./port.ts";
import { told } from "./told.ts";

/** A picture is a document of its own; ECharts styles its letters in attributes. */
const picturePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
const keptMilliseconds = 30_000;

export function dashboardRoutes(port: DashboardPort): readonly Route[] {
  const counted = keptFor(keptMilliseconds, port.now, async (since) => {
    const from = new Date(since);
    const { until } = spanOf(1, port.now());
    return await port.figures(from, until);
  });
  const countedIn = async (
    period: Period,
  ): Promise<{ readonly span: Span; readonly figures: DeskFigures }> => {
    const span = spanOf(period, port.now());
    return { span, figures: await counted(span.since.toISOString()) };
  };

  async function page({ c, visitor }: Call): Promise<Response> {
    const period = periodNamed(c.req.query("days"));
    const { span, figures } = await countedIn(period);
    const charts = chartsOf(figures, span).map((chart) =>
      told(chart, visitor.language, port.topic),
    );
    const overview = overviewOf(figures);
    return c.html(dashboardPage({ visitor, period, span, overview, charts }));
  }

  async function picture({ c, visitor }: Call): Promise<Response> {
    const name = chartNames.find((each) => `${each}.svg` === c.req.param("file"));
    if (name === undefined) return await refuse(c, "not-found", visitor);
    const theme = themes.find((each) => each === c.req.query("theme")) ?? "light";
    const size = c.req.query("size") === "narrow" ? "narrow" : "wide";
    const language = languages.find((each) => each === c.req.query("language")) ?? visitor.language;
    const { span, figures } = await countedIn(periodNamed(c.req.query("days")));
    const chart = chartsOf(figures, span).find((each) => each.name === name);
    if (chart === undefined) return await refuse(c, "not-found", visitor);
    return c.body(await draw(told(chart, language, port.topic), theme, size), 200, {
      "Content-Type": "image/svg+xml; charset=utf-8",
      "Content-Security-Policy": picturePolicy,
    });
  }

  return [
    { method: "GET", path: "/dashboard", access: "staff", handle: page },
    { method: "GET", path: "/dashboard/charts/:file", access: "staff", handle: picture },
  ];
}
